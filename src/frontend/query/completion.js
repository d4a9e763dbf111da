// Completion of classes and properties from what this graph holds: VoID counts them, the ontology
// labels them. Each list is one query by GET, so that the browser keeps its answer.
import Yasgui from "@zazuko/yasgui";

import { element } from "./element.js";
import { known } from "./labels.js";
import { counted, endpoint, say, settings } from "./settings.js";
import { announce } from "./status.js";
import { written } from "./terms.js";

const MOST = 80;
const KINDS = {
  class: {
    counts: "void:classPartition [ void:class ?term ; void:entities ?n ]",
    types: "owl:Class",
  },
  property: {
    counts: "void:propertyPartition [ void:property ?term ; void:triples ?n ]",
    types: "owl:ObjectProperty, owl:DatatypeProperty, owl:AnnotationProperty",
  },
};

export function install() {
  const { Yasqe } = Yasgui;
  Yasqe.forkAutocompleter("prefixes", { name: "own-prefixes", get: prefixes, persistenceId: null }, false);
  for (const kind of Object.keys(KINDS)) {
    Yasqe.forkAutocompleter(kind, completer(kind), false);
  }
  Yasqe.defaults.autocompleters = ["own-prefixes", "variables", "known-class", "known-property"];
}

/** Tell what a name that the mouse rests on is called, what it means, and how often it is used. */
export function explain(frame, editor) {
  frame.addEventListener("mouseover", async ({ target }) => {
    const name = target.closest?.(".yasqe .cm-string-2, .yasqe .cm-variable-3");
    if (!name || name.title || name.textContent.endsWith(":")) return;
    const iri = whole(name.textContent, editor()?.getPrefixesFromQuery() ?? {});
    if (!iri) return;
    const [told, ...lists] = await Promise.all([known([iri]), ...Object.keys(KINDS).map(terms)]);
    const term = lists.flat().find((each) => each.iri === iri);
    const { label = term?.label, said } = told.get(iri) ?? {};
    const title = [label, term?.count && counted(term.count)].filter(Boolean).join(" · ");
    if (title) name.title = [title, said].filter(Boolean).join("\n");
  });
}

/** Return the IRI that stands in a query, with a prefix or whole. */
export function whole(text, declared) {
  const [, iri] = /^<(.*)>$/.exec(text) ?? [];
  if (iri) return iri;
  const [, prefix, name] = /^([^:]*):(.+)$/.exec(text) ?? [];
  const namespace = declared[prefix] ?? settings.prefixes[prefix];
  return namespace && name && namespace + name;
}

function completer(kind) {
  const { isValidCompletionPosition } = Yasgui.Yasqe.Autocompleters[kind];
  return {
    name: `known-${kind}`,
    autoShow: true,
    bulk: false,
    get: async (_, token) => matching(await terms(kind), token.string).map(({ iri }) => iri),
    // After the class there is a space, too, and nothing to complete.
    isValidCompletionPosition: (yasqe) =>
      yasqe.getCompleteToken().string.trim() !== "" && isValidCompletionPosition(yasqe),
    preProcessToken: (_, token) => token,
    postProcessSuggestion: (_, __, iri) => iri,
    postprocessHints: async (yasqe, hints) => {
      const byIri = new Map((await terms(kind)).map((term) => [term.iri, term]));
      return hints.map((hint) => offered(yasqe, hint, byIri.get(hint.text)));
    },
  };
}

function prefixes() {
  return Object.entries(settings.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`);
}

const fetched = {};

/** Return the classes or properties, the most frequent first. */
function terms(kind) {
  fetched[kind] ??= ask(kind).catch((error) => {
    delete fetched[kind];
    announce(say(`No completion: ${error.message}`, `无法补全：${error.message}`));
    return [];
  });
  return fetched[kind];
}

async function ask(kind) {
  const { counts, types } = KINDS[kind];
  const query = `SELECT ?term (MAX(?n) AS ?count) (SAMPLE(?name) AS ?label) {
  { GRAPH graph:void { <https://w3id.org/istograph/.well-known/void#default> ${counts} } }
  UNION { ?term a ?type . FILTER (?type IN (${types})) BIND (0 AS ?n) }
  FILTER isIRI(?term)
  OPTIONAL { ?term rdfs:label ?name . FILTER (LANG(?name) = "${settings.language}") }
} GROUP BY ?term ORDER BY DESC(?count) ?term`;
  const answer = await fetch(`${endpoint}?query=${encodeURIComponent(query)}`, {
    headers: { Accept: "application/sparql-results+json" },
  });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  const { results } = await answer.json();
  return results.bindings.map(({ term, count, label }) => ({
    iri: term.value,
    name: written(term.value),
    count: Number(count?.value ?? 0),
    label: label?.value ?? "",
  }));
}

/** Return the terms that begin with what was typed; then those that have it in name or label. */
function matching(all, typed) {
  const wanted = typed.trim().toLowerCase();
  // `isto:found` is looked for in labels too, but only among what has this prefix.
  const [prefix, name] = wanted.includes(":") && !wanted.startsWith("<") ? wanted.split(":") : ["", wanted];
  const begin = all.filter((term) => begins(term, wanted));
  const contain = all.filter(
    (term) =>
      !begins(term, wanted) &&
      term.name.toLowerCase().startsWith(prefix && `${prefix}:`) &&
      `${term.name} ${term.label}`.toLowerCase().includes(name),
  );
  return [...begin, ...contain].slice(0, MOST);
}

function begins({ iri, name }, wanted) {
  return name.toLowerCase().startsWith(wanted) || `<${iri.toLowerCase()}`.startsWith(wanted);
}

function offered(yasqe, hint, term) {
  return {
    ...hint,
    text: term.name,
    displayText: term.name,
    render: (line) => {
      line.append(
        element("span", { class: "hint-name" }, term.name),
        element("span", { class: "hint-label" }, term.label),
        element("span", { class: "hint-count" }, term.count ? counted(term.count) : ""),
      );
    },
    hint: (editor, data) => {
      editor.replaceRange(term.name, hint.from ?? data.from, hint.to ?? data.to, "complete");
      const prefix = term.name.split(":")[0];
      if (prefix in settings.prefixes) yasqe.addPrefixes({ [prefix]: settings.prefixes[prefix] });
    },
  };
}

// What things are called that a result names by IRI only: one bounded query for each handful of them,
// to our own endpoint, and nothing is asked for twice.
import { endpoint, say, settings } from "./settings.js";
import { announce } from "./status.js";

const MOST = 400;
const SAFE = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i;
const found = new Map();

/** Return what is known of IRIs in the page's language, as a Map of `{ label, said }`. */
export async function known(iris) {
  const missing = [...new Set(iris)].filter((iri) => SAFE.test(iri) && !found.has(iri)).slice(0, MOST);
  if (missing.length) await fetched(missing);
  return new Map(iris.filter((iri) => found.get(iri)).map((iri) => [iri, found.get(iri)]));
}

/** Return the labels of IRIs, where they have one. */
export async function labels(iris) {
  const told = await known(iris);
  return new Map([...told].filter(([, { label }]) => label).map(([iri, { label }]) => [iri, label]));
}

async function fetched(iris) {
  try {
    for (const { term, name, other, said } of await ask(iris)) {
      found.set(term.value, { label: (name ?? other)?.value, said: said?.value });
    }
    // What has no label is not asked for again.
    for (const iri of iris) if (!found.has(iri)) found.set(iri, undefined);
  } catch (error) {
    announce(say(`No labels: ${error.message}`, `无法取得标签：${error.message}`));
  }
}

async function ask(iris) {
  const preferred = `FILTER (LANGMATCHES(LANG(?a), "${settings.language}"))`;
  const query = `SELECT ?term (SAMPLE(?a) AS ?name) (SAMPLE(?b) AS ?other) (SAMPLE(?c) AS ?said) {
  VALUES ?term { ${iris.map((iri) => `<${iri}>`).join(" ")} }
  { ?term rdfs:label|skos:prefLabel ?a . ${preferred} }
  UNION { ?term rdfs:label|skos:prefLabel ?b }
  UNION { ?term skos:definition|rdfs:comment|dcterms:description ?c . ${preferred.replaceAll("?a", "?c")} }
} GROUP BY ?term`;
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: { Accept: "application/sparql-results+json" },
    body: new URLSearchParams({ query }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return (await answer.json()).results.bindings;
}

// Names in a query that stand in the ontology's namespace and not in the ontology: the service finds
// nothing for them, which is right, and helps nobody.
import { whole } from "./completion.js";
import { element } from "./element.js";
import { endpoint, say, settings } from "./settings.js";
import { announce } from "./status.js";

const MOST = 3;
const NAMES = new Set(["string-2", "variable-3"]);

export const notes = element("div", { class: "unknown", role: "status" });

let asked;

export function forget() {
  notes.replaceChildren();
}

/** Say which names of a query the ontology does not have, and what may be meant. */
export async function check(editor) {
  const found = named(editor);
  forget();
  if (!found.size) return;
  const terms = await (asked ??= ask());
  const unknown = [...found].filter(([, name]) => terms.size && !terms.has(name)).slice(0, MOST);
  notes.replaceChildren(...unknown.map(([text, name]) => note(editor, text, name, nearest(name, [...terms]))));
}

/** Return the names in the ontology's namespace, by what is written in the query for them. */
function named(editor) {
  const declared = editor.getPrefixesFromQuery();
  const found = new Map();
  for (const { string } of names(editor)) {
    const iri = whole(string, declared);
    const name = iri?.startsWith(settings.prefixes.isto) && iri.slice(settings.prefixes.isto.length);
    if (name) found.set(string, name);
  }
  return found;
}

function names(editor) {
  const lines = Array.from({ length: editor.lineCount() }, (_, line) =>
    editor.getLineTokens(line).map((token) => ({ ...token, line })),
  );
  return lines.flat().filter(({ type }) => NAMES.has(type));
}

function note(editor, text, name, near) {
  const said = say(`${text} is not a term of the ontology.`, `本体中没有 ${text}。`);
  if (!near) return element("p", {}, said);
  const meant = text.slice(0, text.lastIndexOf(name)) + near + text.slice(text.lastIndexOf(name) + name.length);
  const mend = () => {
    const places = names(editor).filter(({ string }) => string === text);
    for (const { line, start, end } of places.reverse()) editor.replaceRange(meant, { line, ch: start }, { line, ch: end });
    forget();
    editor.focus();
  };
  const button = element("button", { type: "button", class: "plain", click: mend }, say(`Write ${meant}`, `改为 ${meant}`));
  return element("p", {}, said, " ", button);
}

async function ask() {
  const query = `SELECT DISTINCT ?term { GRAPH graph:ontology { ?term a ?type } FILTER (STRSTARTS(STR(?term), "${settings.prefixes.isto}")) }`;
  try {
    const answer = await fetch(`${endpoint}?query=${encodeURIComponent(query)}`, { headers: { Accept: "text/csv" } });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    const [, ...rows] = (await answer.text()).split("\r\n");
    return new Set(rows.filter(Boolean).map((iri) => iri.slice(settings.prefixes.isto.length)));
  } catch (error) {
    asked = undefined;
    announce(say(`The names are not checked: ${error.message}`, `未能检查名称：${error.message}`));
    return new Set();
  }
}

function nearest(name, terms) {
  const ranked = terms.map((term) => [distance(name.toLowerCase(), term.toLowerCase()), term]);
  const [least, term] = ranked.reduce((one, other) => (other[0] < one[0] ? other : one), [Infinity, undefined]);
  return least <= Math.max(1, name.length / 3) ? term : undefined;
}

/** Return how many letters are to be changed to come from one word to another. */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const isSame = one[at - 1] === other[to - 1];
      next.push(Math.min(row[to] + 1, next[to - 1] + 1, row[to - 1] + (isSame ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1);
}

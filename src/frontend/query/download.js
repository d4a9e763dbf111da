// The whole answer as a file, in each format that the service has for it; asked for anew, as it stands.
import { open as openDialog } from "./dialogs.js";
import { element } from "./element.js";
import { save } from "./pictures.js";
import { told } from "./problems.js";
import { asking, counted, say } from "./settings.js";

const TABLES = [
  ["CSV", "text/csv", "csv"],
  ["TSV", "text/tab-separated-values", "tsv"],
  ["JSON", "application/sparql-results+json", "json"],
  ["XML", "application/sparql-results+xml", "xml"],
];
const GRAPHS = [
  ["Turtle", "text/turtle", "ttl"],
  ["N-Triples", "application/n-triples", "nt"],
  ["JSON-LD", "application/ld+json", "jsonld"],
  ["RDF/XML", "application/rdf+xml", "rdf"],
];
const ANSWERS = TABLES.slice(2);
const FORMATS = { CONSTRUCT: GRAPHS, DESCRIBE: GRAPHS, ASK: ANSWERS };
const LONGEST_NAME = 60;

/** Offer the formats for a query of some type; the file is named after its tab. */
export function open(query, type, name) {
  const said = element("p", { role: "status" });
  const buttons = (FORMATS[type] ?? TABLES).map(([label, media, ending]) =>
    element("button", { type: "button", class: "plain", click: () => fetched(query, media, `${fileName(name)}.${ending}`, said) }, label),
  );
  openDialog(
    say("Download the answer", "下载查询结果"),
    element("p", {}, say("The query is run again, and all that it finds is saved.", "将重新运行查询，并保存全部结果。")),
    element("div", { class: "downloads", role: "group", "aria-label": say("Format", "格式") }, ...buttons),
    said,
  );
}

async function fetched(query, media, name, said) {
  said.textContent = say("Running…", "正在运行…");
  try {
    const answer = await fetch(asking, { method: "POST", headers: { Accept: media }, body: new URLSearchParams({ query }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(told(text).detail);
    save(text, media, name);
    const size = counted(Math.ceil(new Blob([text]).size / 1000));
    said.textContent = say(`Saved: ${name}, ${size} kB`, `已保存：${name}，${size} kB`);
  } catch (error) {
    said.textContent = say(`Not saved: ${error.message}`, `未能保存：${error.message}`);
  }
}

function fileName(name) {
  return name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, LONGEST_NAME) || "istograph";
}

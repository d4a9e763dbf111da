// The tested examples that the page lists, and which of them a tab began with: what the columns of
// its answer are called, and how the answer is best seen. What somebody changes in the query keeps
// the headings of the variables that are still there.
import { element } from "./element.js";

const known = new Map();
let tabOf = () => undefined;

/** Read the examples from the page; `find` tells which tab a result belongs to. */
export function install(section, find) {
  tabOf = find;
  for (const link of section.querySelectorAll("a[data-query]")) {
    const { query, headings, view } = link.dataset;
    const name = new URL(link.href).searchParams.get("example");
    known.set(name, { name, question: link.textContent, query, headings: JSON.parse(headings), view });
  }
}

/** Return the example of a name, such as `02-name`; a number will do. */
export function example(name) {
  return known.get(name) ?? [...known.values()].find((each) => each.name.startsWith(`${name.padStart(2, "0")}-`));
}

/** Remember what a tab began with; it is kept with the tab, and goes with its copies. */
export function remember(tab, { name, view }) {
  tab.getPersistedJson().example = name;
  tab.emit("change", tab, tab.getPersistedJson());
  if (view) tab.getYasr().selectPlugin(view);
}

/** Return what the columns of a result are called, by variable; those without a name are left out. */
export function headings(yasr) {
  return begun(tabOf(yasr))?.headings ?? {};
}

export function heading(yasr, variable) {
  return headings(yasr)[variable] ?? variable;
}

/** Return a heading with the variable that it stands for. */
export function headed(yasr, variable) {
  const name = heading(yasr, variable);
  const isPlain = name.replaceAll(" ", "_") === variable;
  if (isPlain) return element("span", { title: `?${variable}` }, name);
  return element("span", { class: "headed", title: `?${variable}` }, name, element("code", {}, `?${variable}`));
}

function begun(tab) {
  if (!tab) return undefined;
  const name = tab.getPersistedJson().example;
  return known.get(name) ?? asked(tab.getYasqe()?.getValue() ?? "");
}

/** Return the example whose question a query opens with: so does one that came by a link. */
function asked(text) {
  const [, question] = /^# (.+)\n/.exec(text) ?? [];
  return question && [...known.values()].find((each) => each.question === question);
}

// The query editor: YASGUI on our own endpoint, with what it lacks.
import "@zazuko/yasgui/build/yasgui.min.css";

import Yasgui from "@zazuko/yasgui";

import Chart from "./chart.js";
import * as completion from "./completion.js";
import * as dialogs from "./dialogs.js";
import { element } from "./element.js";
import * as examples from "./examples.js";
import * as download from "./download.js";
import Graph from "./graph.js";
import PlacesOnMap from "./map.js";
import * as history from "./history.js";
import { problemView } from "./problems.js";
import * as scrolling from "./scrolling.js";
import { asking, say, settings } from "./settings.js";
import { announce, line } from "./status.js";
import * as syntax from "./syntax.js";
import * as tabMenu from "./tabmenu.js";
import * as unknown from "./unknown.js";
import { cut } from "./widths.js";
import * as wording from "./wording.js";

const opening = (language) => `PREFIX isto: <${settings.prefixes.isto}>
PREFIX rdfs: <${settings.prefixes.rdfs}>
PREFIX schema: <${settings.prefixes.schema}>

SELECT ?name ?country ?founded {
  ?organization a isto:ISTO ; rdfs:label ?name ; schema:foundingDate ?founded .
  OPTIONAL {
    ?organization isto:isHeadquarteredIn/rdfs:label ?country
    FILTER (LANG(?country) = "${language}")
  }
  FILTER (LANG(?name) = "${language}")
}
ORDER BY ?founded ?name`;
const OPENINGS = ["en", "zh"].map(opening);
const LONGEST_NAME = 26;
const VIEWS = ["table", "chart", "map", "graph", "response"];
// What changes nothing, so that a link may run it: whoever made the link is not whoever follows it.
const READING = new Set(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]);

completion.install();
scrolling.install();
syntax.install();
wording.install();

const { Yasr, Yasqe } = Yasgui;
Yasr.registerPlugin("chart", Chart);
Yasr.registerPlugin("map", PlacesOnMap);
Yasr.registerPlugin("graph", Graph);
Yasr.registerPlugin(
  "error",
  problemView((yasr) => tabOf(yasr)?.getYasqe()),
);
Yasr.defaults.pluginOrder = VIEWS;
Yasr.defaults.prefixes = settings.prefixes;
// As high as what is written; a tab that remembers no height takes this one, not the page's.
Yasqe.defaults.editorHeight = "auto";

// The id by which a running query can be stopped, for each tab that has one.
const running = new Map();
let identity;

const place = document.getElementById("editor");
const section = document.getElementById("examples");
examples.install(section, tabOf);
const asked = linked();
const runButton = button(say("Run", "运行"), run);
const stopButton = button(say("Stop", "停止"), stop);
stopButton.hidden = true;
const toolbar = element(
  "div",
  { class: "toolbar", role: "group", "aria-label": say("What to do with the query", "查询操作") },
  runButton,
  stopButton,
  button(say("Examples", "示例"), () => dialogs.examples(section, openExample), "plain"),
  button(say("History", "历史"), () => history.open(show), "plain"),
  button(say("Format", "整理格式"), layOut, "plain"),
  button(say("Link", "链接"), () => dialogs.share(current().getQuery(), current().getYasr().getSelectedPluginName()), "plain"),
  button(say("Download", "下载"), () => download.open(current().getQuery(), current().getYasqe().getQueryType(), current().getName()), "plain"),
  button(say("Code", "代码"), () => dialogs.code(current().getQuery(), current().getYasqe().getQueryType()), "plain"),
  button(say("New tab", "新标签"), () => yasgui.addTab(true), "plain"),
  button(say("Keys", "快捷键"), dialogs.keys, "plain"),
  line,
);
const frame = element("div", {});
completion.explain(frame, () => current()?.getYasqe());
place.append(toolbar, unknown.notes, frame);
place.hidden = false;
section.hidden = true;
document.getElementById("plain").remove();

const yasgui = new Yasgui(frame, {
  autofocus: false,
  tabName: say("Query", "查询"),
  persistenceId: `istograph${settings.base}`,
  populateFromUrl: false,
  copyEndpointOnNewTab: false,
  requestConfig: {
    endpoint: asking,
    method: "POST",
    headers: () => ({ "Istograph-Query-Id": (identity = uuid()) }),
  },
  yasqe: {
    value: opening(settings.language),
    showQueryButton: false,
    resizeable: false,
    viewportMargin: Infinity,
    lineWrapping: true,
    screenReaderLabel: say("SPARQL query; Tab leaves the editor", "SPARQL 查询；按 Tab 键离开编辑器"),
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-S": false, F1: dialogs.keys },
  },
});
yasgui.on("query", (_, tab) => begin(tab));
yasgui.on("queryResponse", (_, tab) => end(tab));
yasgui.on("queryAbort", (_, tab) => end(tab));
yasgui.on("tabSelect", () => {
  unknown.forget();
  showState();
});
yasgui.on("tabAdd", () => queueMicrotask(() => wording.nameTabs(yasgui)));
yasgui.on("tabClose", () => queueMicrotask(settle));
yasgui.on("tabSelect", () => requestAnimationFrame(foldPrefixes));
wording.nameTabs(yasgui);
tabMenu.install(yasgui.tabElements);
yasgui.tabElements._tabsListEl.setAttribute("aria-label", say("Queries", "查询"));
// What was kept may be from another address of this service.
for (const tab of tabs()) tab.setEndpoint(asking);
if (asked) openLinked(asked);
// Who comes for the first time sees what an answer looks like.
else if (OPENINGS.includes(current().getQuery()) && !current().hasResults()) run();
requestAnimationFrame(foldPrefixes);
document.querySelector('a[href="#examples"]').addEventListener("click", (event) => {
  event.preventDefault();
  dialogs.examples(section, openExample);
});
window.addEventListener("hashchange", () => {
  const found = linked();
  if (found) openLinked(found);
});

/** On a narrow page the prefixes, several lines each, would stand before all else; a click unfolds them. */
function foldPrefixes() {
  if (window.matchMedia("(max-width: 40rem)").matches) current()?.getYasqe()?.collapsePrefixes(true);
}

function tabs() {
  return Object.values(yasgui._tabs);
}

/** After a tab is gone: there is always one, and who closed it by a key stays among the tabs. */
function settle() {
  if (!tabs().length) yasgui.addTab(true);
  if (document.activeElement === document.body) yasgui.tabElements.get(current().getId()).tabEl.firstChild.focus();
}

function tabOf(yasr) {
  return tabs().find((tab) => tab.getYasr() === yasr);
}

function current() {
  return yasgui.getTab();
}

function button(label, click, kind) {
  return element("button", { type: "button", class: kind, click }, label);
}

/** Return the query that the address names: in the form, or behind the #. */
function linked() {
  const behind = new URLSearchParams(location.hash.slice(1));
  const before = new URLSearchParams(location.search);
  const hidden = behind.get("query");
  const field = document.getElementById("query");
  const query = hidden ?? field?.value.trim();
  if (!query) return undefined;
  const example = !hidden && before.has("example") ? examples.example(before.get("example")) : undefined;
  const view = (hidden ? behind : before).get("view");
  return example ? { name: example.question, query: titled(example), example, view } : { query, view };
}

function openExample(example) {
  show(example.question, titled(example), example);
  run();
  current().getYasqe().focus();
}

/** Return an example under its question; what its file says of it for programs is left out. */
function titled({ question, query }) {
  return `# ${question}\n\n${query.replace(/^#\+ .*\n/gm, "").trim()}`;
}

/** Open what the address names, and run it if it only reads. */
function openLinked({ name, query, example, view }) {
  show(name, query, example);
  if (VIEWS.includes(view)) current().getYasr().selectPlugin(view);
  if (READING.has(current().getYasqe().getQueryType())) run();
  else announce(say("From a link, and not run. Read it, then press Run.", "此内容来自链接，尚未运行。请先阅读，再按“运行”。"));
}

/** Show a query in the tab that has it, or in one that nothing was written in, or in a new one. */
function show(name, query, example) {
  const tab = tabs().find((each) => textOf(each) === query.trim()) ?? filled(name && cut(name, LONGEST_NAME), query);
  tab.select();
  if (example) examples.remember(tab, example);
}

function filled(title, query) {
  const untouched = tabs().find((tab) => OPENINGS.includes(textOf(tab)));
  if (!untouched) return yasgui.addTab(true, { name: title ?? yasgui.createTabName(), yasqe: { value: query } });
  untouched.select();
  untouched.setQuery(query);
  if (title) untouched.setName(title);
  return untouched;
}

function textOf(tab) {
  // What was written last is in the editor alone until it is kept.
  return (tab.getYasqe()?.getValue() ?? tab.getPersistedJson().yasqe.value).trim();
}

function run() {
  // What went wrong is shown among the results.
  current()
    .query()
    .catch(() => {});
}

async function stop() {
  const id = running.get(current());
  current().getYasqe().abortQuery();
  announce(say("Stopped", "已停止"));
  await fetch(`${settings.base}/queries/${id}`, { method: "DELETE" });
}

function begin(tab) {
  running.set(tab, identity);
  const yasr = tab.getYasr();
  // What was wrong with the query before is not wrong with this one.
  if (yasr.results?.hasError()) yasr.resultsEl.replaceChildren();
  announce(say("Running…", "正在运行…"));
  unknown.forget();
  showState();
}

function end(tab) {
  running.delete(tab);
  // The result is put there right after.
  queueMicrotask(() => history.note(tab));
  if (tab === current()) unknown.check(tab.getYasqe());
  showState();
}

function showState() {
  const isRunning = running.has(current());
  const hadFocus = document.activeElement === (isRunning ? runButton : stopButton);
  runButton.hidden = isRunning;
  stopButton.hidden = !isRunning;
  if (hadFocus) (isRunning ? stopButton : runButton).focus();
}

function layOut() {
  const editor = current().getYasqe();
  editor.autoformat();
  editor.setCursor(0, 0);
  editor.focus();
  announce(say("Formatted", "已整理格式"));
}

function uuid() {
  // `crypto.randomUUID` is there by https only.
  const digit = (place) => (place ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (place / 4)))).toString(16);
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit);
}

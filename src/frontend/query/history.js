// What was asked before, the last first; it is kept by this browser alone.
import { open as openDialog } from "./dialogs.js";
import { element } from "./element.js";
import { amount, say, settings } from "./settings.js";

const KEY = `istograph-history${settings.base}`;
const MOST = 50;
const LONGEST = 20_000;
const LONGEST_SHOWN = 300;
const times = new Intl.DateTimeFormat(settings.language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });

/** Note that the query of a tab was answered, and how. */
export function note(tab) {
  const { results } = tab.getYasr();
  const query = tab.getQuery().trim();
  if (!results || results.hasError() || query.length > LONGEST) return;
  const entry = { query, at: Date.now(), rows: results.getBindings()?.length, isGraph: results.getType() === "ttl" };
  keep([entry, ...kept().filter((each) => each.query !== query)].slice(0, MOST));
}

/** List what was asked; a click shows the query in a tab. */
export function open(show) {
  const entries = kept();
  const list = element("ol", { class: "history plain" }, ...entries.map((entry) => element("li", {}, ...listed(entry, choose))));
  const clear = () => {
    keep([]);
    dialog.close();
  };
  const dialog = openDialog(
    say("What was asked", "查询历史"),
    element("p", {}, entries.length ? say("Kept in this browser alone.", "仅保存在此浏览器中。") : say("Nothing yet.", "暂无记录。")),
    list,
    entries.length ? element("p", { class: "actions" }, element("button", { type: "button", class: "plain", click: clear }, say("Forget all of it", "清除全部"))) : undefined,
  );

  function choose(query) {
    dialog.close();
    show(titleOf(query), query);
  }
}

function listed({ query, at, rows, isGraph }, choose) {
  const button = element("button", { type: "button", class: "plain", click: () => choose(query) }, brief(query));
  const count = rows === undefined ? "" : ` · ${amount(rows, isGraph)}`;
  return [button, element("span", { class: "more" }, times.format(at) + count)];
}

function titleOf(query) {
  return /^# (.+)\n/.exec(query)?.[1];
}

/** Return the question of a query, or else what it asks without its prefixes. */
function brief(query) {
  const text = titleOf(query) ?? query.replace(/^\s*(PREFIX|BASE)\b.*$/gim, "").replace(/\s+/g, " ").trim();
  return text.slice(0, LONGEST_SHOWN);
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    // What is no list of ours is forgotten.
    return [];
  }
}

function keep(entries) {
  try {
    localStorage.setItem(KEY, JSON.stringify(entries));
  } catch {
    // A full store keeps the tabs, which matter more.
    localStorage.removeItem(KEY);
  }
}

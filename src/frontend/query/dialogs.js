// What opens over the page: a link to the query, its code, the examples, the keys.
import { element } from "./element.js";
import { example } from "./examples.js";
import { say, settings } from "./settings.js";
import { snippets } from "./snippets.js";

// Servers and proxies refuse longer addresses; what stands behind the # is not sent to them.
const LONGEST_URL = 6000;

/** Show a dialog with a title; it is gone when it is closed. */
export function open(title, ...content) {
  const heading = element("h2", {}, title);
  const close = element("button", { type: "button", class: "plain close", click: () => dialog.close() }, say("Close", "关闭"));
  const dialog = element("dialog", { class: "over", close: () => dialog.remove() }, element("header", {}, heading, close), ...content);
  dialog.setAttribute("aria-label", title);
  document.getElementById("main").append(dialog);
  dialog.showModal();
  return dialog;
}

/** Offer the link to a query, which opens in the view that its answer is seen in. */
export function share(query, view) {
  const field = element("input", { type: "text", readonly: true, value: permalink(query, view), "aria-label": say("Link to this query", "此查询的链接") });
  const dialog = open(
    say("Link to this query", "此查询的链接"),
    element("p", {}, say("Whoever opens it sees the query and what it finds then.", "打开链接即可看到此查询及届时的结果。")),
    field,
    copying(() => field.value),
  );
  field.addEventListener("focus", () => field.select());
  field.focus();
  return dialog;
}

function permalink(query, view) {
  const page = `${location.origin}${settings.base}/query`;
  const asked = new URLSearchParams(view === "table" ? { query } : { view, query }).toString();
  const language = `lang=${settings.language}`;
  const url = `${page}?${language}&${asked}`;
  return url.length <= LONGEST_URL ? url : `${page}?${language}#${asked}`;
}

export function code(query, type) {
  const found = snippets(settings.endpoint, query, type);
  const text = element("code", {});
  const show = (name) => {
    text.textContent = found[name];
  };
  const choices = Object.keys(found).map((name, index) =>
    element("label", {}, element("input", { type: "radio", name: "language", value: name, checked: index === 0, change: () => show(name) }), name),
  );
  show(Object.keys(found)[0]);
  open(
    say("The query as code", "查询代码"),
    element("fieldset", { class: "inline" }, element("legend", { class: "hidden" }, say("Language", "编程语言")), ...choices),
    element("pre", { tabindex: 0 }, text),
    copying(() => text.textContent),
  );
}

function copying(text) {
  const said = element("span", { role: "status" });
  const copy = async () => {
    await copied(text());
    said.textContent = say("Copied", "已复制");
  };
  return element("p", { class: "actions" }, element("button", { type: "button", click: copy }, say("Copy", "复制")), said);
}

async function copied(text) {
  // Without https there is no clipboard but the old one.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = element("textarea", {}, text);
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** Show the page's examples with a field to search them; a click hands the example over. */
export function examples(section, choose) {
  const place = section.parentElement;
  const items = [...section.querySelectorAll("li")];
  const groups = [...section.querySelectorAll(".group")];
  const filter = () => {
    const wanted = field.value.trim().toLowerCase().split(/\s+/);
    for (const item of items) {
      const title = item.closest(".group").querySelector("h3").textContent;
      const text = `${title} ${item.textContent} ${item.querySelector("a").dataset.query}`.toLowerCase();
      item.hidden = !wanted.every((word) => text.includes(word));
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    const found = items.filter((item) => !item.hidden).length;
    count.textContent = say(`${found} ${found === 1 ? "example" : "examples"}`, `${found} 个示例`);
  };
  const field = element("input", { type: "search", placeholder: say("Search the examples", "检索示例"), "aria-label": say("Search the examples", "检索示例"), input: filter });
  const pick = (event) => {
    const link = event.target.closest("a[data-query]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    dialog.close();
    choose(example(new URL(link.href).searchParams.get("example")));
  };
  section.addEventListener("click", pick);
  const count = element("p", { class: "more", role: "status" });
  const dialog = open(say("Examples", "示例"), field, count, section);
  section.hidden = false;
  dialog.addEventListener("close", () => {
    section.removeEventListener("click", pick);
    section.hidden = true;
    place.append(section);
  });
  field.focus();
}

export function keys() {
  const rows = [
    ["Ctrl Enter", "Run the query", "运行查询"],
    ["Ctrl Space", "Complete the name", "补全名称"],
    ["Ctrl /", "Comment the lines, or uncomment them", "注释或取消注释"],
    ["Shift Ctrl F", "Lay out the query", "整理格式"],
    ["Shift Ctrl D", "Repeat the line", "复制当前行"],
    ["Ctrl ] · Ctrl [", "Indent more, or less", "增加或减少缩进"],
    ["Tab · Shift Tab", "Leave the editor", "离开编辑器"],
    ["Esc", "Close the list of names; leave the editor", "关闭补全列表；离开编辑器"],
    ["← · → · Delete", "On the name of a tab: to another; close it", "在标签名上：切换；关闭"],
    ["Shift F10 · ☰", "On the name of a tab: rename, copy, close", "在标签名上：重命名、复制、关闭"],
    ["← · ↑ · ↓ · →", "In a graph or on a map: to the next one there", "在图或地图中：移到该方向的下一项"],
    ["F1", "This help", "本帮助"],
  ];
  const body = rows.map(([key, en, zh]) =>
    element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, say(en, zh))),
  );
  open(say("Keys", "快捷键"), element("dl", { class: "keys" }, ...body));
}

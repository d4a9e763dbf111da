// What went wrong, where, and in the reader's language as far as it can be told in general.
import { element } from "./element.js";
import { say } from "./settings.js";
import { announce } from "./status.js";

const PLACES = [/^line (\d+), column (\d+): (.*)$/s, /^第 (\d+) 行第 (\d+) 列：(.*)$/s];
// What is wrong, what was read before it, and what is likely meant.
const PARTS = [
  /^(.*?)(?: \(read so far: (.*)\))?((?:; in a prefixed.*)?)$/s,
  /^(.*?)(?:（已读到：(.*?)）)?((?:；前缀名.*)?)$/s,
];
const EXPECTED = /^(?:expected (?:one of )?|此处应为 )(.*?)(?: 之一)?$/s;
const CHINESE = /[\u4e00-\u9fff]/;
// So many of what could stand at a place are named outright.
const MOST_NAMED = 3;
const HEADINGS = {
  400: ["The query cannot be read", "无法读懂这条查询"],
  401: ["Writing needs a token", "写入需要令牌"],
  403: ["This is not allowed here", "此处不允许"],
  406: ["There is no such format", "没有这种格式"],
  410: ["Stopped", "已停止"],
  413: ["The query is too long", "查询过长"],
  429: ["Too many queries at once", "同时进行的查询过多"],
  502: ["Another endpoint did not answer as it should", "另一端点未能正常应答"],
  503: ["The service is being restarted", "服务正在重启"],
  504: ["The query took too long", "查询超时"],
  507: ["The query needs too much memory, or its result is too large", "查询占用内存过多，或结果过大"],
};
const NO_ANSWER = ["No answer from the service", "服务没有应答"];

/** The view of YASR for errors; `editorOf` finds the editor that a result belongs to. */
export function problemView(editorOf) {
  return class Problem {
    priority = 20;
    hideFromSelection = true;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      return Boolean(this.yasr.results?.getError());
    }

    draw() {
      const problem = told(this.yasr.results.getError().text);
      this.yasr.resultsEl.append(drawn(problem, editorOf(this.yasr)));
    }
  };
}

/** Return what the service said: RFC 9457, or else whatever text came. */
export function told(text) {
  if (/aborted/i.test(text)) return { status: 410, detail: "" };
  try {
    const { status, detail } = JSON.parse(text);
    return { status, detail };
  } catch {
    return { status: 0, detail: text };
  }
}

function drawn({ status, detail }, editor) {
  const heading = say(...(HEADINGS[status] ?? NO_ANSWER));
  announce(heading);
  const shown = element("section", { class: "problem" }, element("h2", {}, heading));
  const place = matched(PLACES, detail);
  if (place && editor) shown.append(...located(editor, place));
  else if (detail) shown.append(element("div", { role: "alert" }, verbatim(detail)));
  return shown;
}

function matched(patterns, text) {
  return patterns.map((pattern) => pattern.exec(text)).find(Boolean);
}

function verbatim(text) {
  return element("pre", { lang: languageOf(text), tabindex: 0 }, text);
}

/** Return the language of what the service said; what it has in English alone, it says in English. */
function languageOf(text) {
  return CHINESE.test(text) ? undefined : "en";
}

function located(editor, [whole, line, column, said]) {
  const place = { line: Number(line) - 1, ch: Number(column) - 1 };
  mark(editor, place);
  const go = () => {
    editor.focus();
    editor.setCursor(place);
    editor.scrollIntoView(place, 80);
  };
  const where = say(`Line ${line}, column ${column}`, `第 ${line} 行，第 ${column} 列`);
  const button = element("button", { type: "button", class: "plain", click: go }, where);
  const explanation = explained(said, whole.startsWith("第"));
  // It is read aloud as the status line is, but for what could stand there else.
  const aloud = explanation.filter(({ tagName }) => tagName !== "DETAILS");
  const rest = explanation.filter((part) => !aloud.includes(part));
  return [element("div", { role: "alert" }, element("p", {}, button), ...aloud), ...rest];
}

/** Return what is wrong in a few words, and all that the parser would have taken for who opens it. */
function explained(said, isChinese) {
  const [, wrong, read, hint] = PARTS[isChinese ? 1 : 0].exec(said);
  const shown = hint ? [element("p", { lang: languageOf(hint) }, element("strong", {}, sentence(hint)))] : [];
  const [, list] = EXPECTED.exec(wrong) ?? [];
  if (list) shown.push(...expected(listed(list)));
  else if (!hint) shown.push(element("p", { lang: languageOf(wrong) }, element("strong", {}, sentence(wrong))));
  if (read) shown.push(element("p", {}, say("Read so far: ", "已读到："), element("code", { lang: "en" }, read)));
  return shown;
}

function expected(wanted) {
  const named = wanted.slice(0, MOST_NAMED).join(say(", ", "、"));
  const rest = wanted.length - MOST_NAMED;
  if (rest <= 0) return [element("p", {}, say(`Expected here: ${named}.`, `此处应为 ${named}。`))];
  return [
    element("p", {}, say(`Expected here: ${named}, or one of ${rest} others.`, `此处应为 ${named}，或另外 ${rest} 种之一。`)),
    element("details", {}, element("summary", {}, say("All that could stand here", "此处可用的全部写法")), element("pre", { lang: "en", tabindex: 0 }, wanted.join("\n"))),
  ];
}

/** Return the parts of a list with commas, which may stand within quotation marks, too. */
function listed(text) {
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[^,、"]+/g) ?? [text];
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** Return a hint as a sentence; a term of the query that it begins with stays as it was written. */
function sentence(hint) {
  const text = hint.replace(/^[;；]\s*/, "");
  const end = /[?？.。)）]$/.test(text) ? "" : CHINESE.test(text) ? "。" : ".";
  const begun = /^[a-z]+(?![\w:])/.test(text) ? `${text[0].toUpperCase()}${text.slice(1)}` : text;
  return `${begun}${end}`;
}

function mark(editor, place) {
  unmark(editor);
  const width = Math.max(1, (/^\S+/.exec(editor.getLine(place.line)?.slice(place.ch) ?? "") ?? [""])[0].length);
  const end = { line: place.line, ch: place.ch + width };
  const start = editor.getLine(place.line)?.length > place.ch ? place : { ...place, ch: Math.max(0, place.ch - 1) };
  marks.set(editor, editor.markText(start, end, { className: "misread" }));
  editor.addLineClass(place.line, "background", "misread-line");
  const clear = () => {
    unmark(editor);
    editor.removeLineClass(place.line, "background", "misread-line");
    editor.off("change", clear);
  };
  editor.on("change", clear);
}

const marks = new WeakMap();

function unmark(editor) {
  marks.get(editor)?.clear();
  marks.delete(editor);
}

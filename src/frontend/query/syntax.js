// The editor's own check while somebody types. It is of SPARQL 1.1 and only a hint: the service knows
// more, such as the usual prefixes, and says what is wrong when the query is run.
import Yasgui from "@zazuko/yasgui";

import { element, icon } from "./element.js";
import { say, settings } from "./settings.js";

const UNDECLARED = /^Prefix '(.*)' is not defined$/;
const GUTTER = "gutterErrorBar";
const MOST = 10;

export function install() {
  Yasgui.Yasqe.prototype.checkSyntax = checkSyntax;
}

function checkSyntax() {
  this.clearGutter(GUTTER);
  const wrong = firstWrong(this);
  this.queryValid = !wrong;
  if (wrong) this.setGutterMarker(wrong.line, GUTTER, marker(wrong.message));
}

function firstWrong(editor) {
  for (let line = 0; line < editor.lineCount(); line += 1) {
    // Exactly: what is remembered of a line may be from before it was mended.
    const { state } = editor.getTokenAt({ line, ch: editor.getLine(line).length }, true);
    editor.setOption("queryType", state.queryType);
    if (state.OK) continue;
    const [, prefix] = UNDECLARED.exec(state.errorMsg) ?? [];
    return prefix in settings.prefixes ? undefined : { line, message: explained(state, prefix) };
  }
  return undefined;
}

function explained({ errorMsg, possibleCurrent }, prefix) {
  if (prefix !== undefined) return say(`The prefix ${prefix}: is not declared`, `前缀 ${prefix}: 未声明`);
  if (errorMsg) return errorMsg;
  const expected = possibleCurrent.slice(0, MOST).join(" ");
  return say(`Not SPARQL 1.1. Here could stand: ${expected}`, `不符合 SPARQL 1.1。此处可为：${expected}`);
}

function marker(message) {
  return element("span", { class: "parseErrorIcon", role: "img", "aria-label": message, title: message }, icon("M12 7v6M12 16v1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z"));
}

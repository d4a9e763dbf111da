// YASGUI speaks English only, shows buttons by pictures, and sends people to its makers' site for help:
// here it says what it does in the reader's language, to screen readers too, and stays here.
import Yasgui from "@zazuko/yasgui";

import { element } from "./element.js";
import { headed, heading } from "./examples.js";
import { known } from "./labels.js";
import { amount, counted, say } from "./settings.js";
import { announce } from "./status.js";
import { address, pasted } from "./terms.js";
import { shown } from "./values.js";

const { Yasr } = Yasgui;
// The number of each button that says why it is greyed.
const wordsOf = new WeakMap();
let wordsNumber = 0;

export function install() {
  const { draw } = Yasr.prototype;
  Yasr.prototype.draw = function drawn() {
    asTheyCame(this.results);
    draw.call(this);
  };
  Yasr.prototype.updateResponseInfo = sayHowMany;
  Yasr.prototype.fillFallbackBox = sayWhatIsShownInstead;
  Yasr.prototype.drawDocumentationButton = () => {};
  Yasr.prototype.updateHelpButton = () => {};
  wrap(Yasr.prototype, "drawPluginSelectors", nameViews);
  wrap(Yasr.prototype, "updatePluginSelectors", markView);
  wrap(Yasr.prototype, "drawDownloadIcon", (yasr) => name(yasr.downloadBtn, say("Download", "下载")));
  wrap(Yasr.prototype, "updateExportHeaders", (yasr) => {
    yasr.downloadBtn.title = say("Download", "下载");
  });
  wrap(Yasr.prototype, "drawPluginElement", (yasr) => {
    // It is no control of anything by itself, and each tab has one.
    yasr.pluginControls.removeAttribute("aria-controls");
    yasr.pluginControls.removeAttribute("id");
  });
  Yasr.registerPlugin("table", table(Yasr.plugins.table));
  Yasr.registerPlugin("response", response(Yasr.plugins.response));
  wrap(Yasr.plugins.boolean.prototype, "draw", (plugin) => {
    const answer = plugin.yasr.results.getBoolean();
    plugin.yasr.resultsEl.querySelector(".booleanResult span").textContent = yesOrNo(answer);
  });
}

/** Give values back what the library took for its templates: it fills in what stands in {{ }}. */
function asTheyCame(results) {
  if (results?.hasError() || results?.getType() !== "json") return;
  const text = results.getOriginalResponseAsString();
  if (text.includes("{{")) Object.assign(results.getAsJson(), JSON.parse(text));
}

/** Name the tabs, and what closes them; that is for the mouse, and the Delete key does the same. */
export function nameTabs(yasgui) {
  for (const tab of Object.values(yasgui._tabs)) {
    // A name that nobody gave may have been made on a page in the other language.
    const number = /^(?:Query|查询)( \d+)?$/.exec(tab.name());
    const wanted = number && say("Query", "查询") + (number[1] ?? "");
    if (wanted && wanted !== tab.name()) tab.setName(wanted);
  }
  for (const cross of yasgui.rootEl.querySelectorAll(".closeTab")) {
    // The style sheet draws it: as text it would be part of the tab's name.
    cross.replaceChildren();
    cross.title = say("Close the tab (Delete)", "关闭标签（Delete）");
    const tab = cross.closest("a");
    tab.setAttribute("aria-keyshortcuts", "Delete Shift+F10");
    tab.setAttribute("aria-haspopup", "menu");
    tab.querySelector("input").setAttribute("aria-label", say("Name of the tab", "标签名称"));
  }
}

/** Call a function after a method, with the object that it was called on. */
function wrap(prototype, method, after) {
  const original = prototype[method];
  prototype[method] = function wrapped(...given) {
    const result = original.apply(this, given);
    after(this);
    return result;
  };
}

function sayHowMany() {
  const rows = this.results?.getBindings()?.length;
  const seconds = (this.results?.getResponseTime() ?? 0) / 1000;
  const parts = [];
  const isTrue = this.results?.getBoolean();
  if (isTrue !== undefined) parts.push(yesOrNo(isTrue));
  else if (rows !== undefined) parts.push(amount(rows, this.results.getType() === "ttl"));
  if (seconds) parts.push(say(`${counted(seconds)} s`, `${counted(seconds)} 秒`));
  this.dataElement.textContent = parts.join(say(" in ", "，"));
  if (this.results && !this.results.hasError()) announce(parts.join(say(" in ", "，")));
}

function yesOrNo(isTrue) {
  return isTrue ? say("Yes", "是") : say("No", "否");
}

function sayWhatIsShownInstead(shown) {
  this.emptyFallbackElement();
  if (this.plugins[shown]?.hideFromSelection || this.results?.hasError()) return;
  const wanted = this.getSelectedPlugin()?.label ?? this.getSelectedPluginName();
  const line = document.createElement("p");
  const needs = needed(this.getSelectedPluginName());
  line.textContent = say(
    `“${wanted}” does not fit this result; it is shown as “${this.plugins[shown].label}”. ${needs}`,
    `“${wanted}”不适用于此结果，现以“${this.plugins[shown].label}”显示。${needs}`,
  );
  line.setAttribute("role", "status");
  this.fallbackInfoEl.append(line);
}

/** Return what a view needs to be of use, for who finds it greyed out. */
function needed(view) {
  const needs = {
    table: say("It needs rows: a SELECT query.", "需要以行列出的结果：SELECT 查询。"),
    chart: say("It needs a column of numbers.", "需要一列数字。"),
    map: say("It needs a column of coordinates or of jurisdictions.", "需要一列坐标或法域。"),
    graph: say(
      "It needs triples: a CONSTRUCT or DESCRIBE query, or the columns ?source and ?target, or ?subject, ?predicate and ?object.",
      "需要三元组：CONSTRUCT 或 DESCRIBE 查询，或 ?source、?target 两列，或 ?subject、?predicate、?object 三列。",
    ),
  };
  return needs[view] ?? "";
}

function nameViews(yasr) {
  for (const button of yasr.headerEl.querySelectorAll(".yasr_btnGroup button")) {
    button.removeAttribute("aria-label");
    button.removeAttribute("title");
  }
  yasr.headerEl.querySelector(".yasr_btnGroup")?.setAttribute("aria-label", say("Views of the result", "结果视图"));
}

function markView(yasr) {
  for (const button of yasr.headerEl.querySelectorAll(".yasr_btnGroup button")) {
    button.setAttribute("aria-pressed", button.classList.contains("selected"));
    // It stays within reach of keys, and when chosen says what it needs.
    const isUnfit = button.classList.contains("disabled");
    button.setAttribute("aria-disabled", isUnfit);
    const view = /select_(\w+)/.exec(button.className)?.[1];
    const reason = isUnfit ? needed(view) : "";
    button.title = reason;
    if (reason) button.setAttribute("aria-describedby", told(button, reason).id);
    else button.removeAttribute("aria-describedby");
  }
}

/** Return what says beside a button why it is greyed, for who does not point at it. */
function told(button, reason) {
  const id = `why-${wordsOf.get(button) ?? wordsOf.set(button, (wordsNumber += 1)).get(button)}`;
  const beside = document.getElementById(id) ?? element("span", { id, hidden: true });
  if (!beside.isConnected) button.after(beside);
  beside.textContent = reason;
  return beside;
}

function name(button, label) {
  button.setAttribute("aria-label", label);
  button.title = label;
}

function table(Table) {
  Table.defaults.openIriInNewWindow = false;
  Table.defaults.tableConfig.language = {
    emptyTable: say("No rows.", "没有结果。"),
    zeroRecords: say("No row has this.", "没有符合的行。"),
    info: say("Rows _START_ to _END_ of _TOTAL_", "第 _START_ 至 _END_ 行，共 _TOTAL_ 行"),
    infoEmpty: "",
    infoFiltered: say("(of _MAX_)", "（总计 _MAX_ 行）"),
    paginate: { first: "«", previous: "‹", next: "›", last: "»" },
    aria: {
      orderable: say(": sort", "：排序"),
      orderableReverse: say(": reverse the order", "：反向排序"),
      orderableRemove: say(": no order", "：取消排序"),
      paginate: {
        first: say("First page", "首页"),
        previous: say("Previous page", "上一页"),
        next: say("Next page", "下一页"),
        last: say("Last page", "末页"),
      },
    },
  };
  return class extends Table {
    label = say("Table", "表格");
    helpReference = undefined;

    draw(kept) {
      // Values as they are, without quotation marks and types, unless somebody wants them.
      super.draw({ compact: true, isEllipsed: false, ...kept });
      const drawn = this.yasr.resultsEl.querySelector("table");
      drawn.setAttribute("aria-label", say("Result", "结果"));
      this.yasr.resultsEl.querySelector(".dt-paging nav")?.setAttribute("aria-label", say("Pages", "分页"));
      this.yasr.resultsEl.querySelectorAll("thead th:empty").forEach((cell) => cell.append("#"));
      for (const start of ["mouseover", "focusin"]) drawn.addEventListener(start, explain);
      this.dataTable.on("draw", () => this.nameIris());
      this.nameIris();
    }

    /** Write what IRIs are called in their place, if somebody wants that. */
    async nameIris() {
      const { names } = this.persistentConfig;
      const links = [...this.yasr.resultsEl.querySelectorAll("tbody a.iri")];
      if (!names && !links.some((link) => link.dataset.short)) return;
      const told = names ? await known(links.map(({ dataset }) => dataset.iri)) : new Map();
      for (const link of links) {
        link.dataset.short ??= link.textContent;
        link.textContent = told.get(link.dataset.iri)?.label ?? link.dataset.short;
      }
    }

    /** What is searched and sorted by is text; the library would read it as HTML. */
    getColumns() {
      return super.getColumns().map((column) => ({
        ...column,
        title: column.name && headed(this.yasr, column.name).outerHTML,
        ariaTitle: column.name && heading(this.yasr, column.name),
        render: (data, type, ...others) => {
          this.variable = column.name;
          return type === "display" || type === "type" || data?.value === undefined
            ? column.render(data, type, ...others)
            : escaped(data.value);
        },
      }));
    }

    /** A value as the page's language writes it; the response has it as it came. */
    getCellContent(binding, prefixes) {
      const html = super.getCellContent(binding, prefixes);
      if (binding.type === "uri") return html;
      const template = document.createElement("template");
      template.innerHTML = html;
      const cell = template.content.querySelector(".nonIri");
      if (this.persistentConfig.compact) cell.replaceChildren(shown(binding, this.variable));
      if (binding["xml:lang"]) cell.lang = binding["xml:lang"];
      cell.dir = "auto";
      return template.innerHTML;
    }

    /** Names of ours lead to their pages here, wherever here is. */
    getUriLinkFromBinding(binding, prefixes) {
      const template = document.createElement("template");
      template.innerHTML = super.getUriLinkFromBinding(binding, prefixes);
      const link = template.content.querySelector("a");
      const href = address(binding.value);
      link?.setAttribute("data-iri", binding.value);
      if (link) link.textContent = pasted(binding.value);
      if (href) link.setAttribute("href", href);
      else link?.replaceWith(link.textContent);
      return template.innerHTML;
    }

    namesSwitch() {
      const change = ({ target }) => {
        this.persistentConfig.names = target.checked;
        this.yasr.storePluginConfig("table", this.persistentConfig);
        this.nameIris();
      };
      const box = element("input", { type: "checkbox", checked: Boolean(this.persistentConfig.names), change });
      const label = element("span", { class: "label" }, say("Names for IRIs", "显示名称"));
      return element("label", { class: "switch" }, label, box);
    }

    drawControls() {
      super.drawControls();
      const controls = this.tableControls;
      const [simple, short] = controls.querySelectorAll(".switch .label");
      simple.textContent = say("Values only", "仅显示值");
      short.textContent = say("One line each", "每格一行");
      controls.prepend(element("div", {}, this.namesSwitch()));
      this.tableFilterField.placeholder = say("Filter rows", "筛选行");
      this.tableFilterField.setAttribute("aria-label", say("Filter rows", "筛选行"));
      controls.querySelector(".pageSizerLabel").textContent = say("Rows per page ", "每页行数 ");
      this.tableSizeField.setAttribute("aria-label", say("Rows per page", "每页行数"));
      this.tableSizeField.lastChild.textContent = say("All", "全部");
    }
  };
}

/** Tell what an IRI in the table is called; those of the page are asked for together, and once. */
async function explain({ target, currentTarget }) {
  const link = target.closest("a.iri");
  if (!link || link.title) return;
  const iri = ({ dataset }) => dataset.iri;
  const told = await known([...new Set([iri(link), ...[...currentTarget.querySelectorAll("a.iri")].map(iri)])]);
  const { label, said } = told.get(iri(link)) ?? {};
  if (label) link.title = [label, said].filter(Boolean).join("\n");
}

function escaped(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder.innerHTML;
}

function response(Response) {
  return class extends Response {
    label = say("Response", "原文");
    helpReference = undefined;

    draw(kept) {
      super.draw(kept);
      this.cm.getInputField().setAttribute("aria-label", say("The response as it came", "服务返回的原文"));
    }

    showLess(...given) {
      super.showLess(...given);
      const [more, download] = this.overLay?.querySelectorAll("button") ?? [];
      if (!more) return;
      more.textContent = say("Show all", "显示全部");
      more.removeAttribute("title");
      download.querySelector("span").textContent = say("Download", "下载");
      download.removeAttribute("title");
    }
  };
}

// Numbers as bars, lines or points, by Observable Plot, which is fetched when first needed.
import { columns } from "./columns.js";
import { element, icon } from "./element.js";
import { heading } from "./examples.js";
import { downloads } from "./pictures.js";
import { counted, say } from "./settings.js";
import { shorten } from "./terms.js";
import { cut, units } from "./widths.js";

const MOST_BARS = 60;
const LONGEST_LABEL = 32;
const TYPES = [
  ["bars", "Bars", "条形"],
  ["lines", "Lines", "折线"],
  ["points", "Points", "散点"],
];

export default class Chart {
  label = say("Chart", "图表");
  priority = 5;

  constructor(yasr) {
    this.yasr = yasr;
  }

  getIcon() {
    return icon("M4 20V10M10 20V4M16 20v-7M3 21h18");
  }

  canHandleResults() {
    const { results } = this.yasr;
    return Boolean(results?.getBindings()?.length) && columns(results).some(({ kind }) => kind === "number");
  }

  async draw(kept) {
    const { results } = this.yasr;
    const Plot = await import("@observablehq/plot");
    // Something else may be shown by now.
    if (this.yasr.results !== results || this.yasr.drawnPlugin !== "chart") return;
    const found = columns(results).map((column) => ({ ...column, heading: heading(this.yasr, column.name) }));
    const choice = { ...proposed(found), ...fitting(kept, found) };
    const figure = element("figure", { class: "drawing" });
    const redraw = () => {
      const drawing = plotted(Plot, found, choice, this.yasr.resultsEl.clientWidth);
      figure.replaceChildren(drawing.chart, drawing.note, downloads(drawing.chart, this.yasr.results, "chart"));
      this.yasr.config.plugins.chart.dynamicConfig = choice;
    };
    this.yasr.resultsEl.replaceChildren(controls(found, choice, redraw), figure);
    redraw();
  }
}

function proposed(found) {
  const y = found.find(({ kind }) => kind === "number");
  const time = found.find(({ kind }) => kind === "time");
  const text = found.findLast(({ kind }) => kind === "text");
  const other = found.find((column) => column.kind === "number" && column !== y);
  if (time) return { type: "lines", x: time.name, y: y.name };
  if (text) return { type: "bars", x: text.name, y: y.name };
  return other ? { type: "points", x: y.name, y: other.name } : { type: "bars", x: y.name, y: y.name };
}

/** Return what was chosen before, if the columns are still there. */
function fitting(kept, found) {
  const names = found.map(({ name }) => name);
  return kept && names.includes(kept.x) && names.includes(kept.y) ? kept : {};
}

function controls(found, choice, redraw) {
  const numbers = found.filter(({ kind }) => kind === "number");
  const chooser = (label, key, options) => {
    const select = element(
      "select",
      {
        change: () => {
          choice[key] = select.value;
          redraw();
        },
      },
      ...options.map(([value, text]) => element("option", { value, selected: value === choice[key] }, text)),
    );
    return element("label", {}, label, select);
  };
  const named = (columns) => columns.map(({ name, heading }) => [name, heading]);
  return element(
    "div",
    { class: "choices" },
    chooser(say("Form", "形式"), "type", TYPES.map(([key, en, zh]) => [key, say(en, zh)])),
    chooser(say("Along", "横轴或类别"), "x", named(found)),
    chooser(say("Amount", "数值"), "y", named(numbers)),
  );
}

function plotted(Plot, found, { type, x, y }, width) {
  const [along, amount] = [x, y].map((name) => found.find((column) => column.name === name));
  const rows = along.values
    .map((value, index) => ({ x: value, y: amount.values[index] }))
    .filter((row) => row.x !== null && row.y !== null);
  const isBars = type === "bars" || along.kind === "text";
  const shown = isBars ? rows.slice(0, MOST_BARS) : rows;
  const options = isBars ? bars(Plot, shown, along) : series(Plot, shown, type);
  const label = say(`${amount.heading} by ${along.heading}`, `按${along.heading}列出${amount.heading}`);
  const chart = Plot.plot({
    width: Math.max(320, width),
    style: { background: "none", fontFamily: "inherit", fontSize: "13px" },
    ariaLabel: label,
    ...options,
    [isBars ? "x" : "y"]: { label: amount.heading, grid: true, nice: true, zero: isBars },
    [isBars ? "y" : "x"]: { ...(options[isBars ? "y" : "x"] ?? {}), label: along.heading },
  });
  chart.setAttribute("role", "img");
  // The picture has a name; its parts are no things of their own, and may have none.
  chart.querySelectorAll("g[aria-label]").forEach((part) => part.removeAttribute("aria-label"));
  const left = rows.length - shown.length;
  const note = left > 0 ? say(`The first ${MOST_BARS} rows; ${counted(left)} more are in the table.`, `前 ${MOST_BARS} 行；其余 ${counted(left)} 行见表格。`) : "";
  return { chart, note: element("figcaption", {}, note) };
}

function bars(Plot, rows, { kind }) {
  const name = (value) => brief(kind === "time" ? String(value.getUTCFullYear()) : String(value));
  // Two rows may have one name, and are two bars.
  const keys = rows.map((_, index) => index);
  const longest = Math.max(...rows.map((row) => units(name(row.x))));
  return {
    height: 75 + 26 * rows.length,
    marginBottom: 45,
    marginLeft: Math.min(290, 44 + 7.2 * longest),
    y: { domain: keys, tickFormat: (index) => name(rows[index].x), tickSize: 0 },
    marks: [
      Plot.barX(rows, { x: "y", y: keys, fill: "var(--series-1)", title: (row) => `${row.x}\n${counted(row.y)}` }),
      Plot.text(rows, { x: "y", y: keys, text: (row) => counted(row.y), textAnchor: "start", dx: 5, fill: "currentColor" }),
      Plot.ruleX([0], { stroke: "currentColor" }),
    ],
    marginRight: 60,
  };
}

function series(Plot, rows, type) {
  const sorted = rows.toSorted((one, other) => one.x - other.x);
  const title = (row) => `${row.x instanceof Date ? row.x.getUTCFullYear() : row.x}: ${counted(row.y)}`;
  const points = Plot.dot(sorted, { x: "x", y: "y", fill: "var(--series-1)", r: 4, title });
  const line = Plot.lineY(sorted, { x: "x", y: "y", stroke: "var(--series-1)", strokeWidth: 2 });
  return { height: 420, marginLeft: 60, marginBottom: 45, marks: type === "lines" ? [line, points] : [points] };
}

function brief(text) {
  return cut(shorten(text), LONGEST_LABEL);
}

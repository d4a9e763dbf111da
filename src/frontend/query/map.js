// Places on the outline of the land: points, and the middles of jurisdictions.
import { select, zoom } from "d3";

import { element, icon, svg } from "./element.js";
import { downloads } from "./pictures.js";
import { counted, say, settings } from "./settings.js";
import { address, shorten } from "./terms.js";

const POINT = /^(?:<[^>]*>\s*)?POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)/i;
const PAIR = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;
const JURISDICTION = /\/id\/jurisdiction\/([a-z]{2})$/;
const LATITUDE = /^(lat|latitude|纬度)$/i;
const LONGITUDE = /^(lon|long|lng|longitude|经度)$/i;
const MOST_NAMES = 12;

export default class PlacesOnMap {
  label = say("Map", "地图");
  priority = 4;

  constructor(yasr) {
    this.yasr = yasr;
  }

  getIcon() {
    return icon("M12 21s7-6.2 7-11a7 7 0 1 0-14 0c0 4.800 7 11 7 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z");
  }

  canHandleResults() {
    const { results } = this.yasr;
    const first = (results?.getBindings() ?? []).slice(0, 50);
    return Boolean(settings.land) && first.some((row) => located(row, results.getVariables()));
  }

  async draw() {
    const land = await outline();
    const { results } = this.yasr;
    const variables = results.getVariables();
    const spots = gathered(results.getBindings(), variables, land);
    const drawing = drawn(land, spots);
    const placed = spots.reduce((sum, { names }) => sum + names.length, 0);
    const missing = results.getBindings().length - placed;
    const caption = say(
      `${counted(placed)} rows at ${counted(spots.length)} places${missing ? `; ${counted(missing)} rows have no place` : ""}. A jurisdiction is shown at the middle of its land. Outline: Natural Earth.`,
      `${counted(placed)} 行，位于 ${counted(spots.length)} 处${missing ? `；${counted(missing)} 行没有位置` : ""}。法域标在其陆地中部。轮廓：Natural Earth。`,
    );
    this.yasr.resultsEl.replaceChildren(
      element("figure", { class: "drawing map" }, drawing.frame, element("figcaption", {}, caption), downloads(drawing.map, results, "map")),
      listed(spots),
    );
  }
}

let fetched;

function outline() {
  fetched ??= fetch(settings.land).then((answer) => answer.json());
  return fetched;
}

/** Return where a row is: a point, or the code of a jurisdiction. */
function located(row, variables) {
  for (const name of variables) {
    const { value = "", type } = row[name] ?? {};
    if (type === "uri") {
      const found = JURISDICTION.exec(value);
      if (found) return { code: found[1] };
    }
    const point = POINT.exec(value);
    if (point) return { longitude: Number(point[1]), latitude: Number(point[2]) };
    const pair = type !== "uri" && PAIR.exec(value);
    if (pair) return { latitude: Number(pair[1]), longitude: Number(pair[2]) };
  }
  const [latitude, longitude] = [LATITUDE, LONGITUDE].map(
    (wanted) => row[variables.find((name) => wanted.test(name))]?.value,
  );
  return latitude && longitude ? { latitude: Number(latitude), longitude: Number(longitude) } : undefined;
}

/** Return the places with the names of what is at each. */
function gathered(rows, variables, land) {
  const spots = new Map();
  for (const row of rows) {
    const where = located(row, variables);
    const [longitude, latitude] = where?.code ? (land.jurisdictions[where.code] ?? []) : [where?.longitude, where?.latitude];
    if (longitude === undefined || Number.isNaN(longitude + latitude)) continue;
    const key = `${longitude},${latitude}`;
    const x = (longitude + 180) * land.scale;
    const y = (90 - latitude) * land.scale;
    if (!spots.has(key)) spots.set(key, { x, y, title: where.code?.toUpperCase() ?? key, names: [] });
    spots.get(key).names.push(named(row, variables));
  }
  return [...spots.values()].sort((one, other) => other.names.length - one.names.length);
}

/** Return the words and the link that a row is known by. */
function named(row, variables) {
  const terms = variables.map((name) => row[name]).filter(Boolean);
  const words = terms.find((term) => term.type === "literal" && Number.isNaN(Number(term.value)) && !PAIR.test(term.value) && !POINT.test(term.value));
  const iri = terms.find((term) => term.type === "uri" && !JURISDICTION.test(term.value));
  const text = words?.value ?? (iri && shorten(iri.value)) ?? terms.map(({ value }) => value).join(", ");
  return { text, href: iri && address(iri.value) };
}

function drawn(land, spots) {
  const [left, top, width, height] = land.viewBox;
  const most = Math.max(...spots.map(({ names }) => names.length));
  const dots = spots.map(({ x, y, names, title }) =>
    svg("circle", { class: "spot", cx: x, cy: y, r: radius(names.length, most) }, svg("title", {}, `${title}: ${summary(names)}`)),
  );
  const content = svg("g", {}, svg("path", { class: "land", d: land.path }), ...dots);
  const map = svg(
    "svg",
    { viewBox: `${left} ${top} ${width} ${height}`, role: "img", "aria-label": say(`Map of ${spots.length} places; the list below names them`, `含 ${spots.length} 处的地图；下方列表给出名称`) },
    content,
  );
  const zooming = zoom()
    .scaleExtent([1, 20])
    .translateExtent([[left, top], [width, height]])
    .on("zoom", ({ transform }) => {
      content.setAttribute("transform", transform);
      dots.forEach((dot, index) => dot.setAttribute("r", radius(spots[index].names.length, most) / Math.sqrt(transform.k)));
    })
    // The wheel scrolls the page, as over everything else; with Ctrl it zooms.
    .filter((event) => (event.type === "wheel" ? event.ctrlKey : !event.button));
  const view = select(map).call(zooming);
  const button = (text, label, factor) =>
    element("button", { type: "button", class: "plain", "aria-label": label, click: () => zooming.scaleBy(view, factor) }, text);
  const buttons = element("div", { class: "zooms" }, button("+", say("Zoom in", "放大"), 1.6), button("−", say("Zoom out", "缩小"), 1 / 1.6));
  return { map, frame: element("div", { class: "zoomed" }, map, buttons) };
}

function radius(count, most) {
  return 8 + (most > 1 ? 24 * Math.sqrt((count - 1) / (most - 1)) : 0);
}

function summary(names) {
  const told = names.slice(0, MOST_NAMES).map(({ text }) => text);
  const left = names.length - told.length;
  return told.join(say("; ", "；")) + (left > 0 ? say(` and ${left} more`, ` 等 ${names.length} 项`) : "");
}

function listed(spots) {
  const items = spots.map(({ title, names }) =>
    element(
      "li",
      {},
      `${title}${say(": ", "：")}`,
      ...names.flatMap(({ text, href }, index) => [index ? say("; ", "；") : "", href ? element("a", { href }, text) : text]),
    ),
  );
  return element("details", {}, element("summary", {}, say("The places as a list", "位置列表")), element("ul", {}, ...items));
}

// Places on the outline of the land: points, and the middles of jurisdictions.
import { columns } from "./columns.js";
import { element, svg } from "./element.js";
import { heading } from "./examples.js";
import { labels } from "./labels.js";
import { movable } from "./moving.js";
import { downloads } from "./pictures.js";
import { JURISDICTION, LATITUDE, located, LONGITUDE, PAIR, POINT } from "./places.js";
import { rove } from "./roving.js";
import { counted, say, settings } from "./settings.js";
import { address, shorten } from "./terms.js";

const HOME = "https://w3id.org/istograph/id/jurisdiction/";
const MOST_NAMES = 12;
// Nobody has a seat farther north or south, and much of the sheet is there.
const NORTH = 84;
const SOUTH = -57;

/** Return what shows the rows of a result on a map in so much room. */
export async function drawing(yasr, room) {
  const { results } = yasr;
  const rows = results.getBindings();
  const variables = results.getVariables();
  const amount = columns(results).find(({ name, kind }) => kind === "number" && !LATITUDE.test(name) && !LONGITUDE.test(name));
  const [land, called] = await Promise.all([outline(), labels(jurisdictions(rows))]);
  const spots = gathered(rows, { variables, amount, called }, land);
  const detail = element("div", { class: "node-detail", role: "status" });
  const { map, frame } = drawn(land, spots, room, (spot) => detail.replaceChildren(...described(spot)));
  const caption = captioned(rows.length, spots, amount && heading(yasr, amount.name));
  return [
    element("figure", { class: "drawing map" }, frame, element("figcaption", {}, caption), detail, downloads(map, results, "map")),
    listed(spots),
  ];
}

function jurisdictions(rows) {
  const iris = rows.flatMap((row) => Object.values(row)).map(({ value }) => value);
  return [...new Set(iris.filter((iri) => JURISDICTION.test(iri)))];
}

function captioned(rows, spots, size) {
  const placed = spots.reduce((sum, { names }) => sum + names.length, 0);
  const missing = rows - placed;
  return say(
    `${counted(placed)} rows at ${counted(spots.length)} places${missing ? `; ${counted(missing)} rows have no place` : ""}.${size ? ` The size of a circle is by “${size}”.` : ""} Choose a circle to read what is there; arrow keys go from one to the next. A jurisdiction is shown at the middle of its land. Outline: Natural Earth.`,
    `${counted(placed)} 行，位于 ${counted(spots.length)} 处${missing ? `；${counted(missing)} 行没有位置` : ""}。${size ? `圆的大小按“${size}”。` : ""}选择圆点可查看所在各项，方向键可在圆点间移动。法域标在其陆地中部。轮廓：Natural Earth。`,
  );
}

let fetched;

function outline() {
  fetched ??= fetch(settings.land).then((answer) => answer.json());
  return fetched;
}

/** Return the places with the names of what is at each, and how much a column of numbers says. */
function gathered(rows, { variables, amount, called }, land) {
  const spots = new Map();
  rows.forEach((row, index) => {
    const where = located(row, variables);
    const [longitude, latitude] = where?.code ? (land.jurisdictions[where.code] ?? []) : [where?.longitude, where?.latitude];
    if (longitude === undefined || Number.isNaN(longitude + latitude)) return;
    const key = `${longitude},${latitude}`;
    const x = (longitude + 180) * land.scale;
    const y = (90 - latitude) * land.scale;
    const title = where.code ? (called.get(HOME + where.code) ?? where.code.toUpperCase()) : degrees(latitude, longitude);
    if (!spots.has(key)) spots.set(key, { x, y, title, names: [], size: 0 });
    const spot = spots.get(key);
    spot.size += amount ? (amount.values[index] ?? 0) : 1;
    spot.names.push(named(row, variables, amount && { name: amount.name, value: amount.values[index] }, title));
  });
  return [...spots.values()].sort((one, other) => other.size - one.size);
}

function degrees(latitude, longitude) {
  const [down, along] = [latitude, longitude].map((value) => Math.abs(value).toFixed(2));
  return say(
    `${down}° ${latitude < 0 ? "S" : "N"}, ${along}° ${longitude < 0 ? "W" : "E"}`,
    `${latitude < 0 ? "南纬" : "北纬"} ${down}°，${longitude < 0 ? "西经" : "东经"} ${along}°`,
  );
}

/** Return the words and the link that a row is known by, and its amount if there is one. */
function named(row, variables, amount, title) {
  const terms = variables.filter((name) => name !== amount?.name).map((name) => row[name]).filter(Boolean);
  const words = terms.find((term) => term.type === "literal" && Number.isNaN(Number(term.value)) && !PAIR.test(term.value) && !POINT.test(term.value));
  const iri = terms.find((term) => term.type === "uri" && !JURISDICTION.test(term.value));
  const text = words?.value ?? (iri && shorten(iri.value)) ?? title;
  return { text: amount ? `${text} ${counted(amount.value ?? 0)}` : text, href: iri && address(iri.value), language: words?.["xml:lang"] };
}

function drawn(land, spots, room, choose) {
  const [left, , width] = land.viewBox;
  const isFar = spots.some(({ y }) => y > (90 - SOUTH) * land.scale || y < (90 - NORTH) * land.scale);
  const top = isFar ? land.viewBox[1] : (90 - NORTH) * land.scale;
  const height = isFar ? land.viewBox[3] : (NORTH - SOUTH) * land.scale;
  // On a phone the sheet is small, and what is on it should not be.
  const unit = Math.min(2.2, Math.max(1, width / room));
  const most = Math.max(...spots.map(({ size }) => size));
  const radius = (size) => unit * (most > 1 ? Math.max(6, 32 * Math.sqrt(Math.max(0, size) / most)) : 8);
  const dots = spots.map(({ x, y, size, names, title }) =>
    svg("circle", { class: "spot", cx: x, cy: y, r: radius(size), "aria-label": `${title}${say(": ", "：")}${summary(names)}` }, svg("title", {}, `${title}${say(": ", "：")}${summary(names)}`)),
  );
  const content = svg("g", {}, svg("path", { class: "land", d: land.path }), ...dots);
  const map = svg(
    "svg",
    { viewBox: `${left} ${top} ${width} ${height}`, role: "group", "aria-label": say(`Map of ${spots.length} places; the list below names them`, `含 ${spots.length} 处的地图；下方列表给出名称`) },
    content,
  );
  rove(dots, (index) => spots[index], (index) => choose(spots[index]));
  const moved = (scale) => dots.forEach((dot, index) => dot.setAttribute("r", radius(spots[index].size) / Math.sqrt(scale)));
  return { map, frame: movable(map, content, { most: 20, edges: [[left, top], [left + width, top + height]], moved }) };
}

function summary(names) {
  const told = names.slice(0, MOST_NAMES).map(({ text }) => text);
  const left = names.length - told.length;
  return told.join(say("; ", "；")) + (left > 0 ? say(` and ${left} more`, ` 等 ${names.length} 项`) : "");
}

function linked({ text, href, language }) {
  return href ? element("a", { href, lang: language, dir: "auto" }, text) : element("span", { lang: language, dir: "auto" }, text);
}

function described({ title, names }) {
  return [element("p", {}, title), element("ul", {}, ...names.map((each) => element("li", {}, linked(each))))];
}

function listed(spots) {
  const items = spots.map(({ title, names }) =>
    element("li", {}, `${title}${say(": ", "：")}`, ...names.flatMap((each, index) => [index ? say("; ", "；") : "", linked(each)])),
  );
  return element("details", {}, element("summary", {}, say("The places as a list", "位置列表")), element("ul", {}, ...items));
}

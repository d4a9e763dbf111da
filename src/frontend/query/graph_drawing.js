// Statements as nodes and arrows: laid out by d3-force, drawn as SVG. What they are of is told by shape
// and colour, what they say by words and the kind of line; the list below has it all in words.
import { drag, forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, select, symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from "d3";

import { element, svg } from "./element.js";
import { labels } from "./labels.js";
import { movable } from "./moving.js";
import { downloads } from "./pictures.js";
import { rove } from "./roving.js";
import { counted, say, settings } from "./settings.js";
import { statements } from "./statements.js";
import { address, shorten } from "./terms.js";
import { lines, units } from "./widths.js";

const MOST_LINKS = 300;
const MOST_LISTED = 1000;
// With more arrows, or one kind of arrow, which the legend names, the words of those at the node that
// is looked at are shown.
const MOST_WORDS = 14;
// With more nodes, their names are cut; the details have them whole.
const MOST_NAMES = 24;
const MOST_LINES = 3;
const STEPS = 400;
const ROUNDS = 150;
// Where on an arrow its words may stand, the best first.
const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74];
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const NAMES = [
  "http://www.w3.org/2000/01/rdf-schema#label",
  "http://www.w3.org/2004/02/skos/core#prefLabel",
  "http://xmlns.com/foaf/0.1/name",
  "https://schema.org/name",
];
// A colour has a shape of its own, for whoever does not tell colours apart.
const SHAPES = [symbolCircle, symbolSquare, symbolDiamond, symbolTriangle];
const DASHES = ["", "7 4", "2 4", "10 4 2 4"];

/** Return what shows the statements of a result in so much room. */
export async function drawing(results, room) {
  const said = statements(results);
  const graph = connected(said);
  const names = await labels(nameless(graph));
  return shown(called(graph, names), said, results, room);
}

/** Return the nodes and the links between them; literals stand in the nodes' details. */
function connected(said) {
  const given = new Map();
  const classes = new Map();
  for (const { subject, predicate, object } of said) {
    if (predicate?.value === TYPE) classes.set(subject.value, [...(classes.get(subject.value) ?? []), object.value]);
    if (!NAMES.includes(predicate?.value)) continue;
    const isOurs = object.language?.startsWith(settings.language);
    if (isOurs || !given.has(subject.value)) given.set(subject.value, object.value);
  }
  const all = said.filter(({ object }) => object.termType !== "Literal");
  const others = all.filter(({ predicate }) => predicate?.value !== TYPE);
  // What a thing is, is told by its colour, unless nothing else is said.
  const between = others.length ? others : all;
  const kept = between.slice(0, MOST_LINKS);
  const nodes = new Map();
  const node = (term) => {
    const id = term.value;
    if (!nodes.has(id)) {
      const isBlank = term.termType === "BlankNode";
      nodes.set(id, { id, isBlank, name: given.get(id), classes: classes.get(id) ?? [], degree: 0 });
    }
    nodes.get(id).degree += 1;
    return nodes.get(id);
  };
  const links = kept.map(({ subject, predicate, object }) => ({
    source: node(subject),
    target: node(object),
    property: predicate?.value,
  }));
  if (!links.length) said.slice(0, MOST_LINKS).forEach(({ subject }) => node(subject));
  return { nodes: [...nodes.values()], links, between: between.length };
}

/** Return the IRIs that stand in a graph without a name. */
function nameless({ nodes, links }) {
  const terms = [...links.map(({ property }) => property), ...nodes.flatMap(({ classes }) => classes)].filter(Boolean);
  return [...new Set([...terms, ...nodes.filter(({ name, isBlank }) => !name && !isBlank).map(({ id }) => id)])];
}

/** Return a graph with what its parts are called, and what the colours and lines stand for. */
function called({ nodes, links, between }, names) {
  const text = (iri) => names.get(iri) ?? shorten(iri);
  for (const node of nodes) node.text = node.name ?? (node.isBlank ? "[ ]" : text(node.id));
  const properties = frequent(links.map(({ property }) => property).filter(Boolean)).slice(0, DASHES.length);
  for (const link of links) {
    link.text = link.property ? text(link.property) : "";
    link.kind = properties.indexOf(link.property);
  }
  const classes = telling(nodes).slice(0, SHAPES.length);
  for (const node of nodes) node.kind = classes.findIndex((each) => node.classes.includes(each));
  return { nodes, links, between, names, text, classes, properties };
}

/** Return the classes, the most frequent first; what all things are, tells none from another. */
function telling(nodes) {
  const typed = nodes.filter((node) => node.classes.length);
  const all = frequent(typed.flatMap((node) => [...new Set(node.classes)]));
  const some = all.filter((each) => !typed.every((node) => node.classes.includes(each)));
  return some.length ? some : all;
}

function frequent(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).map(([value]) => value);
}

function shown(graph, said, results, room) {
  const { nodes, links, between } = graph;
  const width = Math.min(1000, Math.max(480, room));
  // On a phone it is taller than wide, or nobody could read it.
  const height = Math.round(Math.min(1500, Math.max(560, (nodes.length * 17_000) / width)));
  layOut(nodes, links, width, height);
  const detail = element("div", { class: "node-detail", role: "status" });
  const { drawing, content } = drawn(graph, width, height, (node) => detail.replaceChildren(...described(node, graph, said)));
  const left = between - links.length;
  const bound = left
    ? say(` The first ${counted(links.length)} of ${counted(between)} statements are drawn.`, `仅绘出 ${counted(between)} 条陈述中的前 ${counted(links.length)} 条。`)
    : "";
  const caption = say(
    `${counted(nodes.length)} nodes, ${counted(links.length)} arrows.${bound} Choose a node to read what is said of it; arrow keys go from node to node. The list below says the same in words, and so does the view “Table”.`,
    `${counted(nodes.length)} 个节点，${counted(links.length)} 条箭头。${bound}选择节点可查看相关陈述，方向键可在节点间移动。下方列表及“表格”视图以文字列出同样内容。`,
  );
  const frame = movable(drawing, content, { most: 8 });
  return [
    element("figure", { class: "drawing graph" }, legend(graph), frame, element("figcaption", {}, caption), detail, downloads(drawing, results, "graph")),
    listed(said, graph),
  ];
}

function layOut(nodes, links, width, height) {
  // A few steps ahead of drawing: nothing moves before the eyes.
  forceSimulation(nodes)
    .force("link", forceLink(links).distance(90).strength(0.5))
    .force("charge", forceManyBody().strength(-420).distanceMax(420))
    .force("collide", forceCollide(46))
    .force("x", forceX(0).strength(0.06 * (height / width)))
    .force("y", forceY(0).strength(0.06 * (width / height)))
    .force("center", forceCenter(0, 0))
    .stop()
    .tick(STEPS);
  for (const [key, room, margin] of [["x", width, 70], ["y", height, 36]]) {
    const values = nodes.map((node) => node[key]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const scale = most > least ? Math.min(1.6, (room - 2 * margin - 20) / (most - least)) : 1;
    for (const node of nodes) node[key] = room / 2 + (node[key] - (least + most) / 2) * scale - (key === "y" ? 12 : 0);
  }
  spread(nodes, width, height);
}

/** Push names apart that would lie on each other. */
function spread(nodes, width, height) {
  const isBrief = nodes.length > MOST_NAMES;
  const boxes = nodes.map((node) => boxOf(node, isBrief));
  for (let round = 0; round < ROUNDS; round += 1) {
    let isFree = true;
    nodes.forEach((one, index) => {
      for (let next = index + 1; next < nodes.length; next += 1) {
        const other = nodes[next];
        const [dx, dy] = [other.x - one.x, other.y - one.y];
        const [wide, high] = [(boxes[index].width + boxes[next].width) / 2 - Math.abs(dx), (dy > 0 ? boxes[index] : boxes[next]).height - Math.abs(dy)];
        if (wide <= 0 || high <= 0) continue;
        isFree = false;
        const [key, by] = wide < high ? ["x", (wide / 2 + 1) * Math.sign(dx || 1)] : ["y", (high / 2 + 1) * Math.sign(dy || 1)];
        one[key] -= by / 2;
        other[key] += by / 2;
      }
      one.x = Math.min(width - boxes[index].width / 2 - 4, Math.max(boxes[index].width / 2 + 4, one.x));
      one.y = Math.min(height - boxes[index].height, Math.max(20, one.y));
    });
    if (isFree) return;
  }
}

/** Return the room that a node and its name below take. */
function boxOf(node, isBrief) {
  const written = nameLines(node, isBrief);
  return { width: Math.max(30, 7.2 * Math.max(...written.map(units))), height: 32 + 14 * written.length };
}

/** Return the lines of a node's name; of a long one among many, as many of its words as there is room. */
function nameLines({ text }, isBrief) {
  const written = lines(text, isBrief ? 18 : 24);
  if (!isBrief || written.length <= MOST_LINES) return written;
  // What stands in brackets goes whole or not at all.
  return lines(written.slice(0, MOST_LINES).join("").replace(/\s*[（(][^)）]*$/, ""), 18);
}

function drawn({ nodes, links, properties }, width, height, choose) {
  const arrows = links.map((link) =>
    svg("line", { ...stroke(link), "marker-end": "url(#arrow)" }, svg("title", {}, link.text)),
  );
  const words = links.map((link) => svg("text", { class: "link-text", "text-anchor": "middle", "aria-hidden": "true" }, link.text));
  const dots = nodes.map((node) => dot(node, nodes.length > MOST_NAMES));
  const boxes = nodes.map((node) => boxOf(node, nodes.length > MOST_NAMES));
  const isTaken = ([x, y]) => nodes.some((node, index) => covers(node, boxes[index], x, y));
  const place = () => {
    links.forEach((link, index) => point(link, arrows[index], words[index], isTaken));
    nodes.forEach((node, index) => dots[index].setAttribute("transform", `translate(${node.x},${node.y})`));
  };
  const content = svg("g", {}, ...arrows, ...words, ...dots);
  const drawing = svg(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      role: "group",
      class: links.length > MOST_WORDS || properties.length < 2 ? "many" : undefined,
      "aria-label": say("Graph of the statements; the list below has them in words", "陈述的图；下方列表以文字列出"),
    },
    arrow(),
    content,
  );
  place();
  const look = (node) =>
    links.forEach((link, index) => {
      const isNear = link.source === node || link.target === node;
      words[index].classList.toggle("near", isNear);
      arrows[index].classList.toggle("near", isNear);
    });
  rove(dots, (index) => nodes[index], (index) => choose(nodes[index]));
  dots.forEach((each, index) => {
    each.addEventListener("focus", () => look(nodes[index]));
    each.addEventListener("mouseenter", () => look(nodes[index]));
  });
  const moving = drag()
    .subject((_, index) => nodes[index])
    .on("drag", (event, index) => {
      Object.assign(nodes[index], { x: event.x, y: event.y });
      place();
    });
  dots.forEach((each, index) => select(each).datum(index).call(moving));
  return { drawing, content };
}

/** Return how the line of a property is drawn; those that have no kind of line of their own are pale. */
function stroke({ kind, property }) {
  const isOther = property !== undefined && kind < 0;
  return { class: isOther ? "link rest" : "link", "stroke-dasharray": DASHES[kind] || undefined };
}

/** Put an arrow between its nodes, and its words along it, never upside down or over a name. */
function point({ source, target, text }, line, word, isTaken) {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const away = Math.hypot(dx, dy) || 1;
  const end = { x: target.x - (dx / away) * 12, y: target.y - (dy / away) * 12 };
  select(line).attr("x1", source.x).attr("y1", source.y).attr("x2", end.x).attr("y2", end.y);
  const turn = (Math.atan2(dy, dx) * 180) / Math.PI;
  const upright = turn > 90 || turn < -90 ? turn + 180 : turn;
  const half = (3 * units(text)) / away;
  const at = (share) => [source.x + dx * share, source.y + dy * share];
  const isFree = (share) => [-1, -0.5, 0, 0.5, 1].every((part) => !isTaken(at(share + part * half)));
  const free = SHARES.find(isFree);
  const [x, y] = at(free ?? 0.5);
  word.classList.toggle("covered", free === undefined);
  word.setAttribute("transform", `translate(${x},${y}) rotate(${upright}) translate(0,-4)`);
}

/** Say whether a node with its name below lies over a place. */
function covers(node, { width, height }, x, y) {
  return Math.abs(x - node.x) < width / 2 && y > node.y - 10 && y < node.y + height - 16;
}

function dot(node, isBrief) {
  const kind = node.isBlank ? "node blank" : `node kind-${node.kind + 1}`;
  const size = 110 + 30 * Math.min(12, node.degree);
  return svg(
    "g",
    { class: kind, "aria-label": node.text },
    svg("title", {}, node.text),
    svg("path", { class: "mark", d: symbol(SHAPES[Math.max(0, node.kind)], size)() }),
    named(node, nameLines(node, isBrief)),
  );
}

function named({ text }, written) {
  const spans = written.map((line, index) => svg("tspan", { x: 0, y: 24 + 14 * index }, line));
  // Who speaks to the machine says what stands there, which is the beginning of the name.
  if (written.join("") !== text) spans.push(svg("tspan", { "aria-hidden": "true" }, "…"));
  return svg("text", { "text-anchor": "middle" }, ...spans);
}

function arrow() {
  const head = svg("path", { d: "M0,0L8,4L0,8z", class: "arrow" });
  return svg("defs", {}, svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, head));
}

/** Return what the shapes and the lines mean. */
function legend({ nodes, links, classes, properties, text }) {
  const shape = (kind) => key(svg("path", { class: "mark", transform: "translate(14,8)", d: symbol(SHAPES[Math.max(0, kind)], 120)() }), `kind-${kind + 1}`);
  const line = (link) => key(svg("line", { ...stroke(link), x1: 1, y1: 8, x2: 27, y2: 8 }));
  const other = say("other", "其他");
  const used = classes.map((each, kind) => [each, kind]).filter(([, kind]) => nodes.some((node) => node.kind === kind));
  const items = used.map(([each, kind]) => element("li", {}, shape(kind), text(each)));
  if (items.length && nodes.some(({ kind, isBlank }) => kind < 0 && !isBlank)) items.push(element("li", {}, shape(-1), other));
  items.push(...properties.map((property, kind) => element("li", {}, line({ property, kind }), text(property))));
  const rest = links.find(({ property, kind }) => property !== undefined && kind < 0);
  if (rest) items.push(element("li", {}, line(rest), other));
  return items.length ? element("ul", { class: "legend plain", "aria-label": say("Legend", "图例") }, ...items) : undefined;
}

function key(drawing, kind) {
  return svg("svg", { viewBox: "0 0 28 16", width: 28, height: 16, "aria-hidden": "true", class: kind }, drawing);
}

/** Return what is said of a node, and then what is said of others that leads to it. */
function described(node, { nodes, text }, said) {
  const word = worded(nodes, text);
  const property = (predicate) => (predicate ? text(predicate.value) : "→");
  const href = !node.isBlank && address(node.id);
  const rows = said.filter(({ subject }) => subject.value === node.id).map(({ predicate, object }) => row(property(predicate), word(object), object.language));
  const others = said
    .filter(({ object, subject }) => object.termType !== "Literal" && object.value === node.id && subject.value !== node.id)
    .map(({ subject, predicate }) => row(word(subject), property(predicate)));
  const title = element("p", { dir: "auto" }, href ? element("a", { href }, node.text) : node.text);
  const none = rows.length + others.length ? [] : [say("Nothing more is said of it here.", "此处没有关于它的其他陈述。")];
  const own = rows.length ? [element("dl", { class: "said" }, ...rows)] : none;
  const leading = others.length ? [element("p", { class: "more" }, say("What leads to it:", "指向它的陈述：")), element("dl", { class: "said" }, ...others)] : [];
  return [title, ...own, ...leading];
}

function row(name, value, language) {
  return element("div", {}, element("dt", { dir: "auto" }, name), element("dd", { lang: language || undefined, dir: "auto" }, value));
}

/** Return what writes a term as a name, where it has one. */
function worded(nodes, text) {
  const called = new Map(nodes.map((each) => [each.id, each.text]));
  return (term) => called.get(term.value) ?? (term.termType === "NamedNode" ? text(term.value) : written(term));
}

function written(term) {
  if (term.termType === "Literal") return term.value;
  return term.termType === "BlankNode" ? "[ ]" : shorten(term.value);
}

function listed(said, { nodes, text }) {
  const word = worded(nodes, text);
  const items = said.slice(0, MOST_LISTED).map(({ subject, predicate, object }) =>
    element("li", {}, word(subject), " ", predicate ? element("i", {}, text(predicate.value)) : "→", " ", element("span", { lang: object.language || undefined, dir: "auto" }, word(object))),
  );
  const left = said.length - items.length;
  if (left > 0) items.push(element("li", {}, say(`and ${counted(left)} more, in the table`, `另有 ${counted(left)} 条，见表格`)));
  return element("details", {}, element("summary", {}, say(`The ${counted(said.length)} statements as a list`, `${counted(said.length)} 条陈述列表`)), element("ul", {}, ...items));
}

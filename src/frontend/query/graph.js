// What a CONSTRUCT or DESCRIBE gives, as nodes and arrows: laid out by d3-force, drawn as SVG.
import { drag, forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, select, zoom } from "d3";

import { element, icon, svg } from "./element.js";
import { downloads } from "./pictures.js";
import { counted, say, settings } from "./settings.js";
import { address, shorten } from "./terms.js";
import { lines } from "./widths.js";

const MOST_LINKS = 400;
// More would hide each other; they are in the details.
const MOST_WORDS = 24;
const STEPS = 300;
const HEIGHT = 640;
const NAMES = [
  "http://www.w3.org/2000/01/rdf-schema#label",
  "http://www.w3.org/2004/02/skos/core#prefLabel",
  "http://xmlns.com/foaf/0.1/name",
  "https://schema.org/name",
];

export default class Graph {
  label = say("Graph", "图");
  priority = 6;

  constructor(yasr) {
    this.yasr = yasr;
  }

  getIcon() {
    return icon("M6 8.500 17 6M7.500 8 11 16.500M16.500 8 12.500 16.500M5 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM19 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4z");
  }

  canHandleResults() {
    const { results } = this.yasr;
    return results?.getType() === "ttl" && Boolean(results.getStatements()?.length);
  }

  draw() {
    const { results } = this.yasr;
    const statements = results.getStatements();
    const { nodes, links, left } = connected(statements);
    // On a phone it is taller than wide, or nobody could read it.
    const width = Math.min(1000, Math.max(480, this.yasr.resultsEl.clientWidth));
    layOut(nodes, links, width);
    const detail = element("div", { class: "node-detail", role: "status" });
    const drawing = drawn(nodes, links, width, (node) => detail.replaceChildren(...described(node, nodes, statements)));
    const caption = say(
      `${counted(nodes.length)} nodes, ${counted(links.length)} arrows${left ? `; ${counted(left)} more arrows are left out` : ""}. Choose a node to read what is said of it.`,
      `${counted(nodes.length)} 个节点，${counted(links.length)} 条箭头${left ? `；另有 ${counted(left)} 条未画出` : ""}。选择节点可查看相关陈述。`,
    );
    this.yasr.resultsEl.replaceChildren(
      element("figure", { class: "drawing graph" }, drawing, element("figcaption", {}, caption), detail, downloads(drawing, results, "graph")),
      listed(statements),
    );
  }
}

/** Return the nodes and the links between them; literals stand in the nodes' details. */
function connected(statements) {
  const names = new Map();
  for (const { subject, predicate, object } of statements) {
    const rank = NAMES.indexOf(predicate.value);
    if (rank < 0) continue;
    const isOurs = object.language === settings.language;
    if (isOurs || !names.has(subject.value)) names.set(subject.value, object.value);
  }
  const between = statements.filter(({ object }) => object.termType !== "Literal");
  const kept = between.slice(0, MOST_LINKS);
  const nodes = new Map();
  const node = (term) => {
    const id = term.value;
    if (!nodes.has(id)) {
      nodes.set(id, { id, isBlank: term.termType === "BlankNode", text: names.get(id) ?? shortened(term), degree: 0 });
    }
    nodes.get(id).degree += 1;
    return nodes.get(id);
  };
  const links = kept.map(({ subject, predicate, object }) => ({
    source: node(subject),
    target: node(object),
    text: shortened(predicate),
  }));
  if (!links.length) statements.forEach(({ subject }) => node(subject));
  return { nodes: [...nodes.values()], links, left: between.length - kept.length };
}

function shortened(term) {
  if (term.termType === "Literal") return term.value;
  return term.termType === "BlankNode" ? "[ ]" : shorten(term.value);
}

function layOut(nodes, links, width) {
  // A few steps ahead of drawing: nothing moves before the eyes.
  forceSimulation(nodes)
    .force("link", forceLink(links).distance(120).strength(0.3))
    .force("charge", forceManyBody().strength(-500))
    .force("collide", forceCollide(44))
    .force("x", forceX(0).strength(0.05))
    .force("y", forceY(0).strength(0.09))
    .force("center", forceCenter(0, 0))
    .stop()
    .tick(STEPS);
  const reach = (key) => Math.max(1, ...nodes.map((node) => Math.abs(node[key])));
  const scale = Math.min(3, (width / 2 - 90) / reach("x"), (HEIGHT / 2 - 60) / reach("y"));
  for (const node of nodes) {
    node.x = width / 2 + node.x * scale;
    node.y = HEIGHT / 2 - 20 + node.y * scale;
  }
}

function drawn(nodes, links, width, choose) {
  const arrows = links.map((link) => svg("line", { class: "link", "marker-end": "url(#arrow)" }, svg("title", {}, link.text)));
  const words = links.map((link) => svg("text", { class: "link-text", "text-anchor": "middle" }, links.length > MOST_WORDS ? "" : link.text));
  const dots = nodes.map((node) => dot(node, choose));
  const place = () => {
    links.forEach((link, index) => {
      const { source, target } = link;
      const away = Math.hypot(target.x - source.x, target.y - source.y) || 1;
      const end = { x: target.x - ((target.x - source.x) / away) * 12, y: target.y - ((target.y - source.y) / away) * 12 };
      select(arrows[index]).attr("x1", source.x).attr("y1", source.y).attr("x2", end.x).attr("y2", end.y);
      select(words[index]).attr("x", (source.x + target.x) / 2).attr("y", (source.y + target.y) / 2 - 4);
    });
    nodes.forEach((node, index) => dots[index].setAttribute("transform", `translate(${node.x},${node.y})`));
  };
  const content = svg("g", {}, ...arrows, ...words, ...dots);
  const drawing = svg(
    "svg",
    { viewBox: `0 0 ${width} ${HEIGHT}`, role: "group", "aria-label": say("Graph of the triples; the list below has them in words", "三元组图；下方列表以文字列出") },
    arrow(),
    content,
  );
  place();
  const moving = drag().on("drag", (event, index) => {
    Object.assign(nodes[index], { x: event.x, y: event.y });
    place();
  });
  moving.subject((_, index) => nodes[index]);
  dots.forEach((each, index) => select(each).datum(index).call(moving));
  const zooming = zoom()
    .scaleExtent([0.5, 8])
    .filter((event) => (event.type === "wheel" ? event.ctrlKey : !event.button))
    .on("zoom", ({ transform }) => content.setAttribute("transform", transform));
  select(drawing).call(zooming);
  return drawing;
}

function dot(node, choose) {
  const act = () => choose(node);
  const onKey = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  };
  return svg(
    "g",
    { class: node.isBlank ? "node blank" : "node", tabindex: 0, role: "button", "aria-label": node.text, click: act, keydown: onKey },
    svg("circle", { r: Math.min(12, 6 + node.degree) }),
    named(node.text),
  );
}

/** Return a node's name, whole: who speaks to the machine says what stands there. */
function named(text) {
  const spans = lines(text, 24).map((line, index) => svg("tspan", { x: 0, y: 24 + 14 * index }, line));
  return svg("text", { "text-anchor": "middle" }, ...spans);
}

function arrow() {
  const head = svg("path", { d: "M0,0L8,4L0,8z", class: "arrow" });
  return svg("defs", {}, svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, head));
}

function described(node, nodes, statements) {
  const texts = new Map(nodes.map(({ id, text }) => [id, text]));
  const said = statements.filter(({ subject }) => subject.value === node.id);
  const href = !node.isBlank && address(node.id);
  const rows = said.map(({ predicate, object }) =>
    element(
      "div",
      {},
      element("dt", {}, shortened(predicate)),
      element("dd", { lang: object.language || undefined }, texts.get(object.value) ?? shortened(object)),
    ),
  );
  return [
    element("p", {}, href ? element("a", { href }, node.text) : node.text),
    rows.length ? element("dl", { class: "said" }, ...rows) : say("Nothing more is said of it here.", "此处没有关于它的其他陈述。"),
  ];
}

function listed(statements) {
  const items = statements.slice(0, 1000).map(({ subject, predicate, object }) =>
    element("li", {}, `${shortened(subject)} ${shortened(predicate)} ${shortened(object)}`),
  );
  return element("details", {}, element("summary", {}, say(`The ${counted(statements.length)} triples as a list`, `${counted(statements.length)} 条三元组列表`)), element("ul", {}, ...items));
}

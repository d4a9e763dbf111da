// What is drawn, as a file: with the colours and fonts that the page's style sheet gives it.
import { element, svg } from "./element.js";
import { say } from "./settings.js";

const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "opacity", "visibility", "paint-order", "font-family", "font-size", "font-weight"];
const LINE = 24;
const SHARPNESS = 2;

/** Return buttons that save a drawing, and the results that it shows. */
export function downloads(drawing, results, name) {
  const button = (label, save) =>
    element("button", { type: "button", class: "plain", click: save }, label);
  return element(
    "div",
    { class: "downloads", role: "group", "aria-label": say("Download", "下载") },
    button("SVG", () => save(written(drawing), "image/svg+xml", `${name}.svg`)),
    button("PNG", () => savePng(drawing, `${name}.png`)),
    button("CSV", () => save(results.asCsv(), "text/csv", `${name}.csv`)),
  );
}

/** Return a drawing as an SVG document, with its legend below. */
export function written(drawing) {
  const copy = styled(drawing);
  const { x, y, width, height } = drawing.viewBox.baseVal;
  const keys = [...(drawing.closest("figure")?.querySelectorAll(".legend li") ?? [])];
  copy.append(...keys.map((key, index) => explained(key, x + 12, y + height + LINE * index + 6)));
  const whole = height + (keys.length ? LINE * keys.length + 12 : 0);
  copy.setAttribute("viewBox", `${x} ${y} ${width} ${whole}`);
  copy.setAttribute("width", width);
  copy.setAttribute("height", whole);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  return new XMLSerializer().serializeToString(copy);
}

/** Return a copy that has its colours and fonts with it: whoever opens the file has not our style sheet. */
function styled(drawing) {
  const copy = drawing.cloneNode(true);
  const originals = [...drawing.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((each, index) => {
    const found = getComputedStyle(originals[index]);
    for (const name of STYLES) {
      each.removeAttribute(name);
      each.style.setProperty(name, found.getPropertyValue(name));
    }
  });
  return copy;
}

function explained(key, x, y) {
  const sign = styled(key.querySelector("svg"));
  const said = svg("text", { x: 38, y: 13 }, key.textContent);
  const { color, fontFamily } = getComputedStyle(key);
  Object.assign(said.style, { fill: color, fontFamily, fontSize: "14px" });
  return svg("g", { transform: `translate(${x},${y})` }, ...sign.children, said);
}

async function savePng(drawing, name) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(written(drawing))}`;
  await image.decode();
  const canvas = element("canvas", { width: image.naturalWidth * SHARPNESS, height: image.naturalHeight * SHARPNESS });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  follow(canvas.toDataURL("image/png"), name);
}

export function save(text, type, name) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  follow(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function follow(href, download) {
  element("a", { href, download }).click();
}

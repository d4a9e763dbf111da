// What is drawn, as a file: with the colours and fonts that the page's style sheet gives it.
import { element } from "./element.js";
import { say } from "./settings.js";

const STYLES = ["fill", "stroke", "stroke-width", "opacity", "font-family", "font-size", "font-weight"];
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

export function written(drawing) {
  const copy = drawing.cloneNode(true);
  const { width, height } = drawing.viewBox.baseVal;
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const styled = [...drawing.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((each, index) => {
    const found = getComputedStyle(styled[index]);
    for (const name of STYLES) {
      // Whoever opens the file has not our style sheet.
      each.removeAttribute(name);
      each.style.setProperty(name, found.getPropertyValue(name));
    }
  });
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  return new XMLSerializer().serializeToString(copy);
}

async function savePng(drawing, name) {
  const { width, height } = drawing.viewBox.baseVal;
  const image = new Image(width * SHARPNESS, height * SHARPNESS);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(written(drawing))}`;
  await image.decode();
  const canvas = element("canvas", { width: width * SHARPNESS, height: height * SHARPNESS });
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

// A drawing that can be moved and magnified: by dragging, by two fingers, and by buttons, which keys
// reach as well. The wheel scrolls the page, as over everything else; with Ctrl it magnifies.
import { select, zoom, zoomIdentity } from "d3";

import { element } from "./element.js";
import { say } from "./settings.js";

const STEP = 1.6;
const SHIFT = 90;

/** Return a frame around a drawing, whose `content` moves; `moved` is told how much it is magnified. */
export function movable(drawing, content, { most, edges, moved = () => {} }) {
  const { width, height } = drawing.viewBox.baseVal;
  const zooming = zoom()
    .scaleExtent([1, most])
    .translateExtent(edges ?? [[0, 0], [width, height]])
    .filter((event) => (event.type === "wheel" ? event.ctrlKey : !event.button))
    .on("zoom", ({ transform }) => {
      content.setAttribute("transform", transform);
      moved(transform.k);
      frame.classList.toggle("close", transform.k > 1.001);
    });
  const view = select(drawing).call(zooming);
  const button = (text, label, click, kind) =>
    element("button", { type: "button", class: `plain ${kind ?? ""}`, "aria-label": label, title: label, click }, text);
  const shift = (text, label, x, y) => button(text, label, () => zooming.translateBy(view, x * SHIFT, y * SHIFT), "shift");
  const buttons = element(
    "div",
    { class: "zooms", role: "group", "aria-label": say("Move and magnify", "移动与缩放") },
    button("+", say("Zoom in", "放大"), () => zooming.scaleBy(view, STEP)),
    button("−", say("Zoom out", "缩小"), () => zooming.scaleBy(view, 1 / STEP)),
    button("⤢", say("Show all of it", "显示全部"), () => zooming.transform(view, zoomIdentity)),
    shift("←", say("Move left", "左移"), 1, 0),
    shift("↑", say("Move up", "上移"), 0, 1),
    shift("↓", say("Move down", "下移"), 0, -1),
    shift("→", say("Move right", "右移"), -1, 0),
  );
  const frame = element("div", { class: "zoomed" }, drawing, buttons);
  return frame;
}

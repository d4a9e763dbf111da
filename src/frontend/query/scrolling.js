// A query that is higher than its frame scrolls in it; by keys too, for whoever only reads it.
import Yasgui from "@zazuko/yasgui";

import { say } from "./settings.js";

export function install() {
  const { prototype } = Yasgui.Yasqe;
  const draw = prototype.drawButtons;
  prototype.drawButtons = function drawButtons() {
    draw.call(this);
    const frame = this.getScrollerElement();
    const fit = () => makeReachable(frame, frame.scrollHeight > frame.clientHeight);
    const observer = new ResizeObserver(fit);
    observer.observe(frame);
    observer.observe(frame.firstElementChild);
  };
}

function makeReachable(frame, scrolls) {
  frame.tabIndex = scrolls ? 0 : -1;
  if (scrolls) {
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", say("The query, to scroll", "查询全文，可滚动"));
  } else {
    frame.removeAttribute("role");
    frame.removeAttribute("aria-label");
  }
}

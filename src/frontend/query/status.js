// One line that says what happens; screen readers say it aloud.
import { element } from "./element.js";

export const line = element("p", { class: "status", role: "status" });

export function announce(text) {
  line.textContent = text;
}

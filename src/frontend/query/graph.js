// The view of statements as nodes and arrows; what draws it is fetched when first needed.
import { icon } from "./element.js";
import { say } from "./settings.js";
import { statements } from "./statements.js";

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
    return Boolean(statements(this.yasr.results)?.length);
  }

  async draw() {
    const { results, resultsEl } = this.yasr;
    const { drawing } = await import("./graph_drawing.js");
    const parts = await drawing(results, resultsEl.clientWidth);
    // Something else may be shown by now.
    if (this.yasr.results === results && this.yasr.drawnPlugin === "graph") resultsEl.replaceChildren(...parts);
  }
}

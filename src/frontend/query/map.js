// The view of rows as places on the outline of the land; what draws it is fetched when first needed.
import { icon } from "./element.js";
import { located } from "./places.js";
import { say, settings } from "./settings.js";

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
    const { results, resultsEl } = this.yasr;
    const { drawing } = await import("./map_drawing.js");
    const parts = await drawing(this.yasr, resultsEl.clientWidth);
    // Something else may be shown by now.
    if (this.yasr.results === results && this.yasr.drawnPlugin === "map") resultsEl.replaceChildren(...parts);
  }
}

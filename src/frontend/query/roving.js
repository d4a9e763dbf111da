// Many things in a drawing, and one stop for the Tab key: the arrow keys go from each to the next one
// in their direction; Enter and the space bar choose, as a click does.
const TURNS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Make things of a drawing reachable; `place` gives the `{ x, y }` of each, `choose` is told which. */
export function rove(things, place, choose) {
  const stop = (index) => things.forEach((thing, each) => thing.setAttribute("tabindex", each === index ? 0 : -1));
  stop(0);
  things.forEach((thing, index) => {
    thing.setAttribute("role", "button");
    thing.addEventListener("focus", () => stop(index));
    thing.addEventListener("click", () => choose(index));
    thing.addEventListener("keydown", (event) => {
      const { key } = event;
      if (key === "Enter" || key === " ") choose(index);
      else if (TURNS[key]) things[nearest(index, TURNS[key])]?.focus();
      else return;
      event.preventDefault();
    });
  });

  function nearest(from, [right, down]) {
    const { x, y } = place(from);
    let [best, least] = [undefined, Infinity];
    things.forEach((_, index) => {
      const [dx, dy] = [place(index).x - x, place(index).y - y];
      const ahead = dx * right + dy * down;
      // What is far aside is farther than what is straight ahead.
      const far = ahead + 2 * Math.abs(dx * down) + 2 * Math.abs(dy * right);
      if (index !== from && ahead > 0 && far < least) [best, least] = [index, far];
    });
    return best;
  }
}

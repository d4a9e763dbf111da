// The outline of the land as one SVG path: Natural Earth at 1:110 million, public domain. Borders are
// left out, for they are disputed, and a place needs none. A jurisdiction is a point, by which what is
// known of a whole country can be shown: the middle of its largest piece of land.
import { readFileSync } from "node:fs";

import { geoArea, geoCentroid, geoEquirectangular, geoPath } from "d3-geo";
import countries from "i18n-iso-countries";
import { feature } from "topojson-client";

const SCALE = 5;

export function land() {
  return {
    projection: "equirectangular",
    formula: "x = (longitude + 180) * scale, y = (90 - latitude) * scale",
    scale: SCALE,
    viewBox: [0, 0, 360 * SCALE, 180 * SCALE],
    source: "Natural Earth 1:110m land, public domain",
    path: rings().map(written).join(""),
    jurisdictions: jurisdictions(),
  };
}

/** Return longitude and latitude by the code of ISO 3166-1, as keys of jurisdictions have it. */
function jurisdictions() {
  const world = atlas("countries-50m");
  const points = feature(world, world.objects.countries)
    .features.map((each) => [countries.numericToAlpha2(each.id), middle(each.geometry)])
    .filter(([code]) => code)
    .map(([code, point]) => [code.toLowerCase(), point]);
  return Object.fromEntries(points.sort());
}

function middle({ type, coordinates }) {
  const pieces = type === "Polygon" ? [coordinates] : coordinates;
  const [largest] = pieces
    .map((piece) => ({ type: "Polygon", coordinates: piece }))
    .sort((one, other) => geoArea(other) - geoArea(one));
  return geoCentroid(largest).map((degrees) => Math.round(degrees * 10) / 10);
}

function atlas(name) {
  return JSON.parse(readFileSync(`node_modules/world-atlas/${name}.json`));
}

/** Return the land's edges as lists of whole points, none of which repeats the one before it. */
function rings() {
  const world = atlas("land-110m");
  const projection = geoEquirectangular()
    .scale((SCALE * 180) / Math.PI)
    .translate([180 * SCALE, 90 * SCALE]);
  const drawn = [];
  const add = (x, y) => {
    const ring = drawn.at(-1);
    const point = [Math.round(x), Math.round(y)];
    if (String(ring.at(-1)) !== String(point)) ring.push(point);
  };
  geoPath(projection, {
    moveTo: (x, y) => drawn.push([]) && add(x, y),
    lineTo: add,
    closePath: () => {},
  })(feature(world, world.objects.land));
  return drawn.filter((ring) => ring.length > 2);
}

/** Return a ring as SVG writes it, each point told from the one before: half as long. */
function written([first, ...others]) {
  let [x, y] = first;
  const steps = others.map(([nextX, nextY]) => {
    const step = `l${nextX - x},${nextY - y}`.replace(",-", "-");
    [x, y] = [nextX, nextY];
    return step;
  });
  return `M${first}${steps.join("")}z`;
}

// `node build.mjs FOLDER` makes what the pages bring to a browser, from the packages in node_modules.
//
//   query.js       the query editor, and beside it what it fetches when it is wanted; query.css
//   fonts/         Latin letters of the two typefaces; Chinese is set in the reader's own
//   land.json      the outline of the land, and how to find a place on it
//   LICENSES.txt   whose work it is, and on what terms
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";

import { build } from "esbuild";

import { land } from "./land.mjs";
import { licences } from "./licences.mjs";

const FONTS = { "source-sans-3": [400, 600], "source-serif-4": [600] };

const folder = argv[2];
await mkdir(join(folder, "fonts"), { recursive: true });
await Promise.all([
  build({
    entryPoints: { query: "query/main.js" },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    target: "es2022",
    chunkNames: "query-[hash]",
    legalComments: "none",
    logLevel: "warning",
  }),
  fonts(),
  writeFile(join(folder, "land.json"), JSON.stringify(land())),
  writeFile(join(folder, "LICENSES.txt"), licences()),
]);

async function fonts() {
  for (const [family, weights] of Object.entries(FONTS)) {
    const home = `node_modules/@fontsource/${family}`;
    await cp(`${home}/LICENSE`, join(folder, "fonts", `${family}-LICENSE.txt`));
    for (const weight of weights) {
      const name = `${family}-latin-${weight}-normal.woff2`;
      await cp(`${home}/files/${name}`, join(folder, "fonts", name));
    }
  }
}

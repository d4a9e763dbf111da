// `node --input-type=module - CODE < r_syntax.mjs` where the packages are: says whether it is R.
import { argv } from "node:process";

import { Language, Parser } from "web-tree-sitter";

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load("node_modules/@eagleoutice/tree-sitter-r/tree-sitter-r.wasm"));
console.log(parser.parse(argv[2]).rootNode.hasError ? "not R" : "R");

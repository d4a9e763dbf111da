// Whose work the built files contain, and on what terms, as the packages say it themselves.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const RULE = `\n${"-".repeat(80)}\n`;

export function licences() {
  const lock = JSON.parse(readFileSync("package-lock.json"));
  // What only builds is not in what is built; types are not in what runs.
  const shipped = Object.entries(lock.packages).filter(
    ([folder, { dev }]) => folder && !dev && !folder.includes("/@types/") && existsSync(folder),
  );
  const opening = "The files beside this one contain work of the packages below.\n";
  return opening + shipped.map(([folder]) => RULE + described(folder)).join("");
}

function described(folder) {
  const about = JSON.parse(readFileSync(join(folder, "package.json")));
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.(txt|md))?$/i.test(name));
  const people = [about.author, ...(about.contributors ?? [])].filter(Boolean).map(named).join(", ");
  const heading = [`${about.name} ${about.version}`, about.license, people];
  const text = file ? readFileSync(join(folder, file), "utf8") : standard(about.license, people);
  return `${heading.filter(Boolean).join("\n")}\n\n${text.trim()}\n`;
}

function named(person) {
  return typeof person === "string" ? person : person.name;
}

/** Return the text of a licence, for the packages that only name it. */
function standard(name, people) {
  const { licenseText } = JSON.parse(readFileSync(`node_modules/spdx-license-list/licenses/${name}.json`));
  return licenseText.replace("<year> <copyright holders>", people);
}

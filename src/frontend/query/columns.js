// What the columns of a result hold: numbers, times, or words.
export const XSD = "http://www.w3.org/2001/XMLSchema#";
export const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map((name) => XSD + name),
);
const TIMES = new Set(["date", "dateTime", "gYear", "gYearMonth"].map((name) => XSD + name));
const YEAR = /year|decade|年/i;

/** Tell whether a column holds years, by its name: their digits stay together. */
export function isYear(name) {
  return YEAR.test(name ?? "");
}

/** Return the columns as `{ name, kind, values }`; a kind is "number", "time" or "text". */
export function columns(results) {
  const rows = results.getBindings() ?? [];
  return results.getVariables().map((name) => {
    const terms = rows.map((row) => row[name]);
    const kind = kindOf(terms.filter(Boolean), name);
    return { name, kind, values: terms.map((term) => valueOf(term, kind)) };
  });
}

function kindOf(terms, name) {
  const all = (types) => terms.length > 0 && terms.every((term) => types.has(term.datatype));
  if (all(TIMES)) return "time";
  if (all(NUMBERS)) return isYear(name) ? "time" : "number";
  return "text";
}

function valueOf(term, kind) {
  if (!term) return null;
  if (kind === "number") return Number(term.value);
  // A year by itself is read as the first of January there, not here.
  return kind === "time" ? new Date(/^-?\d{4}$/.test(term.value) ? `${term.value}-01-01` : term.value) : term.value;
}

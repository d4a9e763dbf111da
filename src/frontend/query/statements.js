// The statements of a result, for the graph view: triples as they came, or rows that say the same.
const NAMED = [
  ["subject", "predicate", "object"],
  ["s", "p", "o"],
  ["source", "relation", "target"],
  ["source", undefined, "target"],
];
const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";

/** Return the statements of a result, or nothing where it has none. */
export function statements(results) {
  if (results?.getType() === "ttl") return results.getStatements() || undefined;
  const variables = results?.getVariables() ?? [];
  const columns = NAMED.find((names) => names.every((name) => name === undefined || variables.includes(name)));
  return columns && results.getBindings().flatMap((row) => stated(row, columns));
}

function stated(row, [subject, predicate, object]) {
  const [one, relation, other] = [subject, predicate, object].map((name) => row[name]);
  if (!one || !other || one.type === "literal") return [];
  const link = { subject: term(one), predicate: relation && term(relation), object: term(other) };
  // Wikidata's way of naming: ?sourceLabel beside ?source.
  const names = [[one, row[`${subject}Label`]], [other, row[`${object}Label`]]].filter(([, name]) => name);
  return [link, ...names.map(([thing, name]) => ({ subject: term(thing), predicate: { termType: "NamedNode", value: LABEL }, object: term(name) }))];
}

function term({ type, value, "xml:lang": language }) {
  const termType = { uri: "NamedNode", bnode: "BlankNode" }[type] ?? "Literal";
  return { termType, value, language: language ?? "" };
}

// The query as code that others can run: each asks the public endpoint, with no more than is usual.
const KINDS = [
  ["CONSTRUCT", "text/turtle"],
  ["DESCRIBE", "text/turtle"],
  ["ASK", "application/sparql-results+json"],
];

/** Return the query in each language, as `{ name: code }`. */
export function snippets(endpoint, query, type) {
  const accept = KINDS.find(([kind]) => kind === type)?.[1] ?? "text/csv";
  return {
    curl: curl(endpoint, query, accept),
    Python: python(endpoint, query, accept),
    R: r(endpoint, query, accept),
    JavaScript: javascript(endpoint, query, accept),
  };
}

function curl(endpoint, query, accept) {
  return `curl ${shell(endpoint)} \\
  -H ${shell(`Accept: ${accept}`)} \\
  --data-urlencode ${shell(`query=${query}`)}`;
}

function python(endpoint, query, accept) {
  const asking = `import urllib.parse
import urllib.request

query = ${pythonText(query)}
request = urllib.request.Request(
    ${JSON.stringify(endpoint)},
    data=urllib.parse.urlencode({"query": query}).encode(),
    headers={"Accept": ${JSON.stringify(accept)}},
)
with urllib.request.urlopen(request) as answer:
    text = answer.read().decode()
`;
  return accept === "text/csv"
    ? `import csv\nimport io\n${asking}\nfor row in csv.DictReader(io.StringIO(text)):\n    print(row)`
    : `${asking}\nprint(text)`;
}

function r(endpoint, query, accept) {
  const asking = `query <- ${rText(query)}
address <- paste0(${JSON.stringify(endpoint)}, "?query=", URLencode(query, reserved = TRUE))
answer <- url(address, headers = c(Accept = ${JSON.stringify(accept)}))
`;
  return accept === "text/csv"
    ? `${asking}table <- read.csv(answer, encoding = "UTF-8")\nprint(table)`
    : `${asking}cat(readLines(answer, encoding = "UTF-8"), sep = "\\n")`;
}

function javascript(endpoint, query, accept) {
  const isTable = accept === "text/csv";
  const wanted = isTable ? "application/sparql-results+json" : accept;
  const printing = isTable
    ? `const { results } = await answer.json();
console.table(
  results.bindings.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])),
  ),
);`
    : "console.log(await answer.text());";
  return `const query = \`${query.replace(/[\\`]|\$\{/g, "\\$&")}\`;
const answer = await fetch(${JSON.stringify(endpoint)}, {
  method: "POST",
  headers: { Accept: ${JSON.stringify(wanted)} },
  body: new URLSearchParams({ query }),
});
if (!answer.ok) throw new Error(await answer.text());
${printing}`;
}

function shell(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function pythonText(text) {
  const isPlain = !text.includes('"""') && !text.includes("\\") && !text.endsWith('"');
  return isPlain ? `"""${text}"""` : JSON.stringify(text);
}

function rText(text) {
  // R 4.0 has raw strings; their dashes may be as many as it takes.
  const dashes = "-".repeat(text.includes(')"') || text.includes(")-") ? 3 : 0);
  return `r"${dashes}(${text})${dashes}"`;
}

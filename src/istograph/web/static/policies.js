// Filters and sorts the tables at once: asks for the page that the form or a head's link leads to,
// and puts its tables in the place of those shown, so that there is one place that knows how.

const form = document.getElementById("filters");
const KEPT = ["count", "tables"];
const PATIENCE = 150;
let asking = null;
let timer = 0;

async function show(address) {
  asking?.abort();
  asking = new AbortController();
  const tables = document.getElementById("tables");
  tables.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
    const text = await answer.text();
    put(new DOMParser().parseFromString(text, "text/html"));
    history.replaceState(null, "", address);
  } catch (error) {
    // Another question came before the answer; or there is no network, and the browser will say so.
    if (error.name !== "AbortError") location.assign(address);
  }
}

function put(page) {
  const focused = document.activeElement?.id;
  for (const id of KEPT) {
    const here = document.getElementById(id);
    here.replaceChildren(...page.getElementById(id).childNodes);
    here.removeAttribute("aria-busy");
  }
  for (const name of ["en", "zh"]) {
    const link = `.languages a[hreflang=${name}]`;
    document.querySelector(link).href = page.querySelector(link).getAttribute("href");
  }
  keepSorts(page);
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

// What the form sends along without showing it.
function keepSorts(page) {
  const hidden = "input[type=hidden]";
  form.querySelectorAll(hidden).forEach((input) => input.remove());
  form.prepend(...page.querySelectorAll(`#filters ${hidden}`));
}

function address() {
  const said = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...said]) if (!value) said.delete(name);
  if (!said.has("measure")) said.delete("mention");
  return `${form.action}?${said}`;
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => show(address()), PATIENCE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  show(address());
});
document.getElementById("tables").addEventListener("click", (event) => {
  const link = event.target.closest("a.sort");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.href.split("#")[0]);
});
form.querySelector("button").hidden = true;

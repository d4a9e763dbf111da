// The classify pages with script: a next step without a new page, classes that light up while an
// answer is being chosen, names to pick from, tables to sort, links to copy. All of it is there
// without script too, but for copying and sorting.

import { suggest } from "./search.js";

const chinese = document.documentElement.lang.startsWith("zh");
const main = document.querySelector("main");
const spoken = document.body.appendChild(document.createElement("p"));
spoken.className = "hidden";
spoken.setAttribute("role", "status");

const say = (text) => { spoken.textContent = text; };

async function page(address, signal) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Steps

let asked;
let settled = new Map();

async function read(address) {
  asked?.abort();
  asked = new AbortController();
  try {
    const found = await page(address, asked.signal);
    if (found.querySelector("main")) return found;
  } catch (problem) {
    if (problem.name === "AbortError") return null;
  }
  // The browser's own page says what is wrong.
  location.assign(address);
  return null;
}

async function step(address, { remember = true } = {}) {
  const found = await read(address);
  if (!found) return;
  if (remember) history.pushState(null, "", address);
  shown = whole(location.href);
  document.title = found.title;
  main.replaceChildren(...found.querySelector("main").childNodes);
  for (const name of ["nav.languages", "nav.main"]) {
    document.querySelector(name).replaceWith(found.querySelector(name));
  }
  prepare();
  const heading = main.querySelector("[data-focus]") ?? main.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo({ top: 0, behavior: "instant" });
  say(main.querySelector("[data-announce]")?.textContent ?? "");
}

function addressOf(form) {
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form)).toString();
  return address.href;
}

// The status of each class, in words, as the figure's list has it.
function verdicts(figure) {
  const marks = [...(figure?.querySelectorAll(".outline .verdict-mark") ?? [])];
  return new Map(marks.map((mark) => [mark.previousElementSibling.textContent, mark.textContent]));
}

function changes(now) {
  const changed = [...now].filter(([name, status]) => settled.get(name) !== status);
  if (!changed.length) return chinese ? "此回答不改变任何判定" : "This answer would decide nothing more";
  const told = changed.map(([name, status]) => name + (chinese ? "：" : ": ") + status);
  return (chinese ? "若如此回答：" : "With this answer: ") + told.join(chinese ? "；" : "; ");
}

// What an answer would do is shown before it is given.
async function preview(form) {
  const found = await read(addressOf(form));
  const drawn = found?.querySelector(".figure-1");
  if (!drawn) return;
  main.querySelector(".figure-1").replaceWith(drawn);
  drawn.dataset.preview = "";
  say(changes(verdicts(drawn)));
}

main.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-step]")) return;
  event.preventDefault();
  step(addressOf(event.target));
});

main.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-step]");
  if (form && main.querySelector(".asking") && event.target.name && event.target.name !== "name") preview(form);
});

main.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a[data-step], .asking .figure-1 a");
  const address = link?.getAttribute("href");
  if (!address || address.startsWith("#") || !address.includes("/classify/ask")) return;
  event.preventDefault();
  step(address);
});

// Going to a place of the page is no step; the browser fires for it too, and does all there is to do.
const whole = (address) => address.split("#")[0];
let shown = whole(location.href);
addEventListener("popstate", () => {
  if (whole(location.href) !== shown) step(location.href, { remember: false });
});

// The line of a mistake, in the field

main.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const field = document.getElementById("description");
  if (!link || !field) return;
  event.preventDefault();
  const lines = field.value.split("\n");
  const before = lines.slice(0, link.dataset.line - 1);
  const start = before.join("\n").length + (before.length ? 1 : 0);
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, start + (lines[before.length] ?? "").length);
  const { lineHeight } = getComputedStyle(field);
  field.scrollTo(0, Math.max(before.length - 2, 0) * Number.parseFloat(lineHeight));
  field.scrollIntoView({ block: "center", behavior: "instant" });
});

// Copying

main.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // A page that is not served over HTTPS has no clipboard of its own.
    document.execCommand("copy");
  }
  say(button.dataset.done);
  button.textContent = button.dataset.done;
});

// A table of verdicts, sorted by a column

function sortable(table) {
  for (const [place, head] of [...table.tHead.rows[0].cells].entries()) {
    if (!head.dataset.sort) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.ariaSort === "ascending";
      for (const each of table.tHead.rows[0].cells) each.ariaSort = null;
      head.ariaSort = down ? "descending" : "ascending";
      const key = (row) => row.cells[place].dataset.key ?? row.cells[place].textContent.trim();
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => key(a).localeCompare(key(b), undefined, { numeric: true }) * (down ? -1 : 1));
      table.tBodies[0].append(...rows);
    });
  }
}

// A long list of boxes, of which those are shown that have what was typed

function filtered(list) {
  const [field, input] = [list.querySelector(".filter"), list.querySelector(".filter input")];
  const labels = [...list.querySelectorAll(".ticks label")];
  field.hidden = false;
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const label of labels) {
      const box = label.querySelector("input");
      const named = label.textContent.toLowerCase().includes(wanted) || box.value.toLowerCase() === wanted;
      label.hidden = !named && !box.checked;
    }
    say(input.dataset.found.replace("%d", labels.filter((label) => !label.hidden).length));
  });
  // Enter in the filter must not send the form.
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

function prepare() {
  for (const list of main.querySelectorAll("[data-filtered]")) filtered(list);
  for (const button of main.querySelectorAll("button[data-copy]")) button.hidden = false;
  suggest();
  settled = verdicts(main.querySelector(".figure-1"));
  for (const table of main.querySelectorAll("table[data-sortable]")) sortable(table);
}

prepare();

// The classify pages with script: a next step without a new page, classes that light up while an
// answer is being chosen, names to pick from, tables to sort, links to copy. All of it is there
// without script too, but for copying and sorting.

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
  if (remember) history.pushState({ step: true }, "", address);
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

// What an answer would do is shown before it is given.
async function preview(form) {
  const found = await read(addressOf(form));
  const drawn = found?.querySelector(".figure-1");
  if (!drawn) return;
  main.querySelector(".figure-1").replaceWith(drawn);
  drawn.dataset.preview = "";
}

main.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-step]")) return;
  event.preventDefault();
  step(addressOf(event.target));
});

main.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-step]");
  if (form && main.querySelector(".asking") && event.target.name !== "name") preview(form);
});

main.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a[data-step], .asking .figure-1 a");
  const address = link?.getAttribute("href");
  if (!address || address.startsWith("#") || !address.includes("/classify/ask")) return;
  event.preventDefault();
  step(address);
});

addEventListener("popstate", () => step(location.href, { remember: false }));

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

// A record by its name: the combobox of the ARIA Authoring Practices, with a list

class Combobox {
  constructor(input) {
    this.input = input;
    this.list = document.getElementById(input.dataset.list);
    this.active = -1;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.autocomplete = "off";
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.show([]));
    // The list must not take the focus before it is read what was pressed.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  get options() { return [...this.list.querySelectorAll("[role=option]")]; }

  ask() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.find(), 120);
  }

  async find() {
    const name = this.input.value.trim();
    if (!name) return this.show([]);
    const address = new URL(this.input.dataset.search, location.href);
    address.searchParams.set("q", name);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || name !== this.input.value.trim()) return;
    this.show((await answer.json()).results);
  }

  show(results) {
    const chinese = document.documentElement.lang.startsWith("zh");
    this.list.replaceChildren(...results.map((found, place) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${place}`;
      option.setAttribute("role", "option");
      option.dataset.key = found.key;
      const [name, other] = chinese && found.name_zh ? [found.name_zh, found.name] : [found.name, found.name_zh];
      option.append(name);
      if (other && other !== name) {
        const quiet = option.appendChild(document.createElement("span"));
        quiet.className = "quiet";
        quiet.lang = chinese ? "en" : "zh-Hans";
        quiet.textContent = other;
      }
      return option;
    }));
    this.list.hidden = !results.length;
    this.input.setAttribute("aria-expanded", String(results.length > 0));
    this.mark(-1);
    if (results.length) say(this.input.dataset.found.replace("%d", results.length));
  }

  mark(place) {
    this.active = place;
    this.options.forEach((option, each) => option.setAttribute("aria-selected", String(each === place)));
    const option = this.options[place];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const count = this.options.length;
    if (event.key === "Escape") this.show([]);
    else if (event.key === "ArrowDown" && !count) this.find();
    else if (event.key === "ArrowDown") this.mark((this.active + 1) % count);
    else if (event.key === "ArrowUp" && count) this.mark((this.active + count - (this.active < 0 ? 0 : 1)) % count);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.options[this.active]);
    else return;
    event.preventDefault();
  }

  choose(option) {
    if (!option) return;
    this.input.value = option.dataset.key;
    this.show([]);
    this.input.form.requestSubmit();
  }
}

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

function prepare() {
  for (const button of main.querySelectorAll("button[data-copy]")) button.hidden = false;
  for (const input of main.querySelectorAll("input[data-list]")) new Combobox(input);
  for (const table of main.querySelectorAll("table[data-sortable]")) sortable(table);
}

prepare();

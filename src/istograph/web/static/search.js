/* Suggestions while a name is typed: the combobox of the ARIA practices, over the service's own
   search. Without script the form is a form.

     <form data-suggest>             a suggestion leads to its record's page
     <form data-suggest="ADDRESS">   searches there, and sends the form with the record's key */

const MOST = 8, PAUSE = 150;
const RECORDS = "https://w3id.org/istograph/id/", HOME = "https://w3id.org/istograph/";
const chinese = document.documentElement.lang.startsWith("zh");

const words = chinese
  ? { list: "建议", found: (n) => (n ? `${n}条建议，用上下箭头键选择` : "没有建议"), by: "匹配：" }
  : {
      list: "Suggestions",
      found: (n) =>
        n ? `${n} suggestion${n === 1 ? "" : "s"}; choose with the arrow keys` : "No suggestions",
      by: "found by ",
    };

function make(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Return the address of a record's page, below wherever the service is; else of the IRI itself. */
function page(base, iri) {
  if (!iri.startsWith(HOME)) return /^https?:/.test(iri) ? iri : `${base}/search?q=${encodeURIComponent(iri)}`;
  const [path, fragment] = (
    iri.startsWith(RECORDS)
      ? `/page/${iri.slice(RECORDS.length)}`
      : `/${iri.slice(HOME.length)}`
  ).split("#");
  const hash = fragment ? `#${fragment}` : "";
  return `${base}${path}?lang=${chinese ? "zh" : "en"}${hash}`;
}

class Suggestions {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search], input[type=text]");
    this.address = new URL(form.dataset.suggest || form.action, location.href);
    this.base = this.address.pathname.replace(/\/search$/, "");
    this.active = -1;
    this.list = make("ul", { role: "listbox", id: "suggestions", "aria-label": words.list, hidden: "" });
    this.status = make("div", { role: "status", class: "hidden" });
    (form.querySelector(".completed") ?? form).append(this.list, this.status);
    this.input.autocomplete = "off";
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-expanded", "false"],
      ["aria-controls", "suggestions"],
    ])
      this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    // A click must not take the focus, or the list would be gone before it is chosen from.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
  }

  wait() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const text = this.input.value.trim();
    // One Chinese character says as much as a few letters.
    if (text.length < (/\p{Script=Han}/u.test(text) ? 1 : 2)) return this.close();
    this.timer = setTimeout(() => this.ask(text), PAUSE);
  }

  async ask(text) {
    this.asking = new AbortController();
    const address = new URL(this.address);
    for (const [name, value] of [["q", text], ["lang", chinese ? "zh" : "en"], ["limit", MOST]])
      address.searchParams.set(name, value);
    try {
      const answer = await fetch(address, {
        headers: { Accept: "application/json" },
        signal: this.asking.signal,
      });
      if (answer.ok) this.show((await answer.json()).results);
    } catch (problem) {
      // Suggestions are a help; when they do not come, the form still does.
      if (problem.name !== "AbortError") this.close();
    }
  }

  show(results) {
    this.list.replaceChildren(...results.map((result, place) => this.option(result, place)));
    this.choose(-1);
    this.list.hidden = !results.length;
    this.input.setAttribute("aria-expanded", String(results.length > 0));
    this.status.textContent = words.found(results.length);
  }

  option(result, place) {
    const name = (chinese && result.name_zh) || result.name;
    const { label, language } = result.matched;
    const other = chinese ? result.name : result.name_zh;
    const made = make("li", { role: "option", id: `suggestion-${place}` }, make("span", { dir: "auto" }, name));
    made.dataset.page = page(this.base, result.iri);
    made.dataset.key = result.key;
    const beside = label === name ? other : label === other ? other : words.by + label;
    if (beside && beside !== name) {
      const tag = beside === other ? (chinese ? "en" : "zh") : language;
      made.append(" ", make("span", { class: "quiet", dir: "auto", ...(tag && { lang: tag }) }, beside));
    }
    // Where nothing else is offered, as in a form that wants an organization, it need not be said.
    const kind = this.form.dataset.suggest ? "" : (result.kinds ?? [])[0];
    if (kind) made.append(" ", make("span", { class: "tag" }, kind));
    return made;
  }

  choose(place) {
    const options = [...this.list.children];
    this.active = options.length ? (place + options.length + 1) % (options.length + 1) : -1;
    if (this.active === options.length) this.active = -1;
    options.forEach((each, n) => each.setAttribute("aria-selected", String(n === this.active)));
    const chosen = options[this.active];
    if (chosen) {
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    if (this.list.hidden) {
      if (event.key === "ArrowDown") this.wait();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.choose(this.active + step);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.go(this.list.children[this.active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  }

  go(option) {
    if (!option) return;
    if (!this.form.dataset.suggest) return location.assign(option.dataset.page);
    this.input.value = option.dataset.key;
    this.close();
    this.form.requestSubmit();
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.active = -1;
  }
}

const ready = new WeakSet();

/** Complete the names in all forms that ask for it; those that came since the last time too. */
export function suggest() {
  for (const form of document.querySelectorAll("form[data-suggest]")) {
    if (!ready.has(form)) new Suggestions(form);
    ready.add(form);
  }
}

suggest();

// The filter of the terms: what does not match is hidden, with the headings that are left empty.
// A term is found by its labels and its name; only where none is so called, by what is said of it.

const box = document.querySelector(".filter");
const input = box.querySelector("input");
const status = box.querySelector("[role=status]");
const terms = [...document.querySelectorAll("main .entry, main .sentences > li")];
const names = new Map(terms.map((term) => [term, named(term)]));
const texts = new Map(terms.map((term) => [term, plain(term.textContent).replaceAll("isto:", "")]));
const groups = [...document.querySelectorAll("main .group, main > section")];

function plain(text) {
  return text.trim().toLowerCase();
}

/** Return the labels and the name of a term; the prefix, which all have, is no part of it. */
function named(term) {
  const heading = term.querySelector(":scope > :is(h3, h4, h5, h6)");
  const other = heading?.querySelector("span");
  const label = heading?.firstChild.textContent ?? term.textContent;
  return [label, other?.textContent ?? "", term.id].map(plain);
}

function matching(wanted) {
  const called = terms.filter((term) => names.get(term).some((name) => name.includes(wanted)));
  const found = called.length ? called : terms.filter((term) => texts.get(term).includes(wanted));
  return new Set(found);
}

/** Return a link to the term that is called so, which may stand far below others. */
function exact(wanted) {
  const term = terms.find((each) => names.get(each).includes(wanted));
  if (!term) return [];
  const link = document.createElement("a");
  link.href = `#${term.id}`;
  link.textContent = term.id;
  return [" ", link];
}

function show() {
  const wanted = plain(input.value).replace(/^isto:/, "");
  const matches = matching(wanted);
  const found = matches.size;
  for (const term of terms) {
    // What is below a term is shown within it.
    const within = [...term.querySelectorAll(".entry")].some((each) => matches.has(each));
    term.hidden = wanted !== "" && !matches.has(term) && !within;
    const own = [...term.children].filter((child) => !child.matches("h3, h4, h5, h6, .entry"));
    for (const child of own) child.hidden = wanted !== "" && !matches.has(term);
  }
  for (const group of groups) {
    const within = terms.filter((term) => group.contains(term));
    group.hidden = wanted !== "" && within.every((term) => term.hidden);
  }
  const said = found ? input.dataset.found.replace("{n}", found) : input.dataset.none;
  status.replaceChildren(...(wanted === "" ? [] : [said, ...(found > 1 ? exact(wanted) : [])]));
}

/** Return the id that a hash names; what is no percent-encoding is meant as it stands. */
function idOf(hash) {
  const name = hash.slice(1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

// Who follows a link to a term that is filtered out wants to see it.
function reveal() {
  const target = document.getElementById(idOf(location.hash));
  if (target && target.closest("[hidden]")) {
    input.value = "";
    show();
    target.scrollIntoView();
  }
}

box.hidden = false;
input.addEventListener("input", show);
addEventListener("hashchange", reveal);

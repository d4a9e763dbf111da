// The filter of the terms: what does not match is hidden, with the headings that are left empty.

const box = document.querySelector(".filter");
const input = box.querySelector("input");
const status = box.querySelector("[role=status]");
const terms = [...document.querySelectorAll("main .entry, main .sentences > li")];
const texts = new Map(terms.map((term) => [term, term.textContent.toLowerCase()]));
const groups = [...document.querySelectorAll("main .group, main > section")];

function show() {
  const wanted = input.value.trim().toLowerCase();
  let found = 0;
  for (const term of terms) {
    term.hidden = wanted !== "" && !texts.get(term).includes(wanted);
    found += term.hidden ? 0 : 1;
  }
  for (const group of groups) {
    const within = terms.filter((term) => group.contains(term));
    group.hidden = wanted !== "" && within.every((term) => term.hidden);
  }
  const said = found ? input.dataset.found.replace("{n}", found) : input.dataset.none;
  status.textContent = wanted === "" ? "" : said;
}

// Who follows a link to a term that is filtered out wants to see it.
function reveal() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.closest("[hidden]")) {
    input.value = "";
    show();
    target.scrollIntoView();
  }
}

box.hidden = false;
input.addEventListener("input", show);
addEventListener("hashchange", reveal);

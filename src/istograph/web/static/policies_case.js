// Completes the name of an organization while it is typed; without script any name in full will do.

const input = document.getElementById("id");
const list = document.getElementById("organizations");
const PATIENCE = 150;
let timer = 0;

async function complete() {
  const name = input.value.trim();
  // A link is not a name, and what was chosen needs no completion.
  if (name.length < 2 || name.includes("/") || known(name)) return;
  const address = new URL(input.dataset.search, location.href);
  address.searchParams.set("q", name);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || name !== input.value.trim()) return;
    list.replaceChildren(...(await answer.json()).results.map(option));
  } catch {
    // Completion is a help; when it does not come, the form still does.
    list.replaceChildren();
  }
}

const known = (key) => [...list.options].some((each) => each.value === key);

// The browser shows those options alone in which it finds what was typed, be it another name.
function option({ key, name, name_zh: chinese, matched }) {
  const made = document.createElement("option");
  made.value = key;
  made.label = [...new Set([name, chinese, matched.label])].filter(Boolean).join(" · ");
  return made;
}

input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(complete, PATIENCE);
});

// The menu of a tab, which YASGUI opens by the right mouse button alone and as a bare list: by keys too
// (Shift F10 or the menu key on the tab), with the roles and the keys that menus have.
import { say } from "./settings.js";

export function install(tabElements) {
  const menu = tabElements.tabContextMenu;
  // The library closes it at any key that goes up, so no key could choose in it.
  document.removeEventListener("keyup", menu.closeConfigMenu);
  const draw = menu.draw;
  menu.draw = function drawn(...given) {
    draw.apply(this, given);
    dress(this);
  };
  const open = menu.openConfigMenu;
  menu.openConfigMenu = function opened(id, tab, event) {
    open.call(this, id, tab, event);
    follow(this, tab.tabEl.firstChild);
  };
  tabElements._tabsListEl.addEventListener("keydown", (event) => {
    const isAsked = event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");
    const link = isAsked && event.target.closest("a[role=tab]");
    if (!link) return;
    event.preventDefault();
    link.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, button: 2 }));
  });
  // Before the list's own keys: an arrow or Delete in a name is about its letters.
  tabElements._tabsListEl.addEventListener("keydown", inName, { capture: true });
}

/** In the field for a tab's name: Enter keeps it, Escape keeps the old one. */
function inName(event) {
  if (!event.target.matches("input")) return;
  event.stopPropagation();
  if (event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  const tab = event.target.closest("a[role=tab]");
  if (event.key === "Escape") event.target.value = tab.firstElementChild.textContent;
  tab.focus();
}

/** Name what the menu offers, and say what it is; it is drawn anew each time. */
function dress(menu) {
  const names = [
    [menu.newTabEl, "New tab", "新标签"],
    [menu.renameTabEl, "Rename", "重命名"],
    [menu.copyTabEl, "Copy", "复制标签"],
    [menu.closeTabEl, "Close", "关闭"],
    [menu.closeOtherTabsEl, "Close the others", "关闭其他标签"],
    [menu.reOpenOldTab, "Open the closed one again", "重新打开已关闭的标签"],
  ];
  for (const [item, en, zh] of names) {
    item.textContent = say(en, zh);
    item.setAttribute("role", "menuitem");
    item.tabIndex = -1;
  }
  const list = menu.contextEl.firstElementChild;
  list.setAttribute("role", "menu");
  list.setAttribute("aria-label", say("What to do with the tab", "标签操作"));
  // A list of tabs may hold tabs only.
  document.querySelector("#editor").append(menu.contextEl);
}

/** Put the keys into an open menu, and back to its tab when it closes. */
function follow(menu, tab) {
  const { contextEl } = menu;
  const items = [...contextEl.querySelectorAll("[role=menuitem]")];
  for (const item of items) item.setAttribute("aria-disabled", item.classList.contains("disabled"));
  contextEl.addEventListener("contextmenu", (event) => event.preventDefault());
  const at = (index) => items.at(index % items.length).focus();
  contextEl.addEventListener("keydown", (event) => {
    const here = items.indexOf(document.activeElement);
    const moves = { ArrowDown: () => at(here + 1), ArrowUp: () => at(here - 1), Home: () => at(0), End: () => at(-1) };
    const choices = { Enter: () => choose(items[here]), " ": () => choose(items[here]), Escape: () => close(), Tab: () => close() };
    const act = moves[event.key] ?? choices[event.key];
    // What the keys do here, they do to nothing else.
    event.stopPropagation();
    if (!act) return;
    event.preventDefault();
    act();
  });
  at(0);

  function close() {
    menu.closeConfigMenu();
    tab.focus();
  }

  function choose(item) {
    if (item.classList.contains("disabled")) return;
    // The key goes up where the menu has led to, and is meant for nothing there.
    document.addEventListener("keyup", (event) => event.stopPropagation(), { capture: true, once: true });
    const list = tab.closest("[role=tablist]");
    close();
    item.click();
    if (document.activeElement === tab) list.querySelector(".tab.active a[role=tab]")?.focus();
  }
}

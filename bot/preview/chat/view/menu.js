/** A small menu beside what it belongs to; arrows move in it, Escape leaves it. */

import { el, icon } from "../part/dom.js";

let current = null;

/** Closes the menu that is open, if one is. */
export function closeMenu() {
  current?.();
}

/**
 * @param {HTMLElement} owner gets the focus back
 * @param {{label: string, icon?: string, act: () => void}[]} items
 * @param {{x: number, y: number}} [point] where to open; at the owner without it
 * @param {string} [label]
 */
export function openMenu(owner, items, point, label = "Menu") {
  closeMenu();
  const before = document.activeElement;
  const box = el("div", { class: "menu", role: "menu", "aria-label": label });
  const close = (back = true) => {
    current = null;
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", again);
    box.remove();
    if (owner.hasAttribute("aria-expanded")) owner.setAttribute("aria-expanded", "false");
    if (back) (before?.isConnected ? before : owner).focus?.({ preventScroll: true });
  };
  /** A phone's keyboard goes as the menu comes: the window grows, and the menu must stay. */
  const again = () => place(box, owner, point);
  const outside = (event) => {
    if (!box.contains(event.target)) close(false);
  };
  for (const item of items) {
    box.append(el("button", { type: "button", role: "menuitem", tabindex: -1, onclick: () => { close(); item.act(); } }, item.icon && icon(item.icon), el("span", { text: item.label })));
  }
  box.addEventListener("keydown", (event) => move(box, event, close));
  document.body.append(box);
  place(box, owner, point);
  if (owner.hasAttribute("aria-haspopup")) owner.setAttribute("aria-expanded", "true");
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", again);
  current = close;
  box.firstElementChild.focus({ preventScroll: true });
}

function move(box, event, close) {
  const items = [...box.children];
  const at = items.indexOf(document.activeElement);
  const goal = { ArrowDown: (at + 1) % items.length, ArrowUp: (at + items.length - 1) % items.length, Home: 0, End: items.length - 1 }[event.key];
  event.stopPropagation();
  if (goal !== undefined) {
    event.preventDefault();
    items[goal].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    close();
  }
}

/** Inside the window, whichever corner the owner is in. */
function place(box, owner, point) {
  const from = owner.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const x = point ? point.x : from.left;
  const room = innerHeight - (point ? point.y : from.bottom) - 8;
  const y = point ? point.y : from.bottom + 4;
  const top = room >= height ? y : Math.max(8, (point ? point.y : from.top) - height - 4);
  box.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  box.style.top = `${Math.min(top, Math.max(8, innerHeight - height - 8))}px`;
}

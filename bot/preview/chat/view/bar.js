/** The bar above the chats: the people, the preview's clock, light or dark. */

import { api } from "../part/api.js";
import { el, icon, iconButton } from "../part/dom.js";
import { clockTime, now, onClock, setClock, untilEvening, weekdayName } from "../part/time.js";
import { openMenu } from "./menu.js";
import { askFor } from "./toast.js";

const LANGUAGES = [["en", "English"], ["es", "Español"], ["de", "Deutsch"], ["fr", "Français"], ["pt", "Português"], ["ru", "Русский"],
  ["uk", "Українська"], ["ar", "العربية"], ["he", "עברית"], ["fa", "فارسی"], ["hi", "हिन्दी"], ["tr", "Türkçe"], ["zh", "中文"], ["ja", "日本語"]];

/** @param {(text: string) => void} note */
function clock(note) {
  const day = el("span", { class: "clock-day" });
  const time = el("span", { class: "clock-time" });
  const jump = async (seconds) => {
    try {
      setClock((await api.advance(seconds)).now);
    } catch (error) {
      note(error.message);
    }
  };
  const steps = () => {
    const evening = untilEvening();
    return [["+10 min", 600], ["+1 h", 3600], [evening.today ? "This evening" : "Tomorrow evening", evening.seconds], ["+1 day", 86400]];
  };
  const show = iconButton("clock", "The preview's clock: move it forward", () => openMenu(show, steps().map(([label, seconds]) => ({ label, act: () => void jump(seconds) })), undefined, "Move the clock"),
    { class: "clock-button", "aria-haspopup": "menu", "aria-expanded": "false" });
  show.append(day, time);
  const buttons = el("div", { class: "clock-steps", role: "group", "aria-label": "Move the clock forward" });
  const draw = () => {
    day.textContent = weekdayName(now());
    time.textContent = clockTime(now());
    const words = steps();
    if (!buttons.children.length) buttons.append(...words.map((_, index) => el("button", { type: "button", class: "chip", onclick: () => void jump(steps()[index][1]) })));
    words.forEach(([label], index) => { buttons.children[index].textContent = label; });
  };
  onClock(draw);
  setInterval(draw, 1000);
  draw();
  return el("div", { class: "clock" }, show, buttons);
}

const THEMES = ["auto", "light", "dark"];
const NAMES = { auto: "Colours: as the device", light: "Colours: light", dark: "Colours: dark" };

function theme() {
  const button = iconButton("auto", "", () => set(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % 3]), { class: "theme" });
  function set(name) {
    document.documentElement.dataset.theme = name;
    localStorage.setItem("theme", name);
    button.replaceChildren(icon({ auto: "auto", light: "sun", dark: "moon" }[name]));
    button.setAttribute("aria-label", NAMES[name]);
    button.title = NAMES[name];
  }
  const saved = localStorage.getItem("theme");
  set(THEMES.includes(saved) ? saved : "auto");
  return button;
}

export class Bar {
  /**
   * @param {HTMLElement} node
   * @param {{choose: (id: number) => void, add: (fields: any) => void, note: (text: string) => void}} hooks
   */
  constructor(node, hooks) {
    this.hooks = hooks;
    this.people = el("div", { class: "people", role: "group", "aria-label": "People" });
    const add = iconButton("add", "Add a person", () => this.#add(), { class: "add" });
    node.append(this.people, add, clock(hooks.note), theme());
    this.chips = new Map();
  }

  /** @param {any[]} accounts @param {Set<number>} shown whose chat is on the screen */
  draw(accounts, shown) {
    for (const [id, chip] of this.chips) {
      if (accounts.some((one) => one.id === id && one.first_name === chip.dataset.name)) continue;
      chip.remove();
      this.chips.delete(id);
    }
    for (const account of accounts) {
      let chip = this.chips.get(account.id);
      if (!chip) {
        chip = el("button", { type: "button", class: "chip person", data: { name: account.first_name }, onclick: () => this.hooks.choose(account.id) },
          el("span", { dir: "auto", text: account.first_name }), account.language_code && el("span", { class: "tongue", text: account.language_code }), el("span", { class: "count", hidden: true }));
        this.chips.set(account.id, chip);
        this.people.append(chip);
      }
      const pressed = String(shown.has(account.id));
      if (pressed === chip.getAttribute("aria-pressed")) continue;
      chip.setAttribute("aria-pressed", pressed);
      if (shown.has(account.id)) chip.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  unread(id, count) {
    const badge = this.chips.get(id)?.querySelector(".count");
    if (!badge) return;
    badge.textContent = String(count);
    badge.hidden = count === 0;
    badge.setAttribute("aria-label", `${count} unread`);
  }

  #add() {
    askFor("Add a person", [
      { name: "first_name", label: "First name", required: true },
      { name: "language_code", label: "Language of their Telegram", list: LANGUAGES },
    ], "Add", (values) => this.hooks.add({ first_name: values.first_name.trim(), language_code: values.language_code }));
  }
}

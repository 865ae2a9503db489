/**
 * The list of messages. It holds still: what a person reads never moves because something was
 * added, edited or deleted elsewhere, and at the bottom it follows what is new.
 */

import { el, iconButton } from "../part/dom.js";
import { dayKey, dayName, onClock } from "../part/time.js";
import { makeRow, refill, wordsOf } from "./bubble.js";

const NEAR = 48;
const GROUP = 300;
const HOLD = 500;

export class Log {
  /** @param {any} hooks those of bubble.js, `unread(count)` and `write()` to go to the composer */
  constructor(hooks) {
    this.hooks = hooks;
    this.rows = new Map();
    this.days = new Map();
    this.unread = 0;
    this.list = el("div", { class: "list", role: "list" });
    this.box = el("div", { class: "log", tabindex: 0, role: "region", "aria-label": "Messages" }, this.list);
    this.badge = el("span", { class: "count", hidden: true });
    this.jump = iconButton("down", "To the newest message", () => this.toBottom(true), { class: "jump", hidden: true });
    this.jump.append(this.badge);
    this.pill = el("div", { class: "date floating", hidden: true, "aria-hidden": "true" }, el("span"));
    this.node = el("div", { class: "log-frame" }, this.box, this.pill, this.jump);
    this.stuck = true;
    this.top = 0;
    this.box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.observer = new ResizeObserver(() => this.stuck && this.toBottom());
    this.observer.observe(this.box);
    this.observer.observe(this.list);
    this.endClock = onClock(() => this.#nameDays());
    this.#listen();
  }

  close() {
    this.observer.disconnect();
    clearTimeout(this.pillTimer);
    this.endClock();
  }

  reset(messages) {
    this.#hold(() => {
      this.rows.clear();
      this.days.clear();
      this.list.replaceChildren();
      let before = null;
      for (const message of messages) before = this.#append(message, before);
    });
  }

  add(message) {
    const before = this.last;
    this.#hold(() => this.#append(message, before));
    if (!message.out && !(this.stuck && this.#inSight())) this.#count(this.unread + 1);
  }

  edit(message) {
    const row = this.rows.get(message.message_id ?? message.local);
    if (!row) return;
    this.#hold(() => refill(row, message, this.hooks));
    row.message = message;
  }

  remove(id) {
    const row = this.rows.get(id);
    if (!row) return;
    this.#hold(() => {
      if (row.contains(document.activeElement)) this.box.focus({ preventScroll: true });
      const day = row.parentElement;
      this.rows.delete(id);
      row.remove();
      if (day.children.length === 1) {
        day.remove();
        this.days.delete(day.dataset.day);
      }
      this.#group();
    });
  }

  toBottom(smooth = false) {
    const gentle = smooth && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.box.scrollTo({ top: this.box.scrollHeight, behavior: gentle ? "smooth" : "instant" });
    this.seen();
  }

  #append(message, before) {
    const key = dayKey(message.date);
    let day = this.days.get(key);
    if (!day) {
      day = el("div", { class: "day", data: { day: key, unix: message.date }, role: "presentation" }, el("div", { class: "date" }, el("span", { text: dayName(message.date) })));
      this.days.set(key, day);
      this.list.append(day);
    }
    const row = makeRow(message, this.hooks);
    row.message = message;
    this.rows.set(message.message_id ?? message.local, row);
    day.append(row);
    this.last = row;
    this.#join(before, row);
    return row;
  }

  /** Messages of one side, soon after each other, stand closer; only the last has a tail. */
  #join(before, row) {
    if (!before) return;
    const [a, b] = [before.message, row.message];
    const side = (one) => (one.service || one.new_chat_members || one.left_chat_member ? "note" : Boolean(one.out));
    const joined = before.parentElement === row.parentElement && side(a) === side(b) && b.date - a.date < GROUP && !before.classList.contains("keyed");
    before.classList.toggle("joined", joined);
  }

  #group() {
    let before = null;
    for (const row of this.rows.values()) {
      row.classList.remove("joined");
      this.#join(before, row);
      before = row;
    }
    this.last = before;
  }

  #nameDays() {
    for (const day of this.days.values()) {
      day.querySelector(".date span").textContent = dayName(Number(day.dataset.unix));
    }
  }

  /** Changes the list, and keeps the first row in view where it is, or the end at the end. */
  #hold(change) {
    const stuck = this.stuck;
    const top = this.box.scrollTop;
    const anchor = stuck ? null : this.#firstInView();
    const id = anchor?.dataset.id;
    const place = anchor?.offsetTop ?? 0;
    change();
    if (stuck) this.toBottom();
    else if (id) {
      const still = anchor.isConnected ? anchor : this.rows.get(Number(id)) ?? anchor;
      if (still.isConnected) this.box.scrollTop = top + still.offsetTop - place;
    }
  }

  #firstInView() {
    const rows = [...this.rows.values()];
    let [low, high] = [0, rows.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].offsetTop + rows[middle].offsetHeight > this.box.scrollTop) high = middle;
      else low = middle + 1;
    }
    return rows[low];
  }

  /** Only a person scrolls up; content that grows under a still scroll position does not let go. */
  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    this.stuck = near || (this.stuck && scrollTop >= this.top);
    this.top = scrollTop;
    this.jump.hidden = this.stuck;
    this.seen();
    this.#tellDay();
  }

  /** While one scrolls, the day of what is on top; it goes again, so that it covers no words. */
  #tellDay() {
    clearTimeout(this.pillTimer);
    const day = this.stuck ? null : this.#firstInView()?.parentElement;
    this.pill.hidden = !day || day.offsetTop + 40 > this.box.scrollTop;
    if (this.pill.hidden) return;
    this.pill.firstChild.textContent = dayName(Number(day.dataset.unix));
    this.pillTimer = setTimeout(() => { this.pill.hidden = true; }, 1200);
  }

  #count(unread) {
    this.unread = unread;
    this.badge.textContent = unread > 99 ? "99+" : String(unread);
    this.badge.hidden = unread === 0;
    this.jump.setAttribute("aria-label", unread ? `To the newest message, ${unread} unread` : "To the newest message");
    this.hooks.unread(unread);
  }

  /** On the screen, not in a background tab or behind another person's chat. */
  #inSight() {
    return !document.hidden && this.box.clientHeight > 0;
  }

  /** Takes the badge off, if the newest message really is before the person's eyes. */
  seen() {
    if (this.unread && this.stuck && this.#inSight()) this.#count(0);
  }

  #listen() {
    let timer = 0;
    const rowOf = (event) => event.target.closest?.(".row");
    const open = (event) => {
      const row = rowOf(event);
      if (!row || !wordsOf(row.message)) return;
      event.preventDefault();
      this.hooks.menu(row.message, row, event);
    };
    this.box.addEventListener("contextmenu", open);
    this.box.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "touch" || event.target.closest("button, a")) return;
      timer = setTimeout(() => open(event), HOLD);
    });
    for (const name of ["pointerup", "pointercancel", "pointermove"]) {
      this.box.addEventListener(name, () => clearTimeout(timer), { passive: true });
    }
    this.box.addEventListener("keydown", (event) => this.#key(event, open));
  }

  #key(event, open) {
    const row = event.target.closest(".row");
    if (event.target !== row && event.target !== this.box) {
      if (event.key === "Escape") this.hooks.write();
      return;
    }
    const rows = [...this.rows.values()];
    const at = rows.indexOf(row);
    const goal = { ArrowUp: at < 0 ? rows.length - 1 : at - 1, ArrowDown: at < 0 ? rows.length : at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      rows[goal]?.focus();
      rows[goal]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && row) open(event);
    else if (event.key === "Escape") this.hooks.write();
  }
}

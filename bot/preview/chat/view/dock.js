/** The foot of a chat: the composer and the reply keyboard, or one big button. */

import { el } from "../part/dom.js";
import { replyBoard } from "./board.js";
import { Composer } from "./composer.js";

export class Dock {
  /** @param {number} id @param {any} hooks those of composer.js and board.js, `start()`, `unblock()` */
  constructor(id, hooks) {
    this.hooks = hooks;
    this.folded = false;
    this.composer = new Composer(`draft-${id}`, { ...hooks, board: () => this.#fold() });
    this.place = el("div", { class: "board-place" });
    this.big = el("button", { type: "button", class: "big", hidden: true });
    this.node = el("footer", { class: "dock" }, this.composer.node, this.place, this.big);
    this.big.addEventListener("click", () => this.act());
  }

  /** Shows what fits the chat as it is now. */
  show(chat) {
    const empty = chat.messages.size === 0 && chat.pending.length === 0;
    const one = chat.blocked ? "Unblock the bot" : empty || chat.payload ? "Start" : null;
    this.act = chat.blocked ? this.hooks.unblock : this.hooks.start;
    // Only for those who use a keyboard: a tap on Start must not bring up a phone's own.
    const hadFocus = this.node.contains(document.activeElement) && document.activeElement.matches(":focus-visible");
    this.big.hidden = one === null;
    this.big.textContent = one ?? "";
    this.composer.node.hidden = one !== null;
    this.place.hidden = one !== null;
    if (one === null) this.#below(chat.below());
    if (hadFocus && !this.node.contains(document.activeElement)) (one ? this.big : this.composer).focus();
    this.composer.slash.hidden = chat.commands.length === 0;
    this.composer.commands.set(chat.commands);
  }

  #below(found) {
    const { composer } = this;
    const markup = found?.markup;
    const asked = markup?.force_reply && !found.answered ? found.message : null;
    composer.reply(asked, markup?.input_field_placeholder);
    if (!composer.replying) composer.placeholder(found?.answered && markup?.one_time_keyboard ? "" : markup?.input_field_placeholder);
    const id = markup?.keyboard ? found.message.message_id : null;
    const answered = Boolean(found?.answered && markup?.one_time_keyboard);
    if (id === this.shown && answered === this.answered) return;
    this.shown = id;
    this.answered = answered;
    this.folded = answered;
    this.place.replaceChildren(...(id === null ? [] : [replyBoard(markup, this.hooks)]));
    composer.toggle.hidden = id === null;
    this.#draw();
  }

  #fold() {
    this.folded = !this.folded;
    this.#draw();
  }

  #draw() {
    this.place.classList.toggle("folded", this.folded);
    this.composer.toggle.setAttribute("aria-expanded", String(!this.folded));
  }
}

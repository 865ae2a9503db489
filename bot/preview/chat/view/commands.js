/** The bot's commands, from the button or by typing a slash. */

import { el, freshId } from "../part/dom.js";

export class Commands {
  /**
   * @param {HTMLTextAreaElement} input keeps the focus; the list is told by aria-activedescendant
   * @param {(command: string) => void} send
   */
  constructor(input, send) {
    this.input = input;
    this.send = send;
    this.all = [];
    this.at = 0;
    this.node = el("div", { class: "commands", role: "listbox", id: freshId("commands"), "aria-label": "Commands", hidden: true });
    input.setAttribute("aria-controls", this.node.id);
    input.setAttribute("aria-autocomplete", "list");
  }

  set(commands) {
    this.all = commands ?? [];
    if (!this.node.hidden) this.show(this.typed ?? "");
  }

  /** Opens with those that begin with what was typed; closes if none does. */
  show(typed) {
    const found = this.all.filter((one) => one.command.startsWith(typed.toLowerCase()));
    this.typed = typed;
    this.at = 0;
    this.node.hidden = found.length === 0;
    this.node.replaceChildren(...found.map((one) => this.#option(one)));
    this.#mark();
  }

  toggle() {
    if (this.node.hidden) this.show("");
    else this.hide();
  }

  hide() {
    this.node.hidden = true;
    this.#mark();
  }

  /** The composer's text changed. */
  typing(text) {
    const slash = /^\/([a-z0-9_]*)$/i.exec(text);
    if (slash) this.show(slash[1]);
    else this.hide();
  }

  /** @returns {boolean} whether the key was for the list */
  key(event) {
    if (this.node.hidden || event.isComposing) return false;
    const count = this.node.children.length;
    if (event.key === "ArrowDown") this.at = (this.at + 1) % count;
    else if (event.key === "ArrowUp") this.at = (this.at + count - 1) % count;
    else if (event.key === "Enter" && !event.shiftKey) this.#choose(this.node.children[this.at].dataset.command);
    else if (event.key === "Tab" && this.input.value) this.#complete();
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    this.#mark();
    return true;
  }

  #complete() {
    this.input.value = `/${this.node.children[this.at].dataset.command}`;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #choose(command) {
    this.hide();
    this.send(`/${command}`);
  }

  #option(one) {
    return el("div", { class: "command", role: "option", id: freshId("command"), data: { command: one.command }, onclick: () => this.#choose(one.command), onmousedown: (event) => event.preventDefault() },
      el("span", { class: "command-name", text: `/${one.command}` }), el("span", { class: "command-words", dir: "auto", text: one.description }));
  }

  #mark() {
    const options = [...this.node.children];
    options.forEach((one, index) => one.setAttribute("aria-selected", String(index === this.at)));
    const chosen = this.node.hidden ? null : options[this.at];
    if (chosen) {
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }
}

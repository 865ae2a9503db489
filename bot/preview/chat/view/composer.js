/**
 * Where a person writes. What is typed is kept in the browser's session until the server has
 * taken it, so that neither a cut connection nor a reload loses a word.
 */

import { el, icon, iconButton } from "../part/dom.js";
import { Commands } from "./commands.js";
import { openMenu } from "./menu.js";

export const LIMIT = 4096;
const NEAR = 300;

const KINDS = [
  ["photo", "Photo", "photo"], ["document", "Document", "file"], ["voice", "Voice message", "voice"],
  ["video_note", "Video message", "play"], ["sticker", "Sticker", "sticker"],
  ["location", "Location", "pin"], ["contact", "Contact", "person"],
];

export class Composer {
  /**
   * @param {string} key under which the draft is kept
   * @param {{text: (text: string) => void, kind: (kind: string) => void, command: (text: string) => void,
   *          edit: (message: any, text: string) => void, editLast: () => void, board: () => void}} hooks
   */
  constructor(key, hooks) {
    this.key = key;
    this.hooks = hooks;
    this.editing = null;
    this.replying = null;
    this.input = el("textarea", { class: "input", rows: 1, dir: "auto", placeholder: "Message", "aria-label": "Message", enterkeyhint: "send", autocomplete: "off" });
    this.commands = new Commands(this.input, (text) => this.#command(text));
    this.counter = el("span", { class: "counter", role: "status", hidden: true });
    this.slash = iconButton("commands", "Commands", () => { this.commands.toggle(); this.input.focus(); }, { class: "slash" });
    this.slash.addEventListener("mousedown", (event) => event.preventDefault());
    this.attach = iconButton("attach", "Send something else", () => this.#attach(), { "aria-haspopup": "menu", "aria-expanded": "false" });
    this.toggle = iconButton("board", "Suggested answers", () => hooks.board(), { hidden: true, "aria-expanded": "true" });
    this.button = iconButton("send", "Send", null, { class: "send", type: "submit" });
    this.strip = el("div", { class: "strip", hidden: true });
    const form = el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.slash, this.attach, el("div", { class: "field-box" }, this.input, this.counter), this.toggle, this.button);
    this.node = el("div", { class: "writing" }, this.commands.node, this.strip, form);
    this.input.value = sessionStorage.getItem(key) ?? "";
    this.input.addEventListener("input", () => this.#changed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.commands.hide());
    this.#changed();
    this.commands.hide();
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const message = this.editing;
    this.#set("");
    this.cancel();
    if (message) this.hooks.edit(message, text);
    else this.hooks.text(text);
    this.focus();
  }

  /** Begins to edit a message of one's own; what was being written comes back afterwards. */
  edit(message) {
    if (!this.editing) this.saved = this.input.value;
    this.editing = message;
    this.#set(message.text);
    this.#show("edit", "Edit message", message.text);
    this.focus();
    this.input.setSelectionRange(message.text.length, message.text.length);
  }

  /** The bot asked for a reply to a message of its own. */
  reply(message, placeholder) {
    if (message && message.message_id === this.declined) return;
    if (this.replying?.message_id === message?.message_id) return;
    this.replying = message;
    this.placeholder(placeholder);
    if (this.editing) return;
    if (!message) this.strip.hidden = true;
    else this.#show("reply", `Reply to ${message.from?.first_name ?? "the bot"}`, message.text ?? message.caption ?? "");
  }

  placeholder(words) {
    this.input.placeholder = words || "Message";
  }

  cancel() {
    if (this.editing) this.#set(this.saved ?? "");
    else this.declined = this.replying?.message_id;
    this.editing = null;
    this.saved = "";
    this.replying = null;
    this.strip.hidden = true;
  }

  /** Puts words back that could not be sent. */
  restore(text) {
    if (!this.input.value) this.#set(text);
  }

  #show(name, title, words) {
    this.strip.replaceChildren(icon(name), el("span", { class: "strip-words" }, el("b", { text: title, dir: "auto" }), el("span", { text: words, dir: "auto" })),
      iconButton("close", "Cancel", () => { this.cancel(); this.focus(); }));
    this.strip.hidden = false;
  }

  #set(text) {
    this.input.value = text;
    this.#changed();
  }

  #command(text) {
    this.#set("");
    this.hooks.command(text);
  }

  #changed() {
    const { value } = this.input;
    if (!this.editing) {
      if (value) sessionStorage.setItem(this.key, value);
      else sessionStorage.removeItem(this.key);
    }
    const left = LIMIT - value.trim().length;
    this.counter.hidden = left > NEAR;
    this.#count(left, value.trim().length);
    this.button.disabled = !value.trim();
    this.node.classList.toggle("filled", Boolean(value));
    this.#grow();
    if (!this.editing) this.commands.typing(value);
  }

  /** A longer text goes as several messages, as in Telegram; only an edit has to fit into one. */
  #count(left, length) {
    const over = left < 0;
    const words = this.editing ? `${-left} too long` : `${Math.ceil(length / LIMIT)} messages`;
    this.counter.textContent = over ? words : String(left);
    this.counter.setAttribute("aria-label", over ? words : `${left} characters left`);
    this.counter.classList.toggle("over", over);
  }

  #grow() {
    this.input.style.height = "auto";
    if (this.input.value) this.input.style.height = `${this.input.scrollHeight}px`;
  }

  #key(event) {
    if (this.commands.key(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && (this.editing || this.replying)) {
      event.preventDefault();
      this.cancel();
    } else if (event.key === "ArrowUp" && !this.input.value && !this.editing) {
      event.preventDefault();
      this.hooks.editLast();
    }
  }

  #attach() {
    openMenu(this.attach, KINDS.map(([kind, label, name]) => ({ label, icon: name, act: () => this.hooks.kind(kind) })), undefined, "Send");
  }
}

/** One person's chat with the bot: what the stream tells, shown; what the person does, sent. */

import { api } from "../part/api.js";
import { el, icon, iconButton } from "../part/dom.js";
import { Chat } from "../part/store.js";
import { openStream } from "../part/stream.js";
import { now, setClock } from "../part/time.js";
import { wordsOf } from "./bubble.js";
import { Dock } from "./dock.js";
import { copy } from "./keys.js";
import { Log } from "./log.js";
import { openMenu } from "./menu.js";
import { alertBox, askFor, Toasts } from "./toast.js";

const TYPING = 5000;
let lastLocal = 0;

/** A message that the server has not confirmed; its ids are negative, theirs are not. */
function pendingOf(body, state) {
  lastLocal -= 1;
  return { local: lastLocal, out: true, text: body.text, media: body.kind ? { kind: body.kind } : undefined, body, ...state };
}

export class Column {
  /**
   * @param {any} account
   * @param {{unread: (id: number, count: number) => void, close: (id: number) => void, lost: () => void,
   *          findings: (findings: any[]) => void, payload: string|null}} hooks
   */
  constructor(account, hooks) {
    this.account = account;
    this.hooks = hooks;
    this.chat = new Chat();
    this.chat.payload = hooks.payload;
    this.chat.pending = this.#unsent();
    this.waiting = new Map();
    this.early = new Set();
    this.toasts = new Toasts();
    this.voice = el("div", { class: "unseen", "aria-live": "polite" });
    const send = {
      text: (text) => this.send({ text }), command: (text) => this.send({ text }), kind: (kind) => this.send({ kind }),
      note: (text) => this.toasts.show(text),
    };
    this.log = new Log({
      ...send, press: async (message, data) => (await api.press(account.id, message.message_id, data)).callback_query_id,
      answered: (id, done) => this.#await(id, done), menu: (message, row, event) => this.#menu(message, row, event),
      retry: (message) => this.#again(message), unread: (count) => hooks.unread(account.id, count), write: () => this.dock.composer.focus(),
    });
    this.dock = new Dock(account.id, {
      ...send, edit: (message, text) => this.#edit(message, text), editLast: () => this.#editLast(),
      start: () => this.#start(), unblock: () => this.#block(false),
    });
    this.welcome = el("div", { class: "welcome", hidden: true });
    this.log.box.prepend(this.welcome);
    this.node = el("section", { class: "column", "aria-label": `Chat of ${account.first_name}`, data: { id: account.id } },
      this.#head(), this.toasts.node, this.log.node, this.dock.node, this.voice);
    this.stream = openStream(account.id, { event: (event) => this.take(event), state: (on) => this.#connected(on), lost: hooks.lost });
    this.#connected(false);
  }

  close() {
    this.stream.close();
    this.log.close();
    this.node.remove();
  }

  /** @param {any} event from the stream */
  take(event) {
    if (event.type === "clock") return setClock(event.now);
    if (event.type === "findings") return this.hooks.findings(event.findings);
    if (event.type === "typing") return this.#typing(true);
    if (event.type === "toast" || event.type === "answered") return this.#answered(event);
    if (event.type === "snapshot") {
      if (event.clock) setClock(event.clock);
      // Within the stream, so that what was fetched before can't cover what was told after.
      this.hooks.findings(event.findings);
    }
    this.#changed(this.chat.apply(event));
  }

  async send(body) {
    const message = pendingOf(body, { date: now(), waiting: true });
    this.chat.pending.push(message);
    this.#keep();
    this.log.add(message);
    this.log.toBottom();
    this.dock.show(this.chat);
    await this.#deliver(message);
  }

  async #deliver(message) {
    try {
      const sent = await api.send(this.account.id, message.body);
      if (!this.chat.messages.has(sent.message_id)) this.take({ type: "message", message: { ...sent, out: true } });
      this.#drop(message);
    } catch (error) {
      Object.assign(message, { waiting: false, failed: true, cut: error.status === 0 });
      this.log.edit(message);
      this.toasts.show(error.message);
    }
  }

  #again(message) {
    Object.assign(message, { waiting: true, failed: false });
    this.log.edit(message);
    return this.#deliver(message);
  }

  #drop(message) {
    this.chat.pending = this.chat.pending.filter((one) => one !== message);
    this.#keep();
    this.log.remove(message.local);
    this.dock.show(this.chat);
  }

  /** What is not sent yet outlives a reload of the page. */
  #keep() {
    sessionStorage.setItem(`unsent-${this.account.id}`, JSON.stringify(this.chat.pending.map(({ body, date }) => ({ body, date }))));
  }

  #unsent() {
    const kept = JSON.parse(sessionStorage.getItem(`unsent-${this.account.id}`) ?? "[]");
    return kept.map(({ body, date }) => pendingOf(body, { date, failed: true, cut: true }));
  }

  #changed(change) {
    if (change.kind === "reset") {
      this.#dropSent([...this.chat.messages.values()].slice(-20));
      this.chat.markSeen();
      this.log.reset([...this.chat.messages.values(), ...this.chat.pending]);
      for (const message of this.chat.pending) if (message.failed && message.cut) void this.#again(message);
    } else if (change.kind === "add") this.#added(change.message);
    else if (change.kind === "edit") this.log.edit(change.message);
    else if (change.kind === "delete") this.log.remove(change.id);
    this.#headline();
    this.dock.show(this.chat);
  }

  #added(message) {
    if (message.out) this.#dropSent([message]);
    else this.#typing(false);
    this.log.add(message);
    if (message.out) return;
    this.voice.textContent = `${this.chat.bot.first_name ?? "Bot"}: ${wordsOf(message)}`;
    for (const own of this.chat.markSeen()) this.log.edit(own);
  }

  /** The stream is often quicker than the answer to the request that sent the message. */
  #dropSent(messages) {
    for (const message of messages) {
      const same = this.chat.pending.find((one) => message.out && message.date >= one.date - 5 && (one.text ? one.text === message.text : one.media?.kind === message.media?.kind));
      if (same) this.#drop(same);
    }
  }

  #await(id, done) {
    if (this.early.delete(id)) done();
    else this.waiting.set(id, done);
  }

  #answered(event) {
    const id = event.callback_query_id;
    const done = this.waiting.get(id);
    if (done) done();
    else this.early.add(id);
    this.waiting.delete(id);
    if (event.type !== "toast" || !event.text) return;
    if (event.alert) alertBox(event.text, this.chat.bot.first_name ?? "Bot");
    else this.toasts.show(event.text);
  }

  #typing(on) {
    clearTimeout(this.typingTimer);
    this.typing = on;
    if (on) this.typingTimer = setTimeout(() => this.#typing(false), TYPING);
    this.#headline();
  }

  #connected(on) {
    this.on = on;
    this.node.classList.toggle("offline", !on);
    this.#headline();
  }

  #head() {
    this.title = el("h2", { class: "title", dir: "auto" });
    this.status = el("span", { class: "status", role: "status" });
    this.face = el("span", { class: "face", "aria-hidden": "true" });
    this.more = iconButton("more", "Menu of this chat", () => this.#chatMenu(), { "aria-haspopup": "menu", "aria-expanded": "false" });
    const who = el("span", { class: "who", title: "You are" }, icon("person"), el("span", { dir: "auto", text: this.account.first_name }));
    return el("header", { class: "head" }, this.face, el("div", { class: "names" }, this.title, this.status), who, this.more);
  }

  #headline() {
    const { bot } = this.chat;
    const name = bot.first_name ?? "Bot";
    this.title.textContent = name;
    this.face.textContent = [...name][0];
    const words = this.on ? (this.typing ? "typing" : this.chat.blocked ? "blocked" : "bot") : "connecting";
    if (this.status.dataset.state !== words) {
      this.status.dataset.state = words;
      this.status.replaceChildren(this.on && !this.typing ? words : `${words}…`);
    }
    const empty = this.on && this.chat.messages.size === 0 && this.chat.pending.length === 0;
    this.welcome.hidden = !empty;
    if (empty) this.welcome.replaceChildren(el("span", { class: "face large", text: [...name][0], "aria-hidden": "true" }), el("h3", { text: name, dir: "auto" }), el("p", { dir: "auto", text: bot.description || bot.short_description || "Press Start to begin." }));
  }

  #menu(message, row, event) {
    const items = [];
    if (message.out && message.text && message.message_id) items.push({ label: "Edit", icon: "edit", act: () => this.dock.composer.edit(message) });
    if (!message.has_protected_content) items.push({ label: "Copy text", icon: "copy", act: () => void copy(wordsOf(message), { note: (text) => this.toasts.show(text) }) });
    if (!items.length) return;
    const point = event.clientX ? { x: event.clientX, y: event.clientY } : undefined;
    openMenu(row, items, point, "Message");
  }

  #chatMenu() {
    openMenu(this.more, [
      { label: this.chat.blocked ? "Unblock the bot" : "Block the bot", act: () => this.#block(!this.chat.blocked) },
      { label: "Open by a link…", act: () => this.#link() },
      { label: "Bring the bot into a group", act: () => this.#do(api.group(this.account.id, "A group")) },
      { label: "Close this chat", act: () => this.hooks.close(this.account.id) },
    ], undefined, "Chat");
  }

  #link() {
    const hint = "What follows ?start= in the link; letters, digits, _ and -.";
    askFor("Open by a link", [{ name: "payload", label: "Payload", hint, pattern: "[A-Za-z0-9_\\-]{0,64}" }], "Open",
      ({ payload }) => this.#do(api.start(this.account.id, payload)));
  }

  async #block(on) {
    const done = await this.#do(on ? api.block(this.account.id) : api.unblock(this.account.id));
    if (done) this.#changed(this.chat.apply({ type: "blocked", blocked: on }));
  }

  /** A link counts once: opened again by a reload, it must not start anything anew. */
  async #start() {
    const done = await this.#do(api.start(this.account.id, this.chat.payload));
    if (!done && !this.on) return;
    this.chat.payload = null;
    history.replaceState(null, "", location.pathname);
    this.dock.show(this.chat);
  }

  async #edit(message, text) {
    const done = await this.#do(api.edit(this.account.id, message.message_id, text));
    if (!done) this.dock.composer.restore(text);
  }

  #editLast() {
    const message = this.chat.lastOwn();
    if (message) this.dock.composer.edit(message);
  }

  async #do(request) {
    try {
      await request;
      return true;
    } catch (error) {
      this.toasts.show(error.message);
      return false;
    }
  }
}

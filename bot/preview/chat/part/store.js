/** What one chat holds, and what an event changes in it. No page here: it is easy to reason about. */

/** A keyboard in place of the phone's own, or a request to reply: these live below the chat. */
function belowChat(markup) {
  return markup && (markup.keyboard || markup.remove_keyboard || markup.force_reply);
}

/** The title of the group a message is in; null in the chat with the bot. */
export function groupOf(message) {
  return /group/.test(message.chat?.type ?? "") ? (message.chat.title ?? "Group") : null;
}

export class Chat {
  constructor() {
    /** @type {Map<number, any>} by id, which is also their order */
    this.messages = new Map();
    this.bot = {};
    this.commands = [];
    this.blocked = false;
    /** What a deep link brings along, until Start is pressed. */
    this.payload = null;
    /** Sent but not yet confirmed: kept here so that no cut connection loses a word. */
    this.pending = [];
  }

  /**
   * Takes an event in and tells what the page has to change.
   * @returns {{kind: string, message?: any, id?: number}}
   */
  apply(event) {
    switch (event.type) {
      case "snapshot":
        this.messages = new Map(event.messages.map((one) => [one.message_id, one]));
        this.bot = event.bot ?? {};
        this.commands = event.commands ?? [];
        this.blocked = Boolean(event.blocked);
        return { kind: "reset" };
      case "message":
      case "edit":
        return this.#put(event.message);
      case "delete":
        this.messages.delete(event.message_id);
        return { kind: "delete", id: event.message_id };
      case "reaction":
        return this.#react(event);
      case "commands":
        this.commands = event.commands ?? [];
        return { kind: "commands" };
      case "bot":
        this.bot = event.bot ?? {};
        return { kind: "bot" };
      case "blocked":
        this.blocked = Boolean(event.blocked);
        return { kind: "blocked" };
      default:
        return { kind: event.type };
    }
  }

  #react(event) {
    const message = this.messages.get(event.message_id);
    if (!message) return { kind: "none" };
    message.reactions = { ...message.reactions, [event.by]: event.reaction ?? [] };
    return { kind: "edit", message };
  }

  #put(message) {
    const known = this.messages.has(message.message_id);
    if (this.messages.get(message.message_id)?.seen) message.seen = true;
    const newest = this.newest();
    this.messages.set(message.message_id, message);
    if (known) return { kind: "edit", message };
    if (!newest || message.message_id > newest.message_id) return { kind: "add", message };
    this.messages = new Map([...this.messages].sort(([a], [b]) => a - b));
    return { kind: "reset" };
  }

  newest() {
    let found;
    for (found of this.messages.values());
    return found;
  }

  /** The last text of the person's own, for ArrowUp in an empty composer. */
  lastOwn() {
    return [...this.messages.values()].reverse().find((one) => one.out && one.text);
  }

  /**
   * Two ticks for what the bot has answered: the person sees that it arrived.
   * @returns {any[]} those that changed
   */
  markSeen() {
    const changed = [];
    let answered = false;
    for (const message of [...this.messages.values()].reverse()) {
      if (!message.out) answered = true;
      else if (message.seen) break;
      else if (answered) {
        message.seen = true;
        changed.push(message);
      }
    }
    return changed;
  }

  /**
   * The keyboard or the request to reply that counts now: the newest one, as in a messenger.
   * @returns {{message: any, markup: any, answered: boolean}|null} answered: the person has
   *     written since, so a one-time keyboard folds up
   */
  below() {
    let answered = false;
    for (const message of [...this.messages.values()].reverse()) {
      if (groupOf(message)) continue;
      if (message.out) answered = true;
      else if (belowChat(message.reply_markup)) {
        if (message.reply_markup.remove_keyboard) return null;
        return { message, markup: message.reply_markup, answered };
      }
    }
    return null;
  }
}

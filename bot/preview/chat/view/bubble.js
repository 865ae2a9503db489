/** One message as a row of the chat: the bubble, its time, its keyboard. */

import { el, icon } from "../part/dom.js";
import { render } from "../part/entities.js";
import { groupOf } from "../part/store.js";
import { clockTime, fullTime } from "../part/time.js";
import { inlineKeys } from "./keys.js";
import { mediaOf } from "./media.js";

/** What happened in a chat, said in its middle. */
function serviceText(message) {
  const names = (people) => people.map((one) => one.first_name).join(", ");
  if (message.service) return String(message.service);
  if (message.new_chat_members) return `${names(message.new_chat_members)} joined the group`;
  if (message.left_chat_member) return `${names([message.left_chat_member])} left the group`;
  if (message.group_chat_created) return "The group was made";
  if (message.pinned_message) return "A message was pinned";
  return null;
}

function meta(message) {
  const box = el("span", { class: "meta", title: fullTime(message.date) });
  if (message.silent && !message.out) box.append(el("span", { class: "ticks", role: "img", "aria-label": "Came without a sound", title: "Came without a sound" }, icon("quiet")));
  if (message.edit_date) box.append(el("span", { class: "edited", text: "edited" }));
  box.append(el("time", { datetime: new Date(message.date * 1000).toISOString(), text: clockTime(message.date) }));
  if (message.out) {
    const state = message.waiting ? "wait" : message.failed ? "warn" : message.seen ? "seen" : "sent";
    const words = { wait: "Being sent", warn: "Not sent", seen: "Answered", sent: "Sent" }[state];
    box.append(el("span", { class: `ticks ${state}`, role: "img", "aria-label": words }, icon(state)));
  }
  return box;
}

function reactions(message) {
  const found = Object.values(message.reactions ?? {}).flat().map((one) => one.emoji).filter(Boolean);
  return found.length ? el("div", { class: "reactions", "aria-label": `Reactions: ${found.join(" ")}`, role: "img", text: found.join(" ") }) : null;
}

function quote(message) {
  const to = message.reply_to_message;
  if (!to) return null;
  const words = to.text ?? to.caption ?? to.media?.kind ?? "A message";
  const name = to.from?.first_name ?? "";
  return el("div", { class: "quote" }, name && el("span", { class: "quote-name", dir: "auto", text: name }), el("span", { class: "quote-text", dir: "auto", text: words }));
}

/** The words of a message for a screen reader and for the menu. */
export function wordsOf(message) {
  return message.text ?? message.caption ?? serviceText(message) ?? message.media?.kind ?? "";
}

/**
 * @param {any} message
 * @param {any} hooks those of keys.js and entities.js, `menu(message, row)` and `retry(message)`
 * @returns {HTMLElement}
 */
export function makeRow(message, hooks) {
  const service = serviceText(message);
  const side = service !== null ? "service" : message.out ? "out" : "in";
  const row = el("div", { class: `row ${side}`, role: "listitem", tabindex: -1, data: { id: message.message_id ?? message.local } });
  if (service !== null) {
    row.append(el("span", { class: "service-note", dir: "auto", text: service }));
    return row;
  }
  fill(row, message, hooks);
  return row;
}

function fill(row, message, hooks, oldMedia = null) {
  const text = message.text ?? message.caption;
  let media = mediaOf(message);
  if (media && oldMedia && media.dataset.url && media.dataset.url === oldMedia.dataset.url) media = oldMedia;
  const bare = media && !text;
  const bubble = el("div", { class: "bubble" });
  const sender = el("span", { class: "unseen", text: message.out ? "You: " : "" });
  if (bare && media.classList.contains("sticker")) bubble.classList.add("loose");
  if (media?.classList.contains("media")) bubble.classList.add("pictured");
  const group = groupOf(message);
  const place = group && el("div", { class: "place", dir: "auto", text: `In “${group}”` });
  bubble.append(sender, ...[place, quote(message), media].filter(Boolean));
  const words = el("div", { class: bare ? "text empty" : "text", dir: "auto" });
  if (text) words.append(render(text, message.text ? message.entities : message.caption_entities, hooks));
  words.append(meta(message));
  bubble.append(words, ...[reactions(message)].filter(Boolean));
  const keys = message.out ? null : inlineKeys(message, hooks);
  row.classList.toggle("keyed", Boolean(keys));
  row.classList.toggle("shielded", Boolean(message.has_protected_content));
  row.classList.toggle("failed", Boolean(message.failed));
  row.replaceChildren(...[bubble, keys].filter(Boolean));
  if (message.failed) {
    row.append(el("button", { type: "button", class: "retry", text: "Not sent. Try again", onclick: () => hooks.retry(message) }));
  }
}

/**
 * An edit in place: the row stays, a picture that did not change is not loaded again, and the
 * focus stays on the button that has the same place and words, or on the row.
 */
export function refill(row, message, hooks) {
  const held = row.contains(document.activeElement) && document.activeElement !== row;
  const words = held ? document.activeElement.textContent : null;
  fill(row, message, hooks, row.querySelector(".media, .file"));
  if (!held) return;
  const same = [...row.querySelectorAll("button, a")].find((one) => one.textContent === words);
  (same ?? row).focus({ preventScroll: true });
}

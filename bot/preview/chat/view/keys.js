/** Inline keyboards: the buttons under a message of the bot. */

import { el, icon } from "../part/dom.js";
import { safeAddress } from "../part/entities.js";
import { rove } from "../part/rove.js";

/** If the bot never answers, a button must not turn for ever. */
const PATIENCE = 15000;

/**
 * @param {any} message
 * @param {{press: (message: any, data: string) => Promise<string>, note: (text: string) => void,
 *          answered: (id: string, done: () => void) => void}} hooks
 * @returns {HTMLElement|null}
 */
export function inlineKeys(message, hooks) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.some((row) => row.length)) return null;
  const box = el("div", { class: "keys", role: "group", "aria-label": "Answers" });
  for (const row of rows) {
    box.append(el("div", { class: "keys-row", data: { count: row.length } }, ...row.map((button) => key(message, button, hooks))));
  }
  return rove(box);
}

function key(message, button, hooks) {
  const words = el("span", { class: "key-words", dir: "auto", text: button.text });
  if (button.url) {
    const href = safeAddress(button.url);
    return el("a", { class: "key", href, target: "_blank", rel: "noopener noreferrer", title: button.url }, words, icon("link"));
  }
  const node = el("button", { type: "button", class: "key" }, words);
  if (button.callback_data !== undefined) node.addEventListener("click", () => press(node, message, button, hooks));
  else if (button.copy_text) node.addEventListener("click", () => copy(button.copy_text.text, hooks));
  else node.addEventListener("click", () => hooks.note("This button works only in Telegram."));
  return node;
}

/** A second tap while the first one is being answered does nothing, as in Telegram. */
async function press(node, message, button, hooks) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  const done = () => node.removeAttribute("aria-busy");
  setTimeout(done, PATIENCE);
  try {
    hooks.answered(await hooks.press(message, button.callback_data), done);
  } catch (error) {
    done();
    hooks.note(error.message);
  }
}

/** @param {string} text @param {{note: (text: string) => void}} hooks */
export async function copy(text, hooks) {
  try {
    await navigator.clipboard.writeText(text);
    hooks.note("Copied.");
  } catch {
    hooks.note("The browser does not allow copying.");
  }
}

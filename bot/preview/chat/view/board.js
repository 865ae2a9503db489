/** Reply keyboards: buttons in place of the phone's own keyboard. */

import { el } from "../part/dom.js";
import { rove } from "../part/rove.js";

/**
 * @param {any} markup a ReplyKeyboardMarkup
 * @param {{text: (words: string) => void, kind: (kind: string) => void, note: (text: string) => void}} hooks
 * @returns {HTMLElement}
 */
export function replyBoard(markup, hooks) {
  const box = el("div", { class: markup.resize_keyboard ? "board" : "board tall", role: "group", "aria-label": "Suggested answers" });
  for (const row of markup.keyboard) {
    box.append(el("div", { class: "board-row" }, ...row.map((button) => key(button, hooks))));
  }
  return rove(box);
}

function key(button, hooks) {
  const words = typeof button === "string" ? button : button.text;
  const act = () => {
    if (button.request_contact) hooks.kind("contact");
    else if (button.request_location) hooks.kind("location");
    else if (button.request_poll || button.web_app || button.request_users || button.request_chat) hooks.note("This button works only in Telegram.");
    else hooks.text(words);
  };
  return el("button", { type: "button", class: "key", onclick: act }, el("span", { class: "key-words", dir: "auto", text: words }));
}

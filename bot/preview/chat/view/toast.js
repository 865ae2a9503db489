/** What the bot answers to a tap: a short note that goes by itself, or an alert to be closed. */

import { el, freshId } from "../part/dom.js";

/** Long enough to be read slowly: three seconds and a little for each word. */
const duration = (text) => 3000 + 250 * text.split(/\s+/).length;

export class Toasts {
  constructor() {
    this.node = el("div", { class: "toasts", role: "status" });
  }

  show(text) {
    if (!text) return;
    const note = el("div", { class: "toast", dir: "auto", text });
    this.node.replaceChildren(note);
    setTimeout(() => note.remove(), duration(text));
  }
}

/** @param {string} text @param {string} from who says it */
export function alertBox(text, from) {
  const id = freshId("alert");
  const button = el("button", { class: "plain strong", value: "ok", text: "OK" });
  const box = el("dialog", { class: "dialog", "aria-labelledby": id },
    el("form", { method: "dialog" }, el("h2", { dir: "auto", text: from }), el("p", { id, dir: "auto", text }), el("div", { class: "dialog-row" }, button)));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

/**
 * Asks for a few words.
 * @param {string} title
 * @param {{name: string, label: string, value?: string, hint?: string, list?: string[], required?: boolean, pattern?: string}[]} fields
 * @param {string} confirm the words on the button
 * @param {(values: Record<string, string>) => void} act
 */
export function askFor(title, fields, confirm, act) {
  const heading = freshId("title");
  const form = el("form", { method: "dialog" }, el("h2", { id: heading, text: title }));
  for (const field of fields) {
    const input = field.list
      ? el("select", { name: field.name }, ...field.list.map(([value, label]) => el("option", { value, text: label })))
      : el("input", { name: field.name, value: field.value, maxlength: 64, required: field.required, pattern: field.pattern, autocomplete: "off", dir: "auto" });
    form.append(el("label", { class: "field" }, el("span", { text: field.label }), input, field.hint && el("small", { text: field.hint })));
  }
  form.append(el("div", { class: "dialog-row" },
    el("button", { type: "button", class: "plain", text: "Cancel", onclick: () => box.close() }),
    el("button", { class: "plain strong", text: confirm })));
  const box = el("dialog", { class: "dialog", "aria-labelledby": heading }, form);
  form.addEventListener("submit", () => act(Object.fromEntries(new FormData(form))));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

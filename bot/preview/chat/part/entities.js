/**
 * Text with its entities, as elements. Offsets count UTF-16 units, which is how strings of
 * JavaScript count too. Every piece ends as a text node, and a link only leads to a web, mail
 * or telephone address: a "javascript:" one stays plain text.
 */

import { el } from "./dom.js";

const SAFE = /^(https?|mailto|tel|tg):/i;

/** @returns {string|null} the address if following it is harmless */
export function safeAddress(address) {
  const text = String(address ?? "").trim();
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  return SAFE.test(whole) && URL.canParse(whole) ? whole : null;
}

function link(address, words) {
  const href = safeAddress(address);
  if (!href) return el("span");
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: words === address ? null : href });
}

function spoiler() {
  const show = (event) => {
    const node = event.currentTarget;
    if (!node.classList.contains("veiled")) return;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.remove("veiled");
    for (const name of ["role", "aria-label", "tabindex"]) node.removeAttribute(name);
  };
  return el("span", {
    class: "spoiler veiled", role: "button", tabindex: 0, "aria-label": "Hidden text: show it",
    onclick: show, onkeydown: show,
  });
}

function pre(entity) {
  return el("pre", { class: "pre", tabindex: 0, dir: "ltr", data: entity.language ? { language: entity.language } : {} });
}

function command(words, hooks) {
  return el("button", { type: "button", class: "inline-command", onclick: () => hooks.command(words) });
}

/** These begin a line of their own, so the line break after them would be one too many. */
const BLOCKS = new Set(["PRE", "BLOCKQUOTE"]);

const MAKERS = {
  bold: () => el("strong"),
  italic: () => el("em"),
  underline: () => el("u"),
  strikethrough: () => el("s"),
  spoiler,
  code: () => el("code", { dir: "ltr" }),
  pre,
  blockquote: () => el("blockquote"),
  expandable_blockquote: () => el("blockquote"),
  text_link: (entity, words) => link(entity.url, words),
  url: (_, words) => link(words, words),
  email: (_, words) => link(`mailto:${words}`, words),
  phone_number: (_, words) => link(`tel:${words.replace(/[^+\d]/g, "")}`, words),
  bot_command: (_, words, hooks) => command(words, hooks),
};

/**
 * @param {string} text
 * @param {any[]} entities
 * @param {{command: (words: string) => void}} hooks
 * @returns {DocumentFragment}
 */
export function render(text, entities, hooks) {
  const known = (entities ?? [])
    .filter((one) => MAKERS[one.type] && one.offset >= 0 && one.length > 0 && one.offset < text.length)
    .map((one) => ({ ...one, end: Math.min(one.offset + one.length, text.length) }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, known, hooks);
  return root;
}

/** Entities nest; one that only partly overlaps another is cut where the outer one ends. */
function fill(parent, text, from, to, entities, hooks) {
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.end, to);
    if (start >= end) continue;
    if (start > at) parent.append(text.slice(at, start));
    const node = MAKERS[entity.type](entity, text.slice(start, end), hooks);
    fill(node, text, start, end, entities, hooks);
    parent.append(node);
    at = end;
    if (BLOCKS.has(node.tagName) && text[at] === "\n" && at < to) at += 1;
  }
  if (at < to) parent.append(text.slice(at, to));
}

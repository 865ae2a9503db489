/**
 * Building the page from text only. Nothing in this chat parses markup: what a person or
 * a flow file wrote can then never become an element or a script.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. Keys that begin with "on" are listeners, "text" is its text, "data" its data
 * attributes; null, undefined and false leave an attribute out.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "text") node.textContent = value;
    else if (key === "data") Object.assign(node.dataset, value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.filter(Boolean));
  return node;
}

/** Strokes of the icons, on a 24 by 24 grid; drawn here so that no other file is asked for. */
const STROKES = {
  send: ["M4 12 20 4.500 14.500 20 11.500 13z", "M11.500 13 20 4.500"],
  attach: ["M19 11.500 12 18.500a4.200 4.200 0 0 1-6-6l7.500-7.500a2.800 2.800 0 0 1 4 4l-7.400 7.400a1.400 1.400 0 0 1-2-2l6.400-6.400"],
  commands: ["M9 19 15 5"],
  board: ["M4 6.500h16v11H4z", "M7.500 10h.01M12 10h.01M16.500 10h.01M8.500 14h7"],
  more: ["M12 5.500h.01M12 12h.01M12 18.500h.01"],
  down: ["M6 9.500 12 15.500 18 9.500"],
  close: ["M6 6 18 18M18 6 6 18"],
  add: ["M12 5v14M5 12h14"],
  clock: ["M12 4a8 8 0 1 0 .01 0z", "M12 8v4.500l3 1.800"],
  sun: ["M12 8.500a3.500 3.500 0 1 0 .01 0z", "M12 3v1.500M12 19.500V21M3 12h1.500M19.500 12H21M5.600 5.600l1.100 1.100M17.300 17.300l1.100 1.100M18.400 5.600l-1.100 1.100M6.700 17.300l-1.100 1.100"],
  moon: ["M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z"],
  auto: ["M12 4a8 8 0 1 0 .01 0z", "M12 4v16"],
  play: ["M8.500 5.500 18 12l-9.500 6.500z"],
  file: ["M7 3.500h7l4 4v13H7z", "M14 3.500v4h4"],
  pin: ["M12 21c4-4.500 6-7.700 6-10.500a6 6 0 0 0-12 0C6 13.300 8 16.500 12 21z", "M12 8.500a2 2 0 1 0 .01 0z"],
  voice: ["M5 10v4M8.500 7v10M12 4.500v15M15.500 8v8M19 10.500v3"],
  person: ["M12 4.500a3.700 3.700 0 1 0 .01 0z", "M5 20c.5-4 3.200-6 7-6s6.500 2 7 6"],
  photo: ["M4 5.500h16v13H4z", "M4 15.500l4.500-4 4 3.500 3-2.500 4.500 3.500", "M15.500 9h.01"],
  sticker: ["M5 5h14v9l-5 5H5z", "M19 14h-5v5", "M9 10h.01M14 10h.01"],
  edit: ["M5 19l1-4L16 5l3 3L9 18z"],
  copy: ["M9 9h10v10H9z", "M15 9V5H5v10h4"],
  reply: ["M10 6 4.500 11.500 10 17", "M4.500 11.500H14a5.500 5.500 0 0 1 5.500 5.500v1"],
  sent: ["M5.500 12.500 10 17 18.500 7.500"],
  seen: ["M2.500 12.500 7 17 15 7.500", "M11.500 16l1 1L21.500 7.500"],
  wait: ["M12 5a7 7 0 1 0 .01 0z", "M12 8.500V12l2 1.500"],
  warn: ["M12 4.500 21 19.500H3z", "M12 10v4.500M12 17h.01"],
  copied: ["M5.500 12.500 10 17 18.500 7.500"],
  quiet: ["M7 16.500V11a5 5 0 0 1 8-4M17 10.500v6H5.500", "M10.500 19.500h3M4 4l16 16"],
  link: ["M8 16 16.500 7.500M9.500 7.500h7v7"],
};

/** A small drawing, hidden from screen readers: the button around it has the words. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const stroke of STROKES[name] ?? []) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", stroke);
    svg.append(path);
  }
  return svg;
}

/** A round button with an icon and words for those who do not see it. */
export function iconButton(name, label, onclick, extra = {}) {
  const { class: more, ...rest } = extra;
  return el(
    "button",
    { type: "button", class: `round ${more ?? ""}`, "aria-label": label, title: label, onclick, ...rest },
    icon(name),
  );
}

let last = 0;

/** An id that no other element has, for labels that point at each other. */
export function freshId(word) {
  last += 1;
  return `${word}-${last}`;
}

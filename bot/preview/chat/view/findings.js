/** What is wrong in the flow files now; the panel is there only while something is. */

import { el, iconButton } from "../part/dom.js";

export class Findings {
  /** @param {HTMLElement} node */
  constructor(node) {
    this.node = node;
    this.title = el("span", { class: "findings-title" });
    this.list = el("ol", { class: "findings-list" });
    this.toggle = iconButton("down", "Show or hide the findings", () => this.#fold(), { "aria-expanded": "false", class: "fold" });
    node.append(el("div", { class: "findings-head", role: "status" }, this.title, this.toggle), this.list);
    this.#draw(matchMedia("(min-width: 1100px)").matches);
  }

  /** @param {any[]} findings */
  show(findings) {
    const all = findings ?? [];
    this.node.hidden = all.length === 0;
    document.body.classList.toggle("with-findings", all.length > 0);
    const errors = all.filter((one) => one.severity !== "warning").length;
    this.node.classList.toggle("grave", errors > 0);
    this.title.textContent = all.length === 1 ? "1 finding in the flow files" : `${all.length} findings in the flow files`;
    this.list.replaceChildren(...all.map(item));
  }

  #fold() {
    this.#draw(!this.node.classList.contains("open"));
  }

  #draw(open) {
    this.node.classList.toggle("open", open);
    this.toggle.setAttribute("aria-expanded", String(open));
    this.list.hidden = !open;
  }
}

function item(finding) {
  const place = [finding.file, finding.line, finding.column].filter(Boolean).join(":");
  return el("li", { class: `finding ${finding.severity === "warning" ? "warning" : "error"}` },
    el("div", { class: "finding-place" }, el("code", { text: place }), el("span", { class: "finding-code", text: finding.code })),
    el("p", { text: finding.message, dir: "auto" }), finding.mend && el("p", { class: "mend", text: finding.mend, dir: "auto" }));
}

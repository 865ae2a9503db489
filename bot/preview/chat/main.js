/** The page: which people's chats are shown, side by side where there is room. */

import { api } from "./part/api.js";
import { el } from "./part/dom.js";
import { setClock } from "./part/time.js";
import { Bar } from "./view/bar.js";
import { Column } from "./view/column.js";
import { Findings } from "./view/findings.js";
import { Toasts } from "./view/toast.js";

const WIDTH = 380;
const OPEN = "open-chats";
const place = document.getElementById("columns");
const columns = new Map();
const unread = new Map();
const findings = new Findings(document.getElementById("findings"));
const toasts = new Toasts();
const query = new URLSearchParams(location.search);
let accounts = [];
/** Ids in the order in which they were chosen, the latest last. */
let chosen = saved();
let refreshing = null;

const note = (text) => toasts.show(text);
const bar = new Bar(document.getElementById("bar"), { choose, add, note });
toasts.node.classList.add("global");
document.body.append(toasts.node);

function saved() {
  try {
    return JSON.parse(localStorage.getItem(OPEN) ?? "[]").filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** As many of the latest chosen as fit; on a phone one. */
function shownNow() {
  const room = Math.max(1, Math.floor(place.clientWidth / WIDTH));
  return new Set(chosen.slice(-room));
}

function draw() {
  const shown = shownNow();
  for (const account of accounts) {
    if (columns.has(account.id) || !chosen.includes(account.id)) continue;
    const column = new Column(account, {
      unread: count, lost: refresh, findings: (list) => findings.show(list), payload: query.get("start"),
      close: (id) => leave(id),
    });
    columns.set(account.id, column);
  }
  for (const [id, column] of columns) {
    if (chosen.includes(id)) continue;
    column.close();
    columns.delete(id);
  }
  for (const { id } of accounts) {
    const column = columns.get(id);
    if (!column) continue;
    if (!column.node.isConnected) place.append(column.node);
    const was = column.node.hidden;
    column.node.hidden = !shown.has(id);
    if (was && shown.has(id) && column.log.stuck) column.log.toBottom();
  }
  place.classList.toggle("several", shown.size > 1);
  bar.draw(accounts, shown);
  localStorage.setItem(OPEN, JSON.stringify(chosen));
}

function choose(id) {
  const last = shownNow().size === 1 && shownNow().has(id);
  if (shownNow().has(id) && !last) return leave(id);
  chosen = [...chosen.filter((one) => one !== id), id];
  draw();
}

function leave(id) {
  if (chosen.length === 1) return;
  chosen = chosen.filter((one) => one !== id);
  draw();
}

async function add(fields) {
  try {
    const account = await api.addAccount(fields);
    accounts = [...accounts.filter((one) => one.id !== account.id), account];
    choose(account.id);
  } catch (error) {
    note(error.message);
  }
}

function count(id, number) {
  unread.set(id, number);
  bar.unread(id, number);
  const all = [...unread.values()].reduce((sum, one) => sum + one, 0);
  document.title = all ? `(${all}) Preview` : "Preview";
}

/** A server that was started anew may know other people, or none of ours. */
async function refresh() {
  refreshing ??= api.accounts().then(known).then(someone).catch(() => {}).finally(() => { refreshing = null; });
  await refreshing;
}

function known(list) {
  accounts = list;
  const ids = new Set(accounts.map((one) => one.id));
  const same = ({ account }) => accounts.some((one) => one.id === account.id && one.first_name === account.first_name);
  for (const [id, column] of columns) {
    if (same(column)) continue;
    column.close();
    columns.delete(id);
    count(id, 0);
  }
  chosen = chosen.filter((id) => ids.has(id));
  if (chosen.length === 0 && accounts.length) chosen = [accounts[0].id];
  draw();
}

/** An empty server gets its first person without being asked. */
async function someone() {
  if (accounts.length === 0) await add({ first_name: "You", language_code: navigator.language.slice(0, 2) });
}

async function begin() {
  try {
    known(await api.accounts());
    place.querySelector(".nobody")?.remove();
    setClock((await api.clock()).now);
    await someone();
  } catch {
    if (!place.querySelector(".nobody")) place.append(el("p", { class: "nobody", role: "status", text: "connecting…" }));
    setTimeout(begin, 1000);
  }
}

new ResizeObserver(() => draw()).observe(place);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) for (const column of columns.values()) if (!column.node.hidden) column.log.seen();
});
void begin();

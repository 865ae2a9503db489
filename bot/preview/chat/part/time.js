/** Times as a messenger shows them, by the preview's clock, not the machine's. */

let offset = 0;
const listeners = new Set();

/** Seconds since 1970, by the preview's clock. */
export const now = () => Date.now() / 1000 + offset;

/** The server told its time; everything that shows a date follows. */
export function setClock(unix) {
  offset = unix - Date.now() / 1000;
  for (const listener of listeners) listener();
}

/** @param {() => void} listener @returns {() => void} ends the listening */
export function onClock(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const date = (unix) => new Date(unix * 1000);
const hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const dayOnly = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const dayAndYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

export const clockTime = (unix) => hour.format(date(unix));
export const weekdayName = (unix) => weekday.format(date(unix));
export const fullTime = (unix) => whole.format(date(unix));

/** A word that is the same for all messages of one day. */
export function dayKey(unix) {
  const day = date(unix);
  return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`;
}

/** "Today", "Yesterday", or the date, seen from the preview's now. */
export function dayName(unix) {
  if (dayKey(unix) === dayKey(now())) return "Today";
  const before = date(now());
  before.setDate(before.getDate() - 1);
  if (dayKey(unix) === dayKey(before.getTime() / 1000)) return "Yesterday";
  const sameYear = date(unix).getFullYear() === date(now()).getFullYear();
  return (sameYear ? dayOnly : dayAndYear).format(date(unix));
}

/** Seconds to the next seven in the evening, and whether that is still today. */
export function untilEvening() {
  const evening = date(now());
  evening.setHours(19, 0, 0, 0);
  const today = evening.getTime() / 1000 - now() > 60;
  if (!today) evening.setDate(evening.getDate() + 1);
  return { seconds: Math.ceil(evening.getTime() / 1000 - now()), today };
}

/**
 * Roving focus: a keyboard of many buttons is one stop of the Tab key, and the arrows move
 * inside it. Otherwise a scale of eleven buttons costs eleven presses to pass.
 */

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * @param {HTMLElement} box its children are rows, their children the buttons
 * @returns {HTMLElement} the same box
 */
export function rove(box) {
  const rows = () => [...box.children].map((row) => [...row.querySelectorAll("button, a")]).filter((row) => row.length);
  const all = () => rows().flat();

  function choose(target) {
    for (const one of all()) one.tabIndex = one === target ? 0 : -1;
  }

  box.addEventListener("focusin", (event) => choose(event.target.closest("button, a")));
  box.addEventListener("keydown", (event) => {
    const target = next(rows(), event.target.closest("button, a"), event.key);
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    target.focus();
  });
  choose(all()[0]);
  return box;
}

function next(rows, current, key) {
  if (key === "Home") return rows.flat()[0];
  if (key === "End") return rows.flat().at(-1);
  const step = STEPS[key];
  const row = rows.findIndex((one) => one.includes(current));
  if (!step || row < 0) return null;
  const column = rows[row].indexOf(current);
  if (step[0]) {
    const other = rows[row + step[0]];
    return other?.[Math.min(column, other.length - 1)] ?? null;
  }
  const flat = rows.flat();
  return flat[flat.indexOf(current) + step[1]] ?? null;
}

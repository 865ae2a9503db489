"""What a conversation shows, as messages to send: plain data that can wait in the outbox.

{"do": "send", "text", "rows", "silent"}        rows of buttons: [text, data]
{"do": "breath", "text", "parts", "rounds", "rows"}
{"do": "buttons", "message", "rows"}            exchange the buttons of a message
{"do": "strip"}                                 take the buttons off the last question
{"do": "toast", "query", "text"}                answer a press in passing
{"do": "leave"}                                 leave a group
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from bot.dialogue.lifecycle import Menu, Out
from bot.effects import Ask, Breathe, Say, Shown, Stale

Job: TypeAlias = dict[str, Any]
Row: TypeAlias = list[list[str]]

_WIDE: Final = 26
"""Characters of two labels that still fit side by side on a small phone."""
_SCALE_ROW: Final = 6
PARTS: Final = ("in", "again", "hold", "out", "rest")


def jobs(out: Iterable[Out], serial: int, pressed: int, words: Mapping[str, str]) -> Iterator[Job]:
    """The messages for a turn.

    Args:
        out: What the conversation shows.
        serial: Which of the person's exercises this is; goes onto each button.
        pressed: The message whose button was pressed, or 0.
        words: The names of the parts of a breath.
    """
    for one in out:
        if isinstance(one, Say):
            yield {"do": "send", "text": one.text, "rows": [], "silent": one.silent}
        elif isinstance(one, Menu):
            rows = [[[button.label, button.id]] for button in one.buttons]
            yield {"do": "send", "text": one.text, "rows": rows, "silent": False}
        elif isinstance(one, Ask) and one.edit and pressed:
            yield {"do": "buttons", "message": pressed, "rows": _rows(one, serial)}
        elif isinstance(one, Breathe):
            yield {"do": "strip"}
            text = "\n\n".join(part for part in (one.text, rhythm(one, words)) if part)
            rows, parts = _rows(one, serial), [list(part) for part in one.parts]
            yield {"do": "breath", "text": text, "parts": parts, "rows": rows}
        elif isinstance(one, Shown):
            yield {"do": "strip"}
            yield {"do": "send", "text": _text(one), "rows": _rows(one, serial), "silent": False}


def toast(out: Iterable[Out]) -> str:
    """What is said in passing to a press: only that it came too late, if it did."""
    return next((one.text for one in out if isinstance(one, Stale)), "")


def rhythm(breathe: Breathe, words: Mapping[str, str]) -> str:
    """A rhythm in words: "in 4, out 6 · 4 times"."""
    parts = ", ".join(f"{words.get(part, part)} {seconds}" for part, seconds in breathe.parts)
    return f"{parts} × {breathe.rounds}"


def _text(one: Shown) -> str:
    if not isinstance(one, Ask):
        return one.text
    count = f"{one.progress[0]}/{one.progress[1]}" if one.progress else ""
    return "\n\n".join(part for part in (count, one.text, one.hint) if part)


def _rows(one: Shown, serial: int) -> list[Row]:
    answers: list[list[str]] = []
    if isinstance(one, Ask):
        for button in one.buttons:
            tick = "✓ " if button.picked else ""
            answers.append([tick + button.label, f"{serial}:{one.token}:o:{button.id}"])
    scale = isinstance(one, Ask) and one.kind == "scale" and all(len(a[0]) < 3 for a in answers)
    rows = _in_rows(answers, _SCALE_ROW) if scale else [[answer] for answer in answers]
    main = [c for c in one.controls if c in {"done", "skip", "early", "resume"}]
    rest = [c for c in one.controls if c not in main]
    for controls in (main, rest):
        row = [[one.labels[c], f"{serial}:{one.token}:{c}"] for c in controls]
        if row:
            rows.append(row)
    return rows


def _in_rows(answers: list[list[str]], width: int) -> list[Row]:
    return [answers[at : at + width] for at in range(0, len(answers), width)]

"""What a conversation shows, as messages to send: plain data that can wait in the outbox.

{"do": "send", "text", "rows", "silent", "question"}
                                                rows of buttons: [text, data]; `question`: they
                                                are taken off when it has been answered
{"do": "breath", "text", "parts", "rounds", "rows"}
{"do": "buttons", "message", "rows"}            exchange the buttons of a message
{"do": "edit", "message", "text", "rows"}       exchange a message
{"do": "strip", "message"}                      take the buttons off the last question, and off
                                                this message (a second copy of it), if not 0
{"do": "picture", "make", "data", "text", "rows"}
                                                a drawing with the same facts in words
{"do": "document", "make", "data", "name", "text"}
                                                a file to keep
{"do": "toast", "query", "text"}                answer a press in passing
{"do": "leave"}                                 leave a group

What is sent has `"protect": true` for those who want nothing forwarded or saved; files to keep
never have it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from bot.dialogue.talk import Close, Document, Menu, Out, Picture
from bot.dialogue.talk import Row as Quiet
from bot.effects import Ask, Breathe, Button, Ended, Say, Shown, Stale

Job: TypeAlias = dict[str, Any]
Row: TypeAlias = list[list[str]]

_SCALE_ROW: Final = 6
TEXT_MAX: Final = 4096
CAPTION_MAX: Final = 1024
_PROTECTED: Final = frozenset({"send", "breath", "picture"})
_NOTHING_SAID: Final = "…"
"""Above buttons without words: Telegram sends no message without a text."""


class Screen(NamedTuple):
    """What is on the person's screen.

    Attributes:
        serial: Which of the person's exercises is running; goes onto each button.
        question: The message of the question whose button was pressed, or 0.
        pressed: The message of words, of any kind, whose button was pressed, or 0.
        text_only: They want rhythms without a picture.
        protect: They want nothing forwarded or saved.
    """

    serial: int
    question: int = 0
    pressed: int = 0
    text_only: bool = False
    protect: bool = False


def jobs(out: Iterable[Out], screen: Screen, words: Mapping[str, str]) -> Iterator[Job]:
    """The messages for a turn.

    Args:
        out: What the conversation shows.
        screen: What is there already.
        words: The names of the parts of a breath.
    """
    shown = list(out)
    if any(_takes_the_place(one, screen.question) for one in shown):
        yield {"do": "strip", "message": screen.question}
    made = [job for one in shown for job in _job(one, screen, words)]
    for one in shown:
        if isinstance(one, Quiet):
            _below(made, one)
    for job in made:
        guarded = screen.protect and job["do"] in _PROTECTED
        yield job | {"protect": True} if guarded else job


def _below(made: list[Job], row: Quiet) -> None:
    """Put quiet buttons below the last words, unless there is something to press already."""
    sent = [job for job in made if job["do"] in _PROTECTED]
    if any(job["rows"] for job in sent):
        return
    if not sent:
        sent = [plain(row.text)]
        made += sent
    sent[-1]["rows"] = [_plain(row.buttons)]


def _job(one: Out, screen: Screen, words: Mapping[str, str]) -> Iterator[Job]:
    if isinstance(one, Say):
        yield from _messages(one.text, silent=one.silent)
    elif isinstance(one, Menu):
        yield from _menu(one, screen.pressed)
    elif isinstance(one, Picture):
        yield from _picture(one)
    elif isinstance(one, Document):
        yield {"do": "document", "make": one.make, "data": dict(one.data), "name": one.name,
               "text": one.text}  # fmt: skip
    elif isinstance(one, Close):
        yield {"do": "buttons", "message": screen.pressed, "rows": []}
    elif isinstance(one, Ask) and one.edit and screen.question:
        yield {"do": "buttons", "message": screen.question, "rows": _rows(one, screen.serial)}
    elif isinstance(one, Breathe) and not screen.text_only:
        yield from _breath(one, _rows(one, screen.serial), words)
    elif isinstance(one, Shown):
        yield from _messages(_text(one, words), _rows(one, screen.serial), question=True)


def _menu(menu: Menu, pressed: int) -> Iterator[Job]:
    rows = [*_in_rows(_plain(menu.buttons), menu.across), *_in_rows(_plain(menu.foot), 2)]
    if menu.screen and pressed and _units(menu.text) <= TEXT_MAX:
        yield {"do": "edit", "message": pressed, "text": menu.text, "rows": rows}
    else:
        yield from _messages(menu.text, rows, silent=menu.silent)


def _picture(one: Picture) -> Iterator[Job]:
    """The drawing; words that don't fit below it follow as a message, with the buttons."""
    rows = [*_in_rows(_plain(one.buttons), 1), *_in_rows(_plain(one.foot), 2)]
    whole = _units(one.text) <= CAPTION_MAX
    text, below = (one.text, rows) if whole else ("", [])
    yield {"do": "picture", "make": one.draw, "data": dict(one.data), "text": text, "rows": below}
    if not whole:
        yield from _messages(one.text, rows)


def _plain(buttons: Iterable[Button]) -> list[list[str]]:
    return [[button.label, button.id] for button in buttons]


def plain(text: str) -> Job:
    """A short message without buttons."""
    return {"do": "send", "text": text, "rows": [], "silent": False, "question": False}


def _takes_the_place(one: Out, pressed: int) -> bool:
    """Whether the buttons of the last question have had their time."""
    if isinstance(one, Ask) and one.edit and pressed:
        return False
    return isinstance(one, Shown | Ended)


def _messages(
    text: str, rows: list[Row] | None = None, *, silent: bool = False, question: bool = False
) -> Iterator[Job]:
    """A text as one message, or as several where answers filled in made it too long."""
    parts = _parts(text, TEXT_MAX)
    if not parts and rows:
        parts = [_NOTHING_SAID]
    for number, part in enumerate(parts, 1):
        last = number == len(parts)
        job = plain(part) | {"silent": silent}
        yield job | {"rows": rows or [], "question": question} if last else job


def _breath(one: Breathe, rows: list[Row], words: Mapping[str, str]) -> Iterator[Job]:
    beat = rhythm(one, words)
    text = "\n\n".join(part for part in (one.text, beat) if part)
    if _units(text) > CAPTION_MAX:
        yield from _messages(one.text)
        text = beat
    parts = [list(part) for part in one.parts]
    yield {"do": "breath", "text": text, "parts": parts, "rounds": one.rounds, "rows": rows}


def _parts(text: str, most: int) -> list[str]:
    """Cut at a line or a space, if there is one, so that Telegram takes each part."""
    parts: list[str] = []
    rest = text.strip()
    while _units(rest) > most:
        end = most // 2 if _units(rest[:most]) > most else most
        cut = max(rest.rfind("\n", 0, end), rest.rfind(" ", 0, end))
        cut = cut if cut > end // 2 else end
        parts.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [part for part in (*parts, rest) if part]


def _units(text: str) -> int:
    """Telegram counts in UTF-16: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def toast(out: Iterable[Out]) -> str:
    """What is said in passing to a press: only that it came too late, if it did."""
    return next((one.text for one in out if isinstance(one, Stale)), "")


def rhythm(breathe: Breathe, words: Mapping[str, str]) -> str:
    """A rhythm in words: "in 4, out 6 × 4", or "rest 30 s" for a pause that comes once."""
    parts = ", ".join(f"{words.get(part, part)} {seconds}" for part, seconds in breathe.parts)
    return f"{parts} × {breathe.rounds}" if breathe.rounds > 1 else f"{parts} s"


def _text(one: Shown, words: Mapping[str, str]) -> str:
    if isinstance(one, Breathe):
        return "\n\n".join(part for part in (one.text, rhythm(one, words)) if part)
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
    width = _SCALE_ROW if scale else _listed(one)
    rows = _in_rows(answers, width)
    main = [c for c in one.controls if c in {"done", "skip", "early", "resume"}]
    rest = [c for c in one.controls if c not in main]
    for controls in (main, rest):
        row = [[one.labels[c], f"{serial}:{one.token}:{c}"] for c in controls]
        if row:
            rows.append(row)
    return rows


def _listed(one: Shown) -> int:
    """Names of countries and languages are short, and there are many."""
    return 2 if isinstance(one, Ask) and one.kind in {"country", "language"} else 1


def _in_rows(answers: list[list[str]], width: int) -> list[Row]:
    return [answers[at : at + width] for at in range(0, len(answers), width)]

"""What a person typed, read as an answer: generous in form, strict in meaning."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Final

from bot.flow.flow import Question
from bot.model import Value

_NUMBER: Final = re.compile(r"(?<![\d.,])[-−]?\d+(?:[.,]\d+)?(?![\d.,]*\d)")
_THOUSANDS: Final = re.compile(r"\d[.,]\d{3}(?!\d)")
_OUT_OF: Final = re.compile(
    r"(?<=\d)\s*(?:/|\b(?:out of|de|von|sur|su)\b)\s*\d+\s*\Z", re.IGNORECASE
)
_TIME: Final = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:\s*(?:[:.]|h(?![^\W\d_]))\s*(?P<minute>\d{2})?|(?P<joined>\d{2}))?"
    r"(?:\s*(?P<half>[ap]\.?\s?m\b\.?))?(?![\d:])",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer can't be used: a phrase, and what to fill into it."""

    phrase: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)


def read(question: Question, text: str, options: Sequence[tuple[str, str]]) -> Value | Problem:
    """Read typed words as the answer to a question.

    Args:
        question: The question that was asked.
        text: What was typed.
        options: Id and label of each option now on the screen.
    """
    words = _CONTROL.sub("", text).strip()
    if question.kind == "choice":
        picked = _match(words, options)
        return picked if picked is not None else Problem("invalid_choice")
    if question.kind == "multi":
        return _several(question, words, options)
    if question.kind == "text":
        return _words(question, words)
    if question.kind == "time":
        return _time(words)
    for point, label in options:
        if bare(words) == bare(label):
            return number(question, point)
    return _number(question, words)


def picks(question: Question, picked: Sequence[str]) -> Value | Problem:
    """Options ticked one by one, as an answer once the person is done."""
    low, high = int(question.low or 1), int(question.high or len(question.options))
    if not low <= len(picked) <= high:
        return Problem("invalid_multi", {"min": low, "max": high})
    return list(picked)


def bare(words: str) -> str:
    """Words without what a keyboard makes of them: capitals, spaces, a full stop, curly marks."""
    return words.strip(" .!…").replace("’", "'").casefold()


def _match(words: str, options: Sequence[tuple[str, str]]) -> str | None:
    wanted = bare(words)
    for id_, label in options:
        if wanted in {id_, bare(label)}:
            return id_
    if wanted.isdecimal() and len(wanted) <= 3 and 1 <= int(wanted) <= len(options):
        return options[int(wanted) - 1][0]
    return None


def several(words: str) -> list[str]:
    """Several answers typed at once, one by one."""
    return re.split(r"[,;\n]", words.strip(" ,;"))


def _several(question: Question, words: str, options: Sequence[tuple[str, str]]) -> Value | Problem:
    found: list[str] = []
    whole = _match(words, options)
    parts = [words] if whole else several(words)
    for part in parts:
        picked = _match(part.strip(), options)
        if picked is None:
            return Problem("invalid_choice")
        if picked not in found:
            found.append(picked)
    return picks(question, found)


def _words(question: Question, words: str) -> Value | Problem:
    if not words:
        return Problem("invalid_text_empty")
    most = int(question.high or 0)
    if len(words) > most:
        return Problem("invalid_text_long", {"max": most})
    return words


def _number(question: Question, words: str) -> Value | Problem:
    if len(words) > _LONGEST or _THOUSANDS.search(words):
        return Problem("invalid_number")
    found = _NUMBER.findall(_OUT_OF.sub("", words))
    if len(found) != 1:
        return Problem("invalid_number")
    return number(question, found[0].replace("−", "-").replace(",", "."))


def number(question: Question, digits: str) -> Value | Problem:
    """Digits as the answer to a question for a number."""
    try:
        value = float(digits)
    except ValueError:
        return Problem("invalid_number")
    low, high = question.low, question.high
    if (low is not None and value < low) or (high is not None and value > high):
        if low is None or high is None:
            return Problem("invalid_number")
        phrase = "invalid_scale" if question.kind == "scale" else "invalid_number_range"
        return Problem(phrase, {"min": shown(low), "max": shown(high)})
    if not question.whole:
        return value
    return int(value) if value.is_integer() else Problem("invalid_whole_number")


def shown(value: float) -> str:
    """A number as people write it: 7, not 7.0."""
    if not isfinite(value):
        return str(value)
    near = round(value, 9)  # what sums of decimals leave behind is nobody's answer
    return str(int(near)) if near == int(near) else str(near)


def _time(words: str) -> Value | Problem:
    matches = list(_TIME.finditer(words)) if len(words) <= _LONGEST else []
    if len(matches) != 1:
        return Problem("invalid_time")
    match = matches[0]
    minutes = match["minute"] or match["joined"]
    hour, minute = int(match["hour"]), int(minutes or 0)
    half = (match["half"] or "").lower()
    exact = minutes or half or match.group().lower().endswith("h")
    if half:
        if not 1 <= hour <= 12:
            return Problem("invalid_time")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if not exact or hour > 23 or minute > 59:
        return Problem("invalid_time")
    return f"{hour:02d}:{minute:02d}"

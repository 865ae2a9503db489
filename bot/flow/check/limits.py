"""Does everything fit: Telegram's limits at worst case, and a phone's screen.

Limits of Bot API 10.1: a message has 1 to 4096 characters, counted here in UTF-16 units as
Telegram counts offsets; `callback_data` has 1 to 64 bytes; a keyboard has up to 100 buttons.
"""

from collections.abc import Iterator
from typing import Final

from bot.flow import document as doc
from bot.flow import kinds
from bot.flow.check.subject import Subject
from bot.flow.compile import TEXT_MAX
from bot.flow.findings import Finding
from bot.flow.template import TemplateError
from bot.flow.template import parse as parse_template
from bot.flow.texts import texts_of

MESSAGE_MAX: Final = 4096
CALLBACK_MAX: Final = 64
CALLBACK_OVERHEAD: Final = 24
"""Bytes that a button's data needs for session and turn, beside the option's id."""
OPTIONS_MAX: Final = 12
POINTS_MAX: Final = 21

_NAME_MAX: Final = 64
_OWN_WORDS: Final = 40
"""Characters that a person's own answer is likely to take in a message."""
_HELP_LINES_MAX: Final = 1500


def check(subject: Subject) -> Iterator[Finding]:
    """All findings about lengths and numbers of buttons."""
    for text in texts_of(subject.flow):
        if text.role == "button":
            continue
        length = worst_length(subject.flow, text.text)
        if length > MESSAGE_MAX:
            yield subject.at_value(
                text.path,
                "F040",
                f"with the longest answers filled in, this has {length} characters; Telegram "
                f"takes {MESSAGE_MAX}",
                "shorten it, or lower the `max` of a variable in it",
            )
    for name, step in subject.flow.steps.items():
        if isinstance(step, kinds.ChoiceStep | kinds.MultiStep | kinds.ListedStep):
            yield from _options(subject, name, step)
        if isinstance(step, kinds.ScaleStep):
            yield from _scale(subject, name, step)
    yield from _labels(subject)


def worst_length(flow: doc.FlowFile, text: str) -> int:
    """The length of a text in UTF-16 units with the longest possible answers filled in."""
    try:
        template = parse_template(text)
    except TemplateError:
        return utf16(text)
    return sum(
        utf16(piece) if isinstance(piece, str) else _longest(flow, piece[0])
        for piece in template.pieces
    )


def likely_length(flow: doc.FlowFile, text: str) -> int:
    """The length of a text with the longest likely answers: labels whole, own words short."""
    try:
        template = parse_template(text)
    except TemplateError:
        return utf16(text)
    return sum(
        utf16(piece) if isinstance(piece, str) else min(_OWN_WORDS, _longest(flow, piece[0]))
        for piece in template.pieces
    )


def utf16(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _longest(flow: doc.FlowFile, name: str) -> int:
    if name.startswith("help."):
        return _HELP_LINES_MAX
    var = flow.vars.get(name)
    if var is None:
        return _NAME_MAX
    if var.type == "text":
        return 2 * int(var.max or TEXT_MAX)
    labels = [
        utf16(option.label)
        for step in flow.steps.values()
        if isinstance(step, kinds.ChoiceStep | kinds.MultiStep) and step.save == name
        for option in step.options
    ]
    if var.type == "multi":
        return sum(labels) + 2 * len(labels)
    return max(labels, default=20)


def _options(
    subject: Subject, name: str, step: kinds.ChoiceStep | kinds.MultiStep | kinds.ListedStep
) -> Iterator[Finding]:
    path = ("steps", name, "options")
    if len(step.options) > OPTIONS_MAX:
        yield subject.at_key(
            path,
            "F042",
            f'step "{name}" has {len(step.options)} buttons; {OPTIONS_MAX} fit a phone',
            "take some out, or make two questions of it",
        )
    for i, option in enumerate(step.options):
        size = len(option.id) + CALLBACK_OVERHEAD
        if size > CALLBACK_MAX:
            yield subject.at_value(
                (*path, i, "id"),
                "F041",
                f"this button needs {size} bytes of data; Telegram takes {CALLBACK_MAX}",
                f"shorten the id to {CALLBACK_MAX - CALLBACK_OVERHEAD} characters",
            )


def _scale(subject: Subject, name: str, step: kinds.ScaleStep) -> Iterator[Finding]:
    var = subject.flow.vars.get(step.save or "")
    points = int((var.max or 0) - (var.min or 0)) + 1 if var else 0
    if points > POINTS_MAX:
        yield subject.at_key(
            ("steps", name),
            "F042",
            f"a scale of {points} points has too many buttons; {POINTS_MAX} fit",
            "take a shorter scale, or ask for a number",
        )


def _labels(subject: Subject) -> Iterator[Finding]:
    most = subject.care.button_characters
    for text in texts_of(subject.flow):
        if text.role == "button" and utf16(text.text) > most:
            yield subject.at_value(
                text.path,
                "F043",
                f"this button has {utf16(text.text)} characters; a phone shows {most}",
                "shorten it",
            )

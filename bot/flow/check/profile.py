"""Settings of the person that a flow asks for: does the program know them, and their values."""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.flow import document as doc
from bot.flow import kinds
from bot.flow.check.subject import Subject
from bot.flow.findings import Finding, suggest
from bot.flow.phrases import NEEDS, PACES

SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "adult": ("yes", "no"),
    "agreed": ("yes", "no"),
    "goal": NEEDS,
    "pace": PACES,
    "country": (),
    "zone": (),
    "language": (),
}
"""What a flow can set, and the ids of its options; the program lists the others."""


def check(subject: Subject, name: str, var: doc.Var) -> Iterator[Finding]:
    """Findings about a variable with `keep: profile`."""
    path = ("vars", name)
    if name not in SETTINGS:
        mend = suggest(name, list(SETTINGS), f"what can be set: {', '.join(SETTINGS)}")
        yield subject.at_key(path, "F085", f'the program has no setting "{name}"', mend)
        return
    if var.type != "choice" or var.default is not None:
        message = f'"{name}" is what the person chooses, and nothing before'
        yield subject.at_key(path, "F085", message, "write {type: choice, keep: profile}")
    for step_name, step in subject.flow.steps.items():
        if name in (step.set_ or {}):
            at = ("steps", step_name, "set", name)
            message = f'"{name}" is for the person to say, not for the flow'
            yield subject.at_key(at, "F085", message, "ask for it, or use another variable")
        if isinstance(step, kinds.AskStep) and step.save == name:
            yield from _asked(subject, step_name, name, step)


def _asked(subject: Subject, step_name: str, name: str, step: kinds.AskStep) -> Iterator[Finding]:
    """Findings about a question whose answer becomes a setting."""
    path = ("steps", step_name)
    known = SETTINGS[name]
    kind = getattr(step, "ask", "")
    if kind != (name if not known else "choice"):
        wanted = "choice" if known else name
        message = f'"{name}" is asked for as {wanted}, and this asks for {kind}'
        yield subject.at_value((*path, "ask"), "F085", message, f"write ask: {wanted}")
        return
    for number, option in enumerate(getattr(step, "options", ()) if known else ()):
        if option.id not in known:
            at = (*path, "options", number, "id")
            message = f'the setting "{name}" has no "{option.id}"'
            mend = suggest(option.id, list(known), f"what it has: {', '.join(known)}")
            yield subject.at_value(at, "F085", message, mend)

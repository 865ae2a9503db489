"""Typed words that are the very words on a button."""

from bot.dialogue import show
from bot.dialogue.answer import bare, several
from bot.dialogue.standing import Standing
from bot.effects import Ask
from bot.flow.flow import Pause, Question
from bot.flow.library import Library
from bot.model import Context, Session


def reads_a_button(library: Library, session: Session, context: Context, words: str) -> bool:
    """Whether somebody wrote what stands on buttons before them, and nothing else.

    Those are the flow's words, not theirs: they answer, as a tap would.
    """
    buttons = _on_buttons(Standing(library, session, context))
    return bare(words) in buttons or {bare(part) for part in several(words)} <= buttons


def _on_buttons(here: Standing) -> set[str]:
    """The words on every button of the step at hand."""
    flow, node = here.flow, here.node
    if here.status == "paused":
        labels = [*show.paused(here).labels.values()]
    elif flow is not None and isinstance(node, Question | Pause):
        shown = show.step(here, flow, node, edit=False)
        labels = [*shown.labels.values()]
        labels += [one.label for one in shown.buttons] if isinstance(shown, Ask) else []
    else:
        return set()
    return {bare(one) for one in labels}

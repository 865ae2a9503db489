"""The dialogue engine: a session and an event in, a session and effects out.

`advance` is a pure function. It reads no clock, asks no network, draws no lots: the moment
and the person come with the event. It never raises, and the same input gives the same output.
"""

from collections.abc import Callable
from typing import Final

from bot.dialogue import answer, show
from bot.dialogue.standing import remembered
from bot.dialogue.walk import Walk
from bot.effects import CancelTimers, Effect, Say, Stale
from bot.flow.flow import Flow, Pause, Question
from bot.flow.kinds import LISTED
from bot.flow.library import Library
from bot.flow.ways import NEXT
from bot.model import Context, Event, Frame, Session, Value, Variables

TURNS_MAX: Final = 500
"""Events that one session takes before it is ended as a fault."""

_UNCLEAR: Final = {
    "country": "country_unclear", "zone": "zone_unclear", "language": "lang_unclear",
}  # fmt: skip
_FROM_BUTTONS: Final = frozenset({"tap", "done", "skip", "early"})
"""Events that mean one question and no other."""


class UnknownFlowError(LookupError):
    """There is no flow, or no step, with this name."""


def start(
    library: Library,
    flow_id: str,
    context: Context,
    *,
    step: str | None = None,
    variables: Variables | None = None,
) -> tuple[Session, tuple[Effect, ...]]:
    """Begin a flow, usually at its start.

    Raises:
        UnknownFlowError: The library has no such flow, or the flow has no such step.
    """
    flow = library.current(flow_id)
    if flow is None or (step is not None and step not in flow.steps):
        raise UnknownFlowError(flow_id if flow is None else f"{flow_id}/{step}")
    known = {**remembered(flow, context), **(variables or {})}
    frame = Frame(flow.id, flow.structure, step or flow.start, known)
    walk = Walk(library, Session((frame,)), context)
    walk.settle()
    return walk.session(), tuple(walk.effects)


def advance(library: Library, session: Session, event: Event) -> tuple[Session, tuple[Effect, ...]]:
    """Take one event.

    Args:
        library: The flows; the session says which one it is in.
        session: Where the conversation stands.
        event: What came in, with the moment and the person.

    Returns:
        Where it stands now, and what to do, in this order.
    """
    if session.status == "ended":
        return session, _too_late(library, event)
    walk = Walk(library, session, event.context)
    if _is_stale(session, event):
        if event.kind != "timer":
            walk.effects.append(Stale(walk.phrase("stale")))
        return session, tuple(walk.effects)
    walk.turns += 1
    if walk.turns > TURNS_MAX:
        walk.fail("turns")
    elif walk.node is None or not isinstance(walk.node, Question | Pause):
        walk.fail("lost")
    else:
        _HANDLERS[event.kind](walk, event)
    return walk.session(), tuple(walk.effects)


def _too_late(library: Library, event: Event) -> tuple[Effect, ...]:
    return () if event.kind == "timer" else stale(library, event.context)


def stale(library: Library, context: Context) -> tuple[Effect, ...]:
    """What is said in passing to a press that means nothing any more."""
    return (Stale(library.phrases.say("stale", context.lang)),)


def _is_stale(session: Session, event: Event) -> bool:
    """Whether the event was meant for another question than the one on the screen."""
    if event.token is not None and event.token != session.turn:
        return True
    if event.kind == "timer":
        return session.status == "paused" and event.value != "expire"
    return session.status == "paused" and event.kind in _FROM_BUTTONS


def _here(walk: Walk) -> tuple[Flow, Question | Pause]:
    """Where the person stands; `advance` has made sure that it is there."""
    flow, node = walk.flow, walk.node
    assert flow is not None  # noqa: S101  (for the type checker; see advance)
    assert isinstance(node, Question | Pause)  # noqa: S101
    return flow, node


def _text(walk: Walk, event: Event) -> None:
    flow, node = _here(walk)
    if walk.status == "paused":
        walk.effects.append(show.paused(walk))
    elif isinstance(node, Pause):
        walk.effects.append(Say(walk.phrase("pacing" if node.parts else "waiting")))
    elif node.kind in LISTED:
        _place(walk, node, event.value)
    else:
        options = show.named(walk, flow, node)
        _take(walk, node, answer.read(node, event.value, options))


def _place(walk: Walk, node: Question, words: str) -> None:
    """Words that may be the name of a place, or of one of the other buttons."""
    flow, _ = _here(walk)
    context = walk.context
    for other in show.visible(walk, node):
        if answer.bare(words) == answer.bare(show.fill(walk, flow, other.text)):
            _take(walk, node, other.id)
            return
    country = context.person.get("country", "")
    found = context.places.read(node.kind, words, country, context.lang)
    if len(found) == 1:
        _take(walk, node, found[0][0])
        return
    walk.tries += 1
    own = node.retry and show.fill(walk, flow, node.retry)
    walk.again(node, own or walk.phrase(_UNCLEAR[node.kind]), found)


def _tap(walk: Walk, event: Event) -> None:
    _, node = _here(walk)
    if not isinstance(node, Question) or not show.offers(walk, node, event.value):
        walk.effects.append(Stale(walk.phrase("stale")))
    elif node.kind == "multi":
        picked = walk.picked
        without = tuple(one for one in picked if one != event.value)
        walk.picked = without if len(without) < len(picked) else (*picked, event.value)
        walk.show(node, edit=True)
    elif node.kind == "scale":
        _take(walk, node, answer.number(node, event.value))
    else:
        _take(walk, node, event.value)


def _done(walk: Walk, event: Event) -> None:
    _, node = _here(walk)
    if isinstance(node, Question) and node.kind == "multi":
        _take(walk, node, answer.picks(node, walk.picked))
    else:
        walk.effects.append(Stale(walk.phrase("stale")))


def _take(walk: Walk, node: Question, value: Value | answer.Problem) -> None:
    """Keep an answer and go on, or say why it can't be used and stay."""
    if isinstance(value, answer.Problem):
        walk.tries += 1
        flow, _ = _here(walk)
        own_words = node.retry and show.fill(walk, flow, node.retry)
        walk.again(node, own_words or walk.phrase(value.phrase, value.values))
        return
    walk.remember()
    beside = node.kind in LISTED and any(one.id == value for one in node.options)
    if node.save and not beside:
        walk.answer(node.save, value)
    option = f"option.{value}"
    flow, _ = _here(walk)
    walk.move(option if flow.takes(option, node.id) else NEXT)


def _skip(walk: Walk, event: Event) -> None:
    _, node = _here(walk)
    if isinstance(node, Question) and node.skip:
        walk.remember()
        if node.save:
            walk.put(node.save, None)
        walk.move(node.skip)
    else:
        walk.effects.append(Say(walk.phrase("required")))


def _back(walk: Walk, event: Event) -> None:
    if walk.history:
        _, left = _here(walk)
        if names := show.timers_of(left):
            walk.effects.append(CancelTimers(names))
        place = walk.history[-1]
        walk.history = walk.history[:-1]
        walk.frames = list(place.frames)
        walk.kept = walk.kept[: place.kept]
    else:
        walk.effects.append(Say(walk.phrase("already_first")))
    walk.status = "active"
    node = walk.node
    if isinstance(node, Question | Pause):
        walk.arrive(node)
    else:
        walk.fail("lost")


def _pause(walk: Walk, event: Event) -> None:
    flow, node = _here(walk)
    if walk.status == "active":
        if names := show.timers_of(node):
            walk.effects.append(CancelTimers(names))
        walk.status = "paused"
        walk.turn += 1
    walk.effects.append(show.paused(walk))
    walk.set_expiry(flow)  # for this turn: the one that runs was set for the question


def _resume(walk: Walk, event: Event) -> None:
    _, node = _here(walk)
    walk.status = "active"
    waited = isinstance(node, Pause) and not node.parts
    if waited and walk.due is not None and walk.due <= walk.context.at:
        walk.move(NEXT)
        return
    due = walk.due
    walk.turn += 1
    if isinstance(node, Pause) and node.parts:
        due = walk.context.at + node.seconds
    walk.due = due
    walk.show(node)


def _stop(walk: Walk, event: Event) -> None:
    walk.stopping = True
    before = len(walk.effects)
    goodbye = _closing(walk)
    if walk.leave("stopped"):
        walk.settle()
    if not any(isinstance(effect, Say) for effect in walk.effects[before:]):
        walk.effects.insert(before, Say(goodbye))


def _closing(walk: Walk) -> str:
    """The last words of the flow that was begun; those of a safety flow inside come first."""
    flows = [flow for frame in walk.frames if (flow := walk.flow_of(frame)) and flow.file.closing]
    if not flows:
        return walk.phrase("stopped")
    safety = [flow for flow in flows if flow.file.pack == "safety"]
    return show.fill(walk, (safety or flows)[0], "closing")


def _early(walk: Walk, event: Event) -> None:
    _, node = _here(walk)
    if isinstance(node, Pause):
        walk.move(NEXT)
    else:
        walk.effects.append(Stale(walk.phrase("stale")))


def _timer(walk: Walk, event: Event) -> None:
    flow, node = _here(walk)
    if event.value == "expire":
        walk.end("expired")
    elif event.value == "step" and isinstance(node, Pause):
        walk.move(NEXT)
    elif isinstance(node, Question) and event.value in show.timers_of(node):
        number = int(event.value.removeprefix("remind-")) - 1
        key = node.reminders[number][1]
        walk.effects.append(Say(show.fill(walk, flow, key), silent=True))


def _other(walk: Walk, event: Event) -> None:
    _, node = _here(walk)
    if isinstance(node, Question) and walk.status == "active":
        walk.again(node, walk.phrase("not_text"))
    else:
        walk.effects.append(Say(walk.phrase("not_text")))


_HANDLERS: Final[dict[str, Callable[[Walk, Event], None]]] = {
    "text": _text,
    "tap": _tap,
    "done": _done,
    "skip": _skip,
    "back": _back,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "early": _early,
    "timer": _timer,
    "other": _other,
}

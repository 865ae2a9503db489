"""What follows words that show risk: help first, one plain question, the exercise at rest.

The first message is made here, of the program's own words and the lines for the person's
country; it needs no flow. What follows is the flow `after-risk`, which a clinician can change.
See `safety.md`, "After a finding"; what is remembered of it is in `bot.people.signs`.
"""

from typing import Final

from bot.dialogue import engine
from bot.dialogue.menu import home
from bot.dialogue.talk import Began, Menu, Out, Talk, Tally
from bot.effects import Button, CancelTimers, Ended, Paused, Say, SetTimer
from bot.flow.library import Library
from bot.model import Context, Event, Session, Variables
from bot.people.signs import AGAIN_SECONDS, Crisis
from safety import Screening

AFTER: Final = "after-risk"
NEXT_DAY: Final = "next-day"
FOR_SOMEONE: Final = "for-someone"

CHECK_IN_SECONDS: Final = 20 * 3600
"""The next day, whatever hour it is now; quiet hours may move it."""
_SHORT: Final = 2  # lines of help that are shown again within the hour


def interrupt(
    library: Library, talk: Talk, crisis: Crisis, seen: Screening, context: Context
) -> tuple[Talk, Crisis, tuple[Out, ...]]:
    """Stop what is open, keep its place, and show help; then ask one plain question."""
    tier, about = seen.tier or "serious", _about(seen)
    tallies = tuple(Tally("rule", one.rule) for one in seen.findings)
    if crisis.again(tier, about, context.at):
        block = context.helps.get(f"{about}!", context.help_lines)
        lines = {"help.short": "\n".join(block.splitlines()[:_SHORT])}
        said = Say(library.phrases.say("risk_again", context.lang, lines))
        talk, shown = _again(library, talk, context)
        return talk, crisis, (*tallies, Tally("help", "repeated"), said, *shown)
    crisis = crisis.shows(tier, about, seen, context.at)
    grave, quiet = tier == "imminent", context.at < crisis.hush_until
    said = Say(first_words(library, about, context, imminent=grave))
    known: Variables = {"about": about, "grave": grave, "quiet": quiet}
    talk, shown = _ask(library, talk, known, context)
    return talk, crisis, (*tallies, Tally("help", "shown"), said, *shown)


def asked(
    library: Library, talk: Talk, crisis: Crisis, context: Context
) -> tuple[Talk, tuple[Out, ...]]:
    """Somebody opened help themselves: the numbers, and then what would help now."""
    said = Say(library.phrases.say("help_lines", context.lang, {"help.lines": context.help_lines}))
    known: Variables = {"about": "asked", "quiet": context.at < crisis.hush_until}
    talk, shown = _ask(library, talk, known, context)
    return talk, (Tally("help", "opened"), said, *shown)


def first_words(library: Library, about: str, context: Context, *, imminent: bool) -> str:
    """The first message: human words, what this is, and the numbers."""
    lines = context.helps.get(f"{about}!" if imminent else about, context.help_lines)
    return library.phrases.say(f"risk_{about}", context.lang, {"help.lines": lines})


def offer(
    library: Library, crisis: Crisis, seen: Screening, context: Context
) -> tuple[Crisis, tuple[Out, ...]]:
    """Help within reach for words that need no stop, at most once within the hour."""
    tallies = tuple(Tally("rule", one.rule) for one in seen.findings)
    if context.at - max(crisis.offered_at, crisis.shown_at) < AGAIN_SECONDS:
        return crisis, tallies
    say, lang = library.phrases.say, context.lang
    someone = seen.tier == "third_party"
    buttons = [Button("help", say("help", lang)), Button("close", say("go_on", lang))]
    if someone and library.current(FOR_SOMEONE):
        buttons.insert(0, Button(f"flow:{FOR_SOMEONE}", say("for_someone", lang)))
    body = not someone and seen.findings[0].category in {"medical", "overdose"}
    phrase = "offer_for_someone" if someone else "offer_body" if body else "offer"
    lines = {"help.lines": context.helps.get("medical", context.help_lines)}
    menu = Menu(say(phrase, lang, lines), tuple(buttons))
    return crisis._replace(offered_at=context.at), (*tallies, Tally("help", "offered"), menu)


def over(
    library: Library, talk: Talk, crisis: Crisis, context: Context
) -> tuple[Talk, Crisis, tuple[Out, ...]]:
    """The questions after help are over: back to the exercise, if it may go on and they like."""
    outcome = talk.session.outcome if talk.session else None
    out: tuple[Out, ...] = ()
    if outcome == "misread":
        out = tuple(Tally("misread", rule) for rule in crisis.rules)
        crisis = crisis.lifted()
        talk, shown = go_on(library, talk, context)
        return talk, crisis, (*out, *shown)
    if outcome == "someone":
        crisis = crisis.lifted()
    elif outcome == "check_in":
        out = (SetTimer("check-in", CHECK_IN_SECONDS, 0),)
    if talk.resting is None:
        return talk, crisis, out
    if context.at < crisis.hush_until:  # they may have put the phone away: no word more
        return talk, crisis, (*out, *_expiry(library, talk.resting))
    if context.at < crisis.hold_until and not steady(library, talk.resting):
        others = home(library, talk, "rests", context._replace(calm=True))
        return talk, crisis, (*out, others, *_expiry(library, talk.resting))
    talk, shown = _back(library, talk, Event("pause", context=context), talk.resting)
    return talk, crisis, (*out, *shown)


def go_on(library: Library, talk: Talk, context: Context) -> tuple[Talk, tuple[Out, ...]]:
    """Take up the exercise that rests, or the paused one; nothing to take up is no fault."""
    if talk.resting is not None and talk.running is None:
        return _back(library, talk, Event("resume", context=context), talk.resting)
    if talk.running is None:
        return talk, ()
    session, out = engine.advance(library, talk.running, Event("resume", context=context))
    return talk._replace(session=session), out


def steady(library: Library, session: Session) -> bool:
    """Whether an exercise steadies and stirs nothing up: every flow that it is in."""
    flows = [library.pinned(frame.flow, frame.revision) for frame in session.frames]
    return all(flow is not None and flow.file.steady for flow in flows)


def is_after(session: Session | None) -> bool:
    """Whether these are the questions after help."""
    return session is not None and session.frames[0].flow == AFTER


def expire(library: Library, talk: Talk, context: Context) -> tuple[Talk, tuple[Out, ...]]:
    """An exercise has rested for too long: it ends, and what it was to keep is kept."""
    if talk.resting is None:
        return talk, ()
    _, out = engine.advance(library, talk.resting, Event("timer", "expire", None, context))
    return talk._replace(resting=None, serial=talk.serial + 1), (Began(talk.serial + 1), *out)


def _ask(
    library: Library, talk: Talk, known: Variables, context: Context
) -> tuple[Talk, tuple[Out, ...]]:
    """Put the open exercise to rest and begin the questions after help."""
    quiet: tuple[Out, ...] = ()
    resting = talk.resting
    running = talk.running
    if running and not is_after(running):
        resting, effects = engine.advance(library, running, Event("pause", context=context))
        if library.current(AFTER) is None:
            return talk._replace(session=resting), effects
        quiet = tuple(one for one in effects if isinstance(one, CancelTimers))
    if library.current(AFTER) is None:
        return talk, ()
    session, shown = engine.start(library, AFTER, context, variables=known)
    serial = talk.serial + 1
    return Talk(session, serial, resting), (*quiet, CancelTimers(), Began(serial, AFTER), *shown)


def _again(library: Library, talk: Talk, context: Context) -> tuple[Talk, tuple[Out, ...]]:
    """What is on the screen once more: the question after help, or the exercise at rest."""
    running = talk.running
    if running is None:
        return talk, (_helpless(library, context),)
    asking = is_after(running) and running.status == "active"
    event = Event("resume" if asking else "pause", context=context)
    session, out = engine.advance(library, running, event)
    return talk._replace(session=session), out


def _back(
    library: Library, talk: Talk, event: Event, resting: Session
) -> tuple[Talk, tuple[Out, ...]]:
    """The resting exercise is the one in hand again, under a new number: its buttons are new."""
    session, out = engine.advance(library, resting, event)
    serial = talk.serial + 1
    waiting = () if any(isinstance(one, Ended) for one in out) else _expiry(library, session)
    first = waiting if any(isinstance(one, Paused) for one in out) else ()
    return Talk(session, serial), (Began(serial), *first, *out)


def _expiry(library: Library, session: Session) -> tuple[Out, ...]:
    flow = library.pinned(session.frame.flow, session.frame.revision)
    return (SetTimer("expire", flow.expires, session.turn),) if flow else ()


def _helpless(library: Library, context: Context) -> Menu:
    """What can be said without any flow."""
    say = library.phrases.say
    return Menu(say("help_stays", context.lang), (Button("help", say("help", context.lang)),))


def _about(seen: Screening) -> str:
    """What to speak of: the gravest, but one's own hand before that of another."""
    own = any(one.category == "harm_to_others" and one.interrupts for one in seen.findings)
    first = seen.findings[0].category
    return "harm_to_others" if own and first == "abuse" else first

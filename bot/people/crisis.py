"""What follows words that show risk: help first, one plain question, the exercise at rest.

The first message is made here, of the program's own words and the lines for the person's
country; it needs no flow. What follows is the flow `after-risk`, which a clinician can change.
Remembered are rules and times, never words. See `safety.md`, "After a finding".
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from bot.dialogue import engine
from bot.dialogue.menu import home
from bot.dialogue.talk import Began, Menu, Out, Talk, Tally
from bot.effects import Button, CancelTimers, Ended, Paused, Say, SetTimer
from bot.flow.library import Library
from bot.model import Context, Event, Session, Variables
from bot.people.hush import HUSH_SECONDS, at_home
from bot.store.rows import Person
from safety import CATEGORIES, TIERS, Category, Finding, Modifier, Screening, Tier, add_up

AFTER: Final = "after-risk"
NEXT_DAY: Final = "next-day"
FOR_SOMEONE: Final = "for-someone"

AGAIN_SECONDS: Final = 3600
"""Within this the same block of help is not shown twice, unless the tier rises."""
CONVERSATION_SECONDS: Final = 12 * 3600
"""How long nothing is offered that stirs things up, once help was shown."""
RECENT_SECONDS: Final = 24 * 3600
"""How long concerns add up."""
RECENT_MESSAGES: Final = 12
CHECK_IN_SECONDS: Final = 20 * 3600
"""The next day, whatever hour it is now; quiet hours may move it."""
_SHORT: Final = 2  # lines of help that are shown again within the hour


class Crisis(NamedTuple):
    """What is remembered about words that showed risk.

    Attributes:
        shown_at: When help was shown last, in seconds since 1970.
        hold_until: Until when only steadying exercises are offered.
        offered_at: When help was offered last without stopping anything.
        rules: What fired at the last stop; "You misread me" counts them.
        recent: For each recent message with findings: when, and (rule, category, tier,
            modifiers) of each.
        blocks: What help was shown for: category, tier and when of each.
        hush_until: Until when nothing comes by itself; see `bot.people.hush`.
    """

    shown_at: int = 0
    hold_until: int = 0
    offered_at: int = 0
    rules: tuple[str, ...] = ()
    recent: tuple[tuple[int, tuple[tuple[str, str, str, tuple[str, ...]], ...]], ...] = ()
    blocks: tuple[tuple[str, str, int], ...] = ()
    hush_until: int = 0

    @classmethod
    def of(cls, person: Person) -> "Crisis":
        """Read what `put` wrote, here or in a newer program; what is damaged counts as nothing."""
        try:
            shown, hold, offer, rules, recent, block, hush, *_ = json.loads(person.data)["crisis"]
            notes = tuple(
                (int(at), tuple((str(r), str(c), str(t), tuple(m)) for r, c, t, m in found))
                for at, found in recent
            )
            seen = tuple((str(about), str(tier), int(at)) for about, tier, at in block)
            counts = int(shown), int(hold), int(offer), tuple(rules)
            return cls(*counts, notes, seen, int(hush))
        except (KeyError, TypeError, ValueError):
            return cls()

    def put(self, person: Person) -> Person:
        """The row with this in it; other parts of its data stay."""
        if self == Crisis.of(person):
            return person
        data = json.loads(person.data) | {"crisis": self}
        return replace(person, data=json.dumps(data, ensure_ascii=False).encode())

    def note(self, seen: Screening, at: int) -> "Crisis":
        """Remember what a message showed."""
        found = tuple((f.rule, f.category, f.tier, tuple(f.modifiers)) for f in seen.findings)
        recent = [one for one in self.recent if at - one[0] < RECENT_SECONDS]
        if found:
            recent.append((at, found))
        hush = at + HUSH_SECONDS if at_home(seen) else self.hush_until
        return self._replace(recent=tuple(recent[-RECENT_MESSAGES:]), hush_until=hush)

    def sum(self) -> Finding | None:
        """What the recent concerns come to together."""
        return add_up([[_finding(*one) for one in found] for _, found in self.recent])

    def again(self, tier: str, about: str, at: int) -> bool:
        """Whether this help was shown within the hour, for something no less grave."""
        return any(
            category == about and at - then < AGAIN_SECONDS and _rank(shown) <= _rank(tier)
            for category, shown, then in self.blocks
        )

    def shows(self, tier: str, about: str, seen: Screening, at: int) -> "Crisis":
        """Help is shown now."""
        known = tuple(one for one in self.blocks if at - one[2] < AGAIN_SECONDS)
        rules = tuple(one.rule for one in seen.findings if one.interrupts)
        shown = self._replace(shown_at=at, hold_until=at + CONVERSATION_SECONDS, rules=rules)
        return shown._replace(blocks=(*known, (about, tier, at)))

    def lifted(self) -> "Crisis":
        """It was not so, or not about them: what this began is over."""
        hush = 0 if self.hush_until == self.shown_at + HUSH_SECONDS else self.hush_until
        return self._replace(hold_until=0, hush_until=hush)


def weighed(crisis: Crisis, seen: Screening) -> Screening:
    """What a message shows, together with the ones before it."""
    total = None if seen.interrupt or not seen.findings else crisis.sum()
    return Screening("serious", True, (total, *seen.findings)) if total else seen  # noqa: FBT003


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


def _finding(rule: str, category: str, tier: str, modifiers: Sequence[str]) -> Finding:
    known: Category = next((one for one in CATEGORIES if one == category), "suicide")
    weight: Tier = next((one for one in TIERS if one == tier), "concern")
    marks: tuple[Modifier, ...] = ("negated",) if modifiers else ()
    return Finding(rule, known, weight, (0, 0), marks)


def _rank(tier: str) -> int:
    return TIERS.index(tier) if tier in TIERS else len(TIERS)

"""What the bot tells of its work while it works: counts and times, never of whom and never words.

`Watch` forgets all of it. `bot.metrics` counts it, where somebody asked for that. What happens
inside a unit of work is told after its commit: what is undone is done again.
"""

from typing import Final, Literal

Part = Literal["turns", "intake", "sending", "other"]
"""Whose unit of work it is. With the long poll, what comes in is kept and handled in `turns`."""
Became = Literal["sent", "later", "blocked", "dropped"]
"""What became of a try to send: `later` is tried again, `blocked` ends all for that chat."""


class Watch:
    """Is told what happens, on whatever thread it happens. Never raises."""

    def received(self, new: int, known: int) -> None:
        """Updates were kept, and others came that had been kept before."""

    def rang(self, count: int) -> None:
        """Timers became updates."""

    def handled(self, kind: str, seconds: float) -> None:
        """An update took effect.

        Args:
            kind: As in `bot.dialogue.talk.Came`.
            seconds: How long its turn took, without the commit that it shares with others.
        """

    def came_late(self) -> None:
        """A timer rang so late that it was dropped."""

    def failed(self, *, for_good: bool) -> None:
        """An update could not be handled; it is tried again, or given up for good."""

    def left(self, count: int) -> None:
        """Updates wait for a process with newer code."""

    def found(self, tier: str, category: str) -> None:
        """A message showed risk of this category, by however many rules, and this tier at most."""

    def helped(self, how: str) -> None:
        """Help was `shown`, `repeated`, `offered`, `opened`, or given `without_store`."""

    def misread(self) -> None:
        """Somebody said that their words were misread."""

    def sent(self, priority: int, became: Became, why: str, waited: float, seconds: float) -> None:
        """A request to send something has ended.

        Args:
            priority: As in `bot.store.rows.Priority`.
            became: What became of it.
            why: The code of `bot.telegram.send.Sent`.
            waited: Seconds since it was due.
            seconds: How long the request took.
        """

    def sends(self, *, now: bool) -> None:
        """This process is the one that sends, or is it no more."""

    def refused(self, code: int) -> None:
        """A request to the webhook was answered with this instead of 200."""

    def transaction(self, part: Part, waited: float, seconds: float) -> None:
        """A unit of work is over, however it ended.

        Args:
            part: Whose it was.
            waited: Seconds until the store was free for it.
            seconds: How long it took, with its commit.
        """

    def store_failed(self, part: Part, error: str) -> None:
        """A unit of work failed with this kind of `bot.store.protocol.StoreError`."""


UNWATCHED: Final = Watch()
"""For whoever nobody watches."""

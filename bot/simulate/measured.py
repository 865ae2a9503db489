"""What is measured on this machine before anything is simulated: the flows and the store."""

import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from bot.delivery import guard
from bot.delivery.turn import Turn
from bot.flow.library import Library
from bot.simulate.assumptions import Assumptions
from bot.simulate.careless import Careless
from bot.simulate.costs import Costs, measure
from bot.simulate.lines import Rules
from bot.simulate.profile import Asked, Profile, lines, mean, profile, quiet_delays
from bot.simulate.walks import Walk, Walker, exercises
from bot.store.rows import Priority

EACH: Final = 3
"""So many walks through each exercise."""
NEW: Final = 8
"""So many people who are new."""


class Walked(NamedTuple):
    """What is known of the flows: the same for the same flows, assumptions and seed."""

    walks: Sequence[Walk]
    welcome: Sequence[Walk]
    risk: Walk
    reminder: Walk

    @property
    def exercise(self) -> Profile:
        """An exercise, on average."""
        return profile(self.walks)

    @property
    def first_minutes(self) -> Profile:
        """What somebody new asks."""
        return profile(self.welcome)

    def by_pack(self, library: Library) -> Mapping[str, Profile]:
        """An exercise of each pack."""
        packs: dict[str, list[Walk]] = {}
        for walk in self.walks:
            flow = library.current(walk.flow)
            packs.setdefault(flow.file.pack if flow else "", []).append(walk)
        return {pack: profile(walks) for pack, walks in sorted(packs.items())}

    def rules(self, costs: Costs, latency: float, writers: int = 1) -> Rules:
        """How the bot works with them."""
        exercise = self.exercise
        urgent = [job for job in self.risk.beats[0].jobs if job.priority == Priority.CRISIS]
        asked = {
            "reply": exercise.reply,
            "pacing": exercise.pacing,
            "late": exercise.late,
            "reminder": mean(self.reminder.beats),
            "crisis": Asked(len(urgent), len(urgent), 0.0),
        }
        return Rules(costs, lines(self.walks, self.risk), asked, latency, writers)

    def base(self, latency: float) -> dict[str, list[float]]:
        """How long each kind takes while nobody else wants anything."""
        return quiet_delays(self.walks, latency)


def walked(library: Library, assume: Assumptions, seed: int) -> Walked:
    """Walk through all exercises; some seconds."""
    guard.ready()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = Careless(Path(folder) / "walks.db")
        try:
            dice = random.Random(seed)  # noqa: S311  (walks that can be repeated)
            walker = Walker(store, Turn(lambda: library), assume, dice)
            walks = [walker.walk(flow) for flow in exercises(library) for _ in range(EACH)]
            welcome = [walker.welcome() for _ in range(NEW)]
            return Walked(walks, welcome, walker.risk(), walker.reminder())
        finally:
            store.close()


def costs_of(library: Library, found: Walked, folder: Path | None = None) -> Costs:
    """What the store takes, on a file in that folder; some seconds."""
    return measure(Turn(lambda: library), found.walks, folder)

"""What an exercise asks of the bot on average, minute by minute, from many walks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from bot.delivery.pace import CHANGES, FREE, Pace
from bot.simulate.walks import LATER_SECONDS, Beat, Job, Walk
from bot.store.rows import Priority

KINDS: Final = ("crisis", "reply", "pacing", "reminder")
"""What somebody waits for: the words of help, an answer, the next step of a rhythm, a reminder."""
USUAL_LINE: Final = {
    "crisis": Priority.CRISIS,
    "reply": Priority.REPLY,
    "pacing": Priority.REMINDER,
    "reminder": Priority.REMINDER,
}
POINTS: Final = 12
"""A distribution is kept as so many values, each as likely as the others."""


class Asked(NamedTuple):
    """What one turn queues on average.

    Attributes:
        jobs: Those that count in the pace of the bot.
        news: Of them, those that put something new into the chat.
        free: Those that don't count.
    """

    jobs: float
    news: float
    free: float


class Profile(NamedTuple):
    """An exercise, on average.

    Attributes:
        updates: How many a person sends, by the minute since the beginning.
        steps: How many timers of the exercise itself ring, by the minute.
        later: How many timers ring long after, because it was left in the middle.
        reply: What a turn after an update queues.
        pacing: What a turn after a timer of the exercise queues.
        late: What a turn after a later timer queues.
    """

    updates: Sequence[float]
    steps: Sequence[float]
    later: float
    reply: Asked
    pacing: Asked
    late: Asked

    @property
    def jobs(self) -> float:
        """Jobs of one exercise that count in the pace."""
        said, rung = sum(self.updates), sum(self.steps)
        return said * self.reply.jobs + rung * self.pacing.jobs + self.later * self.late.jobs

    @property
    def changes(self) -> float:
        """Of them, those that put nothing new into the chat, such as taking buttons off."""
        said, rung = sum(self.updates), sum(self.steps)
        news = said * self.reply.news + rung * self.pacing.news + self.later * self.late.news
        return self.jobs - news


def profile(walks: Sequence[Walk]) -> Profile:
    """The mean of walks."""
    beats = [beat for walk in walks for beat in walk.beats]
    said = [beat for beat in beats if beat.said is not None]
    rung = [beat for beat in beats if beat.said is None]
    soon = [beat for beat in rung if _during(beat)]
    late = [beat for beat in rung if not _during(beat)]
    return Profile(
        _by_minute(said, len(walks)),
        _by_minute(soon, len(walks)),
        len(late) / len(walks),
        mean(said),
        mean(soon),
        mean(late),
    )


def mean(beats: Sequence[Beat]) -> Asked:
    """What a turn queues."""
    jobs = [job for beat in beats for job in beat.jobs]
    count = max(1, len(beats))
    free = sum(job.label in FREE for job in jobs)
    news = sum(_is_news(job) for job in jobs)
    return Asked((len(jobs) - free) / count, news / count, free / count)


def lines(walks: Sequence[Walk], risk: Walk) -> dict[str, int]:
    """In which line each kind waits to be sent: the priority that the turn gave it."""
    found: dict[str, Counter[int]] = {kind: Counter() for kind in KINDS}
    found["crisis"].update(job.priority for job in risk.beats[0].jobs[:1])
    for beat in (beat for walk in walks for beat in walk.beats):
        kind = "reply" if beat.said else "pacing" if _during(beat) else "reminder"
        found[kind].update(job.priority for job in beat.jobs if job.label not in FREE)
    return {
        kind: counts.most_common(1)[0][0] if counts else int(USUAL_LINE[kind])
        for kind, counts in found.items()
    }


def quiet_delays(walks: Sequence[Walk], latency: float) -> dict[str, list[float]]:
    """How long each kind takes while nobody else wants anything: Telegram's answers, and the pace
    of the chat. `POINTS` values each, the smallest first.

    Args:
        walks: Of one kind of exercise or several.
        latency: Seconds of one request.
    """
    found: dict[str, list[float]] = {"reply": [], "pacing": [], "reminder": [latency]}
    for walk in walks:
        pace, free = Pace(-60.0), 0.0  # it has been quiet for a while
        for beat in walk.beats:
            kind = "reply" if beat.said else "pacing" if _during(beat) else "reminder"
            free = max(free, beat.at)
            for job in beat.jobs:
                while (wait := pace.wait(1, job.label, free)) > 0:
                    free += wait
                free += latency
                if _is_news(job):
                    found[kind].append(free - beat.at)
    found["crisis"] = [latency]
    return {kind: _points(values) for kind, values in found.items()}


def _points(values: Iterable[float]) -> list[float]:
    ordered = sorted(values)
    return [ordered[int((n + 0.5) / POINTS * len(ordered))] for n in range(POINTS)]


def _during(beat: Beat) -> bool:
    return beat.timer == "step" and beat.at < LATER_SECONDS


def _is_news(job: Job) -> bool:
    return job.label not in FREE | CHANGES


def _by_minute(beats: Sequence[Beat], walks: int) -> Sequence[float]:
    """How many in each minute since the beginning, for one walk."""
    counts = Counter(int(beat.at // 60) for beat in beats if beat.at < LATER_SECONDS)
    return [counts[minute] / walks for minute in range(max(counts, default=0) + 1)]

"""What is to be seen of somebody's progress: the facts in words, and the same as a picture's data.

A view is made for whoever will look: in their language, by their clock. Words come first: they say
all that the picture shows, for screen readers and for those who like no pictures. They tell what
was, never how somebody did.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final, NamedTuple

from bot.flow.flow import Flow, Question
from bot.flow.library import Library
from bot.people.progress import Progress, Rated, Series
from bot.people.spans import Unit, day_of, gather, monday
from bot.people.when import day_name, number_name

WAYS: Final = ("better", "same", "worse")
CHANGED_MAX, HELPED_MAX, PAGE_MAX = 5, 6, 3
"""So many exercises fit on a picture of each kind without making it too long for a phone. Those
with the most runs, or the most change, come first; the words have all."""


class View(NamedTuple):
    """One thing to see.

    Attributes:
        key: `mood:FLOW:NAME`, `change`, `helped`, `measure:FLOW`, `overview` or `one:FLOW`.
        title: What it is called, on its button say.
        text: The facts in words.
        draw: The function of `bot.people.charts` that draws it.
        data: What is drawn, with all words; JSON.
    """

    key: str
    title: str
    text: str
    draw: str
    data: Mapping[str, Any]


class Viewer(NamedTuple):
    """Makes views for one reader.

    Attributes:
        library: Gives the words.
        lang: The reader's language.
        zone: The zone by whose clock days are counted.
        when: Which stretch of time is looked at, in words.
    """

    library: Library
    lang: str
    zone: str
    when: str

    def all(self, progress: Progress) -> list[View]:
        """Everything there is to see, each exercise also by itself."""
        views = [self.mood(series) for series in progress.moods]
        if progress.rated:
            views.append(self.change(progress.rated))
        if progress.compared:
            views.append(self.helped(progress.compared))
        views += [self.measure(several) for several in questionnaires(progress)]
        if len(progress.moods) + len(progress.rated) > 1:
            views.append(self.overview(progress))
        return views + [self.curve(rated) for rated in progress.rated]

    def overview(self, progress: Progress) -> View:
        """Check-ins and exercises on one card, such as for a look before a session.

        There has to be at least one of them.
        """
        title, days = self._say("progress_overview"), list[int]()
        lines, panels = list[str](), list[dict[str, Any]]()
        for series in progress.moods:
            points = [(day_of(one.at, self.zone), one.value) for one in series.points]
            days += [day for day, _ in points]
            values = {"n": str(len(points)), "value": self._number(series.middle)}
            lines.append(self._say("progress_mood_row", name=self._name(series), **values))
            panels.append({"title": self._name(series), "what": self._short(series),
                           "low": series.low, "high": series.high, "points": points})  # fmt: skip
        for rated in progress.rated:
            pairs = [(day_of(one.at, self.zone), one.before, one.after) for one in rated.pairs]
            days += [day for day, _, _ in pairs]
            direction = self._direction(rated.better)
            lines.append(f"{self._change_row(rated)}. {direction}")
            panels.append({"title": self._title(rated.flow), "what": direction, "low": rated.low,
                           "high": rated.high, "pairs": pairs})  # fmt: skip
        data = self._data(title) | {
            "when": self.when, "from": min(days), "to": max(days),
            "panels": panels[:PAGE_MAX], "more": self._more(panels, PAGE_MAX),
            "words": {"each": self._say("progress_each"), **self._before_after()},
        }  # fmt: skip
        text = _text([self._heading(title), "", *lines, "", self._say("progress_change_note")])
        return View("overview", title, text, "overview", data)

    def mood(self, series: Series) -> View:
        """A check-in's number over time."""
        name = self._name(series)
        points = [(day_of(one.at, self.zone), one.value) for one in series.points]
        values = [value for _, value in points]
        first, last = points[0][0], points[-1][0]
        lines = [self._heading(name), self._scale(series), ""]
        lines.append(self._say("progress_numbers", n=str(len(points))))
        if len(points) > 1:
            low, high = self._number(min(values)), self._number(max(values))
            lines.append(self._say("progress_range", low=low, high=high))
            lines.append(self._say("progress_middle", value=self._number(series.middle)))
        lines += ["", *self._over_time(points)]
        data = self._data(name) | {
            **self._ends(series), "from": first, "to": last,
            "points": [list(point) for point in points],
            "words": {"each": self._say("progress_each"), "middle": self._say("progress_line")},
        }  # fmt: skip
        return View(f"mood:{series.flow.id}:{series.name}", name, _text(lines), "mood", data)

    def curve(self, rated: Rated) -> View:
        """One exercise over time, before and after."""
        title, what = self._title(rated.flow), self._scale(rated)
        direction = self._direction(rated.better)
        pairs = [(day_of(one.at, self.zone), one.before, one.after) for one in rated.pairs]
        lines = [self._heading(title), what, direction, "", *self._pairs(pairs)]
        if rated.single:
            lines += ["", self._say("progress_single", n=str(rated.single))]
        data = self._data(title) | {
            **self._ends(rated), "name": self._name(rated), "direction": direction,
            "pairs": [list(pair) for pair in pairs], "words": self._before_after(),
        }  # fmt: skip
        return View(f"one:{rated.flow.id}", title, _text(lines), "curve", data)

    def change(self, rated: Sequence[Rated]) -> View:
        """All exercises side by side, grouped by which way is the better one."""
        title = self._say("progress_change")
        lines, groups, number = [self._heading(title)], [], 0
        for better in ("less", "more"):
            said, rows = list[str](), list[dict[str, Any]]()
            for one in (one for one in rated if one.better == better):
                number += 1
                said.append(f"{number}. {self._change_row(one)}")
                rows += [{
                    "number": number, "name": self._title(one.flow), "count": len(one.pairs),
                    "low": one.low, "high": one.high, "before": one.before, "after": one.after,
                }] if one in rated[:CHANGED_MAX] else []  # fmt: skip
            if said:
                lines += ["", self._direction(better), *said]
            if rows:
                groups.append({"direction": self._direction(better), "rows": rows})
        lines += ["", self._say("progress_change_note")]
        data = self._data(title) | {"groups": groups, "words": self._before_after(),
                                    "more": self._more(rated, CHANGED_MAX)}  # fmt: skip
        return View("change", title, _text(lines), "change", data)

    def helped(self, compared: Sequence[Rated]) -> View:
        """How often each exercise went better, the same or worse."""
        title, what = self._say("progress_helped"), self._say("progress_helped_what")
        lines, rows = [self._heading(title), what, ""], []
        for number, one in enumerate(compared, 1):
            name = self._title(one.flow)
            counts = {way: one.ways(way) for way in WAYS}
            said = {way: str(count) for way, count in counts.items()}
            row = self._say("progress_helped_row", name=name, n=str(len(one.pairs)), **said)
            lines.append(f"{number}. {row} {self._changed(one)}")
            rows.append({"number": number, "name": name, **counts})
        lines += ["", self._say("progress_helped_note")]
        words = {way: self._say(f"progress_{way}") for way in WAYS}
        data = self._data(title) | {"what": what, "words": words, "rows": rows[:HELPED_MAX],
                                    "more": self._more(rows, HELPED_MAX)}  # fmt: skip
        return View("helped", title, _text(lines), "helped", data)

    def measure(self, series: Sequence[Series]) -> View:
        """A questionnaire's numbers, each for itself."""
        title = self._title(series[0].flow)
        lines, panels, days = [self._heading(title)], [], list[int]()
        for one in series:
            points = [(day_of(point.at, self.zone), point.value) for point in one.points]
            name = self._scale(one)
            lines += ["", name, *self._over_time(points)]
            days += [day for day, _ in points]
            panels.append({"title": name, "low": one.low, "high": one.high,
                           "points": [list(point) for point in points]})  # fmt: skip
        lines += ["", self._say("progress_measure_note")]
        data = self._data(title) | {"panels": panels, "from": min(days), "to": max(days)}
        return View(f"measure:{series[0].flow.id}", title, _text(lines), "measure", data)

    def _change_row(self, rated: Rated) -> str:
        values = {"before": self._number(rated.before), "after": self._number(rated.after)}
        name, count = self._title(rated.flow), str(len(rated.pairs))
        return self._say("progress_change_row", name=name, n=count, **values)

    def _more(self, all_: Sequence[Any], most: int) -> str:
        """What a picture says where it doesn't show all; nothing where it does."""
        left = len(all_) - most
        return self._say("progress_more", n=str(left)) if left > 0 else ""

    def _data(self, heading: str) -> dict[str, Any]:
        return {"lang": self.lang, "heading": heading}

    def _heading(self, title: str) -> str:
        return self._say("progress_heading", name=title, span=self.when)

    def _title(self, flow: Flow) -> str:
        return flow.text("title", self.lang).render(str)

    def _name(self, of: Rated | Series) -> str:
        """What the number is called; by the flow's title, where the file doesn't say."""
        key = f"title.{of.name}"
        return of.flow.text(key if key in of.flow.texts else "title", self.lang).render(str)

    def _ends(self, of: Rated | Series) -> dict[str, Any]:
        """The scale of a picture: from where to where, and what its ends mean."""
        return {"low": of.low, "high": of.high, "ends": list(ends(of.flow, of.name, self.lang))}

    def _scale(self, of: Rated | Series) -> str:
        """What is rated, from where to where, and what the ends mean."""
        values = [self._number(of.low), self._number(of.high)]
        for place, words in enumerate(ends(of.flow, of.name, self.lang)):
            values[place] += f" ({words})"
        return self._say("progress_scale", name=self._name(of), low=values[0], high=values[1])

    def _short(self, of: Rated | Series) -> str:
        """From where to where, in few words."""
        meant = [*ends(of.flow, of.name, self.lang), "", ""]
        low, high = (f"{self._number(end)} {words}".rstrip()
                     for end, words in zip((of.low, of.high), meant, strict=False))  # fmt: skip
        return f"{low} – {high}"

    def _direction(self, better: str) -> str:
        return self._say(f"progress_{better}_is_better")

    def _before_after(self) -> dict[str, str]:
        return {key: self._say(f"progress_{key}") for key in ("before", "after")}

    def _changed(self, rated: Rated) -> str:
        """The middle of the runs' own changes, in words."""
        size = self._number(abs(rated.change))
        way = "none" if not rated.change else "up" if rated.change > 0 else "down"
        return self._say(f"progress_changed_{way}", n=size)

    def _over_time(self, points: Sequence[tuple[int, float]]) -> Iterator[str]:
        unit, groups = gather([day for day, _ in points])
        yield self._say(f"progress_by_{unit}")
        for some in groups.values():
            value = self._number(median(points[place][1] for place in some))
            day = self._day(points[some[0]][0], unit)
            yield self._say("progress_point", day=day, value=value)

    def _pairs(self, pairs: Sequence[tuple[int, float, float]]) -> Iterator[str]:
        unit, groups = gather([pair[0] for pair in pairs])
        yield self._say(f"progress_by_{unit}")
        for some in groups.values():
            before, after = (
                self._number(median(pairs[place][which] for place in some)) for which in (1, 2)
            )
            day = self._day(pairs[some[0]][0], unit)
            yield self._say("progress_pair", day=day, before=before, after=after)

    def _day(self, day: int, unit: Unit) -> str:
        if unit == "month":
            return day_name(day, self.lang, "yMMM")
        return day_name(monday(day) if unit == "week" else day, self.lang)

    def _number(self, value: float) -> str:
        return number_name(value, self.lang)

    def _say(self, phrase: str, **values: str) -> str:
        return self.library.phrases.say(phrase, self.lang, values)


def questionnaires(progress: Progress) -> list[list[Series]]:
    """The numbers of each questionnaire together."""
    found: dict[str, list[Series]] = {}
    for series in progress.measures:
        found.setdefault(series.flow.id, []).append(series)
    return list(found.values())


def ends(flow: Flow, name: str, lang: str) -> tuple[str, ...]:
    """What the least and the greatest number mean, in the words of the question."""
    for step in flow.steps.values():
        if isinstance(step, Question) and step.save == name and step.low is not None:
            keys = [f"{step.id}/labels.{int(end or 0)}" for end in (step.low, step.high)]
            if all(key in flow.texts for key in keys):
                return tuple(flow.text(key, lang).render(str) for key in keys)
    return ()


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines)

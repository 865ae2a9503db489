"""How people tell it: letters retold in other words, and long messages of people not at risk.

Each line of `letters_*` tells again what somebody wrote to an advice column, a forum or a blog, by
authors who knew no rule; those of `talk_*` were made up by such authors, most of them as a stream
of 25 to 70 words; those of `said_*` say a risk plainly, in as many ways as six authors could find,
those of `core_*` in few words. The `nights_*` and `evenings_*` are what nine more authors thought
people would write late on a phone, at risk or not: a third of them short, a third long. The
`blunt_*` are open danger by twelve more, in a few minutes each; `plain_*` by three after them, with
the same task, and `calm_*` the words of people not at risk by two.
What is called `read` was read afterwards and rules were mended; what is called `left` was read by
nobody who writes rules. All but `core_*` are harder than the sets of auditors, in both ways: see
"Where it stands" in safety/README.md.
"""

from collections import defaultdict

import pytest

from safety import screen, weigh
from tests.safety.test_sets import rows

FLOORS = {
    "letters_read": (0.95, 0.9),
    "letters_left": (0.92, 0.8),
    "said_read": (0.9, 0.85),
    "said_left": (0.75, 0.64),
    "core_read": (0.98, 0.97),
    "nights_read": (0.98, 0.97),
    "evenings_left": (0.88, 0.77),
    "blunt_read": (0.89, 0.82),
    "plain_left": (0.86, 0.76),
}
"""The least share of plain lines found, and of those that interrupt; goals 0.95 and 0.9."""

INTERRUPTED = {
    "letters_read": 0.004,
    "letters_left": 0.008,
    "talk_read": 0.004,
    "talk_left": 0.008,
    "nights_left_harmless": 0.006,
    "calm_left": 0.006,
}
"""How many harmless lines may interrupt; the goal is 0.005."""


@pytest.mark.parametrize("name", FLOORS)
def test_plain_lines_of_letters_are_found(name: str) -> None:
    seen: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for kind, _, text in rows(f"{name}.tsv"):
        if kind.startswith("risk_"):
            found = weigh(screen(text))
            seen[kind.partition(":")[0]].append((found.tier is not None, found.interrupt))
    assert "risk_explicit" in seen
    for kind, every in sorted(seen.items()):
        heard, stops = (sum(one) for one in zip(*every, strict=True))
        print(f"{name} {kind} {len(every)}: any {heard}, interrupting {stops}")  # noqa: T201
    heard, stops = (sum(one) / len(one) for one in zip(*seen["risk_explicit"], strict=True))
    least, least_stops = FLOORS[name]
    assert heard >= least
    assert stops >= least_stops


@pytest.mark.parametrize("name", INTERRUPTED)
def test_people_who_are_not_at_risk_are_seldom_interrupted(name: str) -> None:
    seen: dict[str, list[bool]] = defaultdict(list)
    for kind, language, text in rows(f"{name}.tsv"):
        if not kind.startswith("risk_"):
            seen[language].append(weigh(screen(text)).interrupt)
    for language, every in sorted(seen.items()):
        print(f"{name} {language} {len(every)}: interrupted {sum(every)}")  # noqa: T201
    wrong = sum(map(sum, seen.values()))
    assert wrong / sum(map(len, seen.values())) <= INTERRUPTED[name], wrong

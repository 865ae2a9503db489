"""Sets written for this project, none copied from data: what must and must not interrupt.

`risk.tsv` was tuned on, so its figures are better than those of text that nobody has seen; the
floors are a little under what was measured. `fresh.tsv` was scored once before anything was tuned.

The `fresh_*` sets were each written in many voices before the rules were looked at, scored once,
and only then mended, so what runs here only keeps what was won. What they found the first time:

| set | explicit, any tier / interrupting | indirect, any tier | other languages, interrupting |
| fresh_voices | 91 / 83 of 107 | 33 of 55 | 44 of 44 |
| fresh_second, trades and rare scenes | 25 / 21 of 59 | 5 of 24 | 52 of 61 |
| fresh_third, everyday wording | 48 / 48 of 53 | 22 of 26 | 24 of 27 |
| fresh_nights, many voices | 147 / 128 of 255 | 23 of 133 | 68 of 83 |
| fresh_people, people of every trade | 197 / 184 of 269 | 34 of 131 | none in it |
| fresh_audit, before the mending for fresh_people | 141 / 131 of 153 | 52 of 75 | |
| fresh_audit, after that mending and still unseen | 147 / 138 of 153 | 61 of 75 | 55 of 55 |
| fresh_passing: in passing, or as an answer | 406 / 341 of 486 | 142 of 334 | 157 of 198 |
| fresh_wide: many situations of each category; learnt from at once, so there is no first figure |
| fresh_sixth: an auditor's, before it was read | 169 / 159 of 180 | 68 of 110 | 65 of 66 |
| fresh_many: two rounds of authors | 959 / 825 of 1134 | 306 of 576 | |
| fresh_harmless: 5 of 125 interrupted; fresh_second_harmless: 8 of 112; fresh_nights_harmless:
  14 of 299; fresh_people_harmless: 28 of 406; fresh_audit_harmless: 13 of 313, then 10 |
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from safety import CATEGORIES, Finding, add_up, screen, weigh
from tests.safety.mistakes import KINDS, kept, risk

HERE = Path(__file__).parent
LOOKALIKE = str.maketrans("aeopcyxis", "аеорсухіѕ")


def lines(name: str) -> list[str]:
    return [one for one in (HERE / name).read_text(encoding="utf-8").splitlines() if one]


def rows(name: str) -> list[tuple[str, ...]]:
    return [tuple(line.split("\t")) for line in lines(name)]


RISK = rows("risk.tsv")
HARMLESS = rows("harmless.tsv")
FRESH = (
    "fresh_voices.tsv",
    "fresh_second.tsv",
    "fresh_third.tsv",
    "fresh_nights.tsv",
    "fresh_people.tsv",
    "fresh_audit.tsv",
    "fresh_plain.tsv",
    "fresh_answers.tsv",
    "fresh_passing.tsv",
    "fresh_wide.tsv",
    "fresh_sixth.tsv",
    "fresh_many.tsv",
)
FRESH_QUIET = (
    "fresh_harmless.tsv",
    "fresh_second_harmless.tsv",
    "fresh_nights_harmless.tsv",
    "fresh_people_harmless.tsv",
    "fresh_audit_harmless.tsv",
    "fresh_plain_harmless.tsv",
    "fresh_answers_harmless.tsv",
    "fresh_passing_harmless.tsv",
    "fresh_wide_harmless.tsv",
    "fresh_sixth_harmless.tsv",
    "fresh_many_harmless.tsv",
    "fresh_everyday_harmless.tsv",
    "fresh_calm_harmless.tsv",
)
INTERRUPTED = {
    "fresh_plain_harmless.tsv": 1,
    "fresh_answers_harmless.tsv": 2,
    "fresh_many_harmless.tsv": 1,
    "fresh_calm_harmless.tsv": 4,
}
"""How many harmless lines may interrupt where it isn't none. "I'll hang myself if there is a test
again" does, laughter or not: what would silence it would silence those who mean it."""
HINTS = {"fresh_sixth.tsv": 0.6}
"""The least share of hints found where it is under the goal: those of this set are not learnt."""
CALM = {"sadness", "attachment", "arguments", "body", "parenting", "smalltalk"}
HELD = (
    "held_audit",
    "held_third",
    "held_fourth",
    "held_fifth",
    "held_seventh",
    "held_tenth",
    "held_eleventh",
    "held_twelfth",
)
HELD_FLOORS = {
    "held_fifth": (0.92, 0.88, 0.58, 0.9),
    "held_seventh": (0.92, 0.85, 0.62, 0.9),
    "held_tenth": (0.95, 0.9, 0.65, 0.9),
    "held_eleventh": (0.95, 0.88, 0.65, 0.9),
    "held_twelfth": (0.92, 0.86, 0.65, 0.85),
}
"""Where the goals are not reached: explicit at any tier and interrupting, indirect at any tier, and
explicit ones of the eleven other languages interrupting."""
HELD_QUIET = tuple(f"{one}_harmless.tsv" for one in HELD)
Said = list[Finding]
EXPLICIT = [text for kind, _, _, text in RISK if kind == "explicit"]
FLOORS = {
    ("explicit", "en"): (0.95, 0.9),
    ("explicit", "es"): (0.95, 0.9),
    ("indirect", "en"): (0.9, 0.0),
    ("indirect", "es"): (0.9, 0.0),
}
"""The least share found at any tier, and the least that interrupts."""


def shares(texts: Iterable[str]) -> tuple[float, float, int]:
    """Found at any tier, interrupting, and how many there were."""
    results = [weigh(screen(text)) for text in texts]
    found = sum(one.tier is not None for one in results) / len(results)
    return found, sum(one.interrupt for one in results) / len(results), len(results)


@pytest.mark.parametrize(
    ("name", "least"), [("idioms_en.txt", 200), ("idioms_es.txt", 80), ("emotional_en.txt", 70)]
)
def test_no_idiom_interrupts(name: str, least: int) -> None:
    texts = lines(name)
    assert len(set(texts)) >= least
    assert [text for text in texts if weigh(screen(text)).interrupt] == []


def test_the_sets_are_large_and_say_nothing_twice() -> None:
    texts = [row[-1] for row in RISK]
    assert len(set(texts)) == len(texts) >= 400
    assert {about for _, _, about, _ in RISK} == set(CATEGORIES)
    quiet = [row[-1] for row in HARMLESS]
    quiet += [row[-1] for name in FRESH_QUIET for row in rows(name)]
    assert len(set(quiet)) >= 400
    quiet += lines("idioms_en.txt") + lines("idioms_es.txt") + lines("emotional_en.txt")
    assert len(set(quiet)) >= 800


@pytest.mark.parametrize(("kind", "lang"), sorted(FLOORS))
def test_recall_on_our_own_set(kind: str, lang: str) -> None:
    every, stops, number = shares(text for *what, _, text in RISK if what == [kind, lang])
    print(f"{kind} {lang} {number}: any {every:.0%}, interrupting {stops:.0%}")  # noqa: T201
    least, least_stops = FLOORS[kind, lang]
    assert every >= least
    assert stops >= least_stops


@pytest.mark.parametrize("about", CATEGORIES)
def test_recall_of_each_category(about: str) -> None:
    every, stops, number = shares(text for *_, what, text in RISK if what == about)
    print(f"{about} {number}: any {every:.0%}, interrupting {stops:.0%}")  # noqa: T201
    assert every >= 0.9


def test_quiet_on_harmless_text_of_each_kind() -> None:
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind, lang, text in HARMLESS:
        kinds[f"{kind} {lang}"].append(text)
    wrong = {
        kind: [text for text in texts if weigh(screen(text)).interrupt]
        for kind, texts in kinds.items()
    }
    for kind, texts in sorted(kinds.items()):
        every, stops, number = shares(texts)
        print(f"{kind} {number}: offered {every:.0%}, interrupted {stops:.0%}")  # noqa: T201
    assert sum(map(len, wrong.values())) <= 1, wrong


def test_recall_on_text_that_was_scored_before_tuning() -> None:
    texts: dict[str, list[str]] = defaultdict(list)
    for kind, lang, _, text in rows("fresh.tsv"):
        texts[f"{kind} {lang}"].append(text)
    found = {kind: shares(one) for kind, one in texts.items()}
    for kind, (every, stops, number) in sorted(found.items()):
        print(f"fresh {kind} {number}: any {every:.0%}, stops {stops:.0%}")  # noqa: T201
    assert all(every >= 0.5 for every, _, _ in found.values())


@pytest.mark.parametrize("name", FRESH)
def test_what_fresh_text_taught_is_kept(name: str) -> None:
    texts: dict[str, list[str]] = defaultdict(list)
    for kind, lang, about, voice, text in rows(name):
        main = "en and es" if lang in {"en", "es"} else "others"
        for key in (f"{kind} {main}", f"{kind} {about}", f"{kind} {lang}", f"voice {voice}"):
            texts[key].append(text)
    found = {key: shares(one) for key, one in texts.items()}
    for key, (every, stops, number) in sorted(found.items()):
        print(f"{name} {key} {number}: any {every:.0%}, stops {stops:.0%}")  # noqa: T201
    assert found["explicit en and es"][0] >= 0.95
    assert found["explicit en and es"][1] >= 0.9
    assert all(found[key][1] >= 0.9 for key in ("explicit others",) if key in found)
    hints = HINTS.get(name, 0.65)
    assert all(found[key][0] >= hints for key in ("indirect en and es",) if key in found)


@pytest.mark.parametrize("name", FRESH_QUIET)
def test_fresh_harmless_text_of_each_kind(name: str) -> None:
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind, lang, text in rows(name):
        kinds[f"{kind} {lang}"].append(text)
    for kind, texts in sorted(kinds.items()):
        every, stops, number = shares(texts)
        print(f"{name} {kind} {number}: offered {every:.0%}, interrupted {stops:.0%}")  # noqa: T201
    wrong = [row[-1] for row in rows(name) if weigh(screen(row[-1])).interrupt]
    assert len(wrong) <= INTERRUPTED.get(name, 0), wrong


def talks_that_tip(calm: Sequence[Said], hints: Mapping[str, Sequence[Said]], number: int) -> int:
    """Of so many talks of twelve messages, five of them hints of one kind if there are any."""
    chance = random.Random(7)  # noqa: S311  # the same talks each time
    kinds, sizes = list(hints.values()), [len(one) for one in hints.values()]
    tipped = 0
    for _ in range(number):
        heavy = chance.sample(chance.choices(kinds, sizes)[0], 5) if hints else []
        talk = [*heavy, *chance.sample(calm, 12 - len(heavy))]
        chance.shuffle(talk)
        tipped += any(add_up(talk[: at + 1]) for at in range(12))
    return tipped


@pytest.mark.parametrize(
    ("lang", "names", "most"),
    [("en", (*FRESH_QUIET, *HELD_QUIET), 0.01), ("es", (*FRESH_QUIET, *HELD_QUIET), 0.01),
     ("en", HELD_QUIET, 0.015), ("es", HELD_QUIET, 0.03)],
    ids=["en, all", "es, all", "en, unread", "es, unread"],
)  # fmt: skip
def test_calm_talk_seldom_adds_up(lang: str, names: tuple[str, ...], most: float) -> None:
    """Talks of twelve messages of sadness, love and every day, drawn from harmless sets.

    Rules were mended after reading what added up of all but the `held_` ones, of which there are
    fewer: two of 88 Spanish messages that hint make one talk in sixty.
    """
    every = [row for name in names for row in rows(name)]
    calm = [screen(text) for kind, code, text in every if code == lang and kind in CALM]
    tipped = talks_that_tip(calm, {}, 2000)
    print(f"{lang}: {len(calm)} messages, {tipped} of 2000 talks add up")  # noqa: T201
    assert tipped <= most * 2000


@pytest.mark.parametrize(
    ("lang", "names", "least"),
    [("en", FRESH, 0.58), ("es", FRESH, 0.46), ("en", HELD, 0.55), ("es", HELD, 0.4)],
    ids=["en, tuned on", "es, tuned on", "en, unread", "es, unread"],
)
def test_five_hints_among_calm_messages_add_up(
    lang: str, names: tuple[str, ...], least: float
) -> None:
    """Five hints of one kind that don't interrupt by themselves, some not even heard.

    Many are heard by `.named` rules alone, which never add up. If one of those counted for one,
    255 talks would be 318, but calm talks that add up 43 of 2,000 instead of 9 (English, unread).
    """
    hints: dict[str, list[Said]] = defaultdict(list)
    for name in (one if one.endswith(".tsv") else f"{one}.tsv" for one in names):
        for kind, code, about, *_, text in rows(name):
            if (kind, code) == ("indirect", lang) and not weigh(said := screen(text)).interrupt:
                hints[about].append(said)
    every = [row for name in FRESH_QUIET for row in rows(name)]
    calm = [screen(text) for kind, code, text in every if code == lang and kind in CALM]
    enough = {about: said for about, said in hints.items() if len(said) >= 5}
    tipped = talks_that_tip(calm, enough, 400)
    print(f"{lang} {sum(map(len, enough.values()))} hints: {tipped} of 400 talks")  # noqa: T201
    assert tipped >= least * 400


@pytest.mark.parametrize("name", HELD)
def test_text_that_no_author_of_rules_has_read(name: str) -> None:
    """`held_...` stay unread by whoever writes rules, so they say how text of others does.

    Only counts are printed. Whoever has to open one replaces it by another. Of the harmless ones
    of the third, fourth and tenth, those that interrupted at first were read, and mended by kind.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for kind, lang, _, _, text in rows(f"{name}.tsv"):
        texts[f"{kind} {'en and es' if lang in {'en', 'es'} else 'others'}"].append(text)
    found = {kind: shares(one) for kind, one in texts.items()}
    for kind, (every, stops, number) in sorted(found.items()):
        print(f"{name} {kind} {number}: any {every:.0%}, stops {stops:.0%}")  # noqa: T201
    quiet = [row[-1] for row in rows(f"{name}_harmless.tsv")]
    offered, wrong, number = shares(quiet)
    print(f"{name} harmless {number}: offered {offered:.0%}, stopped {wrong:.1%}")  # noqa: T201
    least, least_stops, least_hints, others = HELD_FLOORS.get(name, (0.95, 0.9, 0.65, 0.9))
    assert found["explicit en and es"][0] >= least
    assert found["explicit en and es"][1] >= least_stops
    assert found["explicit others"][1] >= others
    assert found["indirect en and es"][0] >= least_hints
    assert wrong < 0.05


def _longest(text: str, change: Callable[[str], str]) -> str:
    word = max(text.split(), key=len)
    if len(word) < 5:  # one letter of a short word makes another word
        return text
    return text.replace(word, change(word), 1)


def _swap(word: str) -> str:
    at = len(word) // 2
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


MUTATIONS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "accents": lambda text: text.replace("a", "á").replace("e", "é").replace("i", "ï"),
    "leetspeak": lambda text: text.replace("i", "1").replace("e", "3").replace("o", "0"),
    "spaces": lambda text: text.replace(" ", "   "),
    "zero-width": "\u200b".join,
    "homoglyphs": lambda text: _longest(text, lambda word: word.translate(LOOKALIKE)),
    "stretched": lambda text: _longest(text, lambda word: word[:-1] + word[-1] * 5),
    "emoji between": lambda text: text.replace(" ", " 🌸 "),
    "known emoji between": lambda text: text.replace(" ", " 😭 "),
    "no punctuation": lambda text: text.replace("'", "").replace(",", ""),
    "swapped letters": lambda text: _longest(text, _swap),
    "letter left out": lambda text: _longest(text, lambda word: word[:2] + word[3:]),
}


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_mutations_keep_the_interrupts(name: str) -> None:
    stopped = [text for text in EXPLICIT if weigh(screen(text)).interrupt]
    kept = [text for text in stopped if weigh(screen(MUTATIONS[name](text))).interrupt]
    print(name, f"{len(kept)} of {len(stopped)}")  # noqa: T201
    assert len(kept) >= 0.95 * len(stopped), sorted(set(stopped) - set(kept))


FLOORS_OF_MISTAKES = {
    "a letter too few": 0.94,
    "the last letter of a word lost": 0.91,
    "a space too many": 0.96,
}
"""The least share of interrupts that a kind of mistake must leave, where it is not 95 %."""
SEEDS = 5
"""With one the share differs by 2 % from seed to seed, and with any message that stops more."""


@pytest.mark.parametrize("name", sorted(KINDS))
def test_one_typing_mistake(name: str) -> None:
    stopped = [(lang, text) for lang, text in risk("risk.tsv") if len(text) > 4]
    stopped = [(lang, text) for lang, text in stopped if weigh(screen(text)).interrupt]
    every = [kept(name, stopped, seed) for seed in range(SEEDS)]
    tried, lost = sum(one for one, _ in every), [each for _, some in every for each in some]
    left = 1 - len(lost) / tried
    print(f"{name}: {tried - len(lost)} of {tried} = {left:.1%}")  # noqa: T201
    assert tried > 0
    assert left >= FLOORS_OF_MISTAKES.get(name, 0.95), lost

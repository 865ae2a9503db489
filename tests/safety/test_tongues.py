"""Eleven languages: recall on messages written before the rules, and what must not interrupt.

Every second message of `risk_tongues.tsv` was scored only after the last rule was written. Who
wrote the rules had written those messages an hour before and remembered them, so the figures
flatter. `later_tongues.tsv` was written after the rules, in two rounds: of the first round the
rules then found 56 of 77 explicit messages and 8 of 11 indirect ones, and after they were mended
36 of 44 of the second. About four in five is what to expect of a message nobody thought of; all
of the misses have been mended since, so these sets now only keep what was won.
"""

from collections import Counter
from pathlib import Path

import pytest

from safety import screen, weigh
from safety.finding import CATEGORIES
from safety.screen import matcher

HERE = Path(__file__).parent
CODES = ("ar", "de", "fr", "hi", "id", "it", "pl", "pt", "ru", "tr", "uk")
HALVES = ("open", "sealed")


def rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line]


RISK = rows("risk_tongues.tsv")
LATER = rows("later_tongues.tsv")
HARMLESS = rows("harmless_tongues.tsv")


def found(kind: str, text: str) -> bool:
    """Whether a message got what its kind asks for: an interrupt, or anything at all."""
    result = weigh(screen(text))
    return result.interrupt if kind == "explicit" else result.tier is not None


@pytest.mark.parametrize("code", CODES)
def test_recall(code: str) -> None:
    total: Counter[tuple[str, str]] = Counter()
    hits: Counter[tuple[str, str]] = Counter()
    for number, (lang, _, kind, text) in enumerate(RISK):
        if lang == code:
            key = (HALVES[number % 2], kind)
            total[key] += 1
            hits[key] += found(kind, text)
    print(code, {" ".join(key): f"{hits[key]} of {total[key]}" for key in sorted(total)})  # noqa: T201
    explicit = sum(hits[half, "explicit"] for half in HALVES)
    assert explicit >= 0.95 * sum(total[half, "explicit"] for half in HALVES)
    sealed = sum(hits["sealed", kind] for kind in ("explicit", "indirect"))
    assert sealed >= 0.9 * sum(total["sealed", kind] for kind in ("explicit", "indirect"))


@pytest.mark.parametrize("code", CODES)
def test_recall_of_what_was_written_later(code: str) -> None:
    mine = [(kind, text) for _, lang, _, kind, text in LATER if lang == code]
    missed = [text for kind, text in mine if not found(kind, text)]
    print(code, f"{len(mine) - len(missed)} of {len(mine)}")  # noqa: T201
    assert len(mine) >= 12
    assert len(missed) <= 1, missed


@pytest.mark.parametrize("code", CODES)
def test_nothing_harmless_interrupts(code: str) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    interrupts = []
    for lang, kind, text in HARMLESS:
        if lang == code:
            result = weigh(screen(text))
            seen[kind, result.tier or "nothing"] += 1
            if result.interrupt:
                interrupts.append(text)
    print(code, {" ".join(key): count for key, count in sorted(seen.items())})  # noqa: T201
    assert interrupts == []


@pytest.mark.parametrize("code", CODES)
def test_sadness_and_attachment_are_left_alone(code: str) -> None:
    quiet = [
        text for lang, kind, text in HARMLESS if lang == code and kind in {"sad", "attachment"}
    ]
    assert len(quiet) >= 5
    assert [text for text in quiet if screen(text)] == []


@pytest.mark.parametrize("code", CODES)
def test_sets_are_large_enough(code: str) -> None:
    assert len({text for lang, *_, text in RISK if lang == code}) >= 20
    assert len({text for lang, *_, text in HARMLESS if lang == code}) >= 15


@pytest.mark.parametrize("code", CODES)
def test_all_categories(code: str) -> None:
    rules = matcher().lexicon.languages[code].rules
    assert {rule.category for rule in rules} == set(CATEGORIES)
    few = [r.id for r in rules if len(r.must_match) < 3 or len(r.must_not_match) < 2]
    assert few == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ich möchte mich töten", "ich moechte mich toeten"),
        ("erschießen will ich mich, ich will mich erschießen", "ich will mich erschiessen"),
        ("ÖLMEK İSTİYORUM", "olmek ıstıyorum"),
        ("chcę się zabić", "chce sie zabic"),
        ("ещё раз порезала себя, всё", "еще раз порезала себя, все"),
        ("чоловік б’є мене", "чоловік бє мене"),
        ("أريد أن أموت", "اريد ان اموت"),
        ("خدت جرعة زائدة", "خدت جرعه زائده"),
        ("मुझे ज़हर खा लूँ", "मुझे जहर खा लूं"),
    ],
)
def test_spellings_are_alike(one: str, other: str) -> None:
    assert weigh(screen(one)).interrupt
    assert {finding.rule for finding in screen(one)} == {finding.rule for finding in screen(other)}


@pytest.mark.parametrize("text", ["عايز اموت", "وعايز اموت", "فعايز اموت", "تعبت وعايز اموت"])
def test_arabic_and_is_taken_off(text: str) -> None:
    assert weigh(screen(text)).interrupt


def test_digits_of_other_scripts_count() -> None:
    assert weigh(screen("بلعت ٣٠ حبة")).interrupt
    assert weigh(screen("मैंने ३० गोलियां खा ली")).interrupt


@pytest.mark.parametrize("text", ["ich will steeeerben", "voglio morireee", "quero morrerrrr"])
def test_stretched_words(text: str) -> None:
    assert weigh(screen(text)).interrupt


@pytest.mark.parametrize(
    "text",
    [
        "wann die Bahn kommt, weiß keiner",
        "die meisten sterben in dem Film",
        "diesen Sommer wurden wir nass",
        "la suite, ensuite on verra cet hiver",
        "il mare, more e morire di fame ahah",
        "warna favoritku di peta ini",
        "mevcut kilidi değiştirdim birden",
        "vida boa, lida a carta, exibida na tela",
    ],
)
def test_everyday_words_of_one_language_are_no_risk_in_another(text: str) -> None:
    assert not weigh(screen(text)).interrupt

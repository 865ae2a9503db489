"""Sets written for this project, none copied from data: what must and must not interrupt."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from safety import screen, weigh

HERE = Path(__file__).parent
LOOKALIKE = str.maketrans("aeopcyxis", "аеорсухіѕ")


def lines(name: str) -> list[str]:
    return [one for one in (HERE / name).read_text(encoding="utf-8").splitlines() if one]


RISK = [tuple(line.split("\t")) for line in lines("risk.tsv")]
EXPLICIT = [text for kind, _, text in RISK if kind == "explicit"]


@pytest.mark.parametrize(
    ("name", "least"), [("idioms_en.txt", 200), ("idioms_es.txt", 80), ("emotional_en.txt", 70)]
)
def test_no_idiom_interrupts(name: str, least: int) -> None:
    texts = lines(name)
    assert len(set(texts)) >= least
    assert [text for text in texts if weigh(screen(text)).interrupt] == []


@pytest.mark.parametrize("lang", ["en", "es"])
def test_recall_on_our_own_set(lang: str) -> None:
    def share(kind: str, *, interrupting: bool) -> float:
        results = [weigh(screen(text)) for one, code, text in RISK if (one, code) == (kind, lang)]
        hits = [one.interrupt if interrupting else one.tier is not None for one in results]
        return sum(hits) / len(hits)

    found = {
        "explicit, any": share("explicit", interrupting=False),
        "explicit, interrupting": share("explicit", interrupting=True),
        "indirect, any": share("indirect", interrupting=False),
    }
    print(lang, {name: f"{100 * value:.0f} %" for name, value in found.items()})  # noqa: T201
    assert found["explicit, any"] >= 0.95
    assert found["explicit, interrupting"] >= 0.9
    assert found["indirect, any"] >= 0.65


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


def test_one_random_typo() -> None:
    chance = random.Random(7)  # noqa: S311
    kept = total = 0
    for text in EXPLICIT:
        if not weigh(screen(text)).interrupt:
            continue
        at = chance.randrange(len(text))
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        total += 1
        kept += weigh(screen(text[:at] + letter + text[at + 1 :])).interrupt
    print("one typo", f"{kept} of {total}")  # noqa: T201
    assert kept >= 0.7 * total

"""One typing mistake in each risk message: `python -m tests.safety.mistakes`.

The kinds are those of fingers (a key beside the right one, on three keyboards), of haste (a letter
or a space lost, doubled, swapped) and of spelling by ear, in English and Spanish. The table says
what share of the interrupts each leaves, over several seeds.
"""

# ruff: noqa: T201, S311  # a script prints; its chance has to be the same each time

import argparse
import random
import re
import string
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeAlias

from safety import screen, weigh

HERE: Final = Path(__file__).parent
Change: TypeAlias = Callable[[str, random.Random], str | None]
"""A text with one mistake; None where the text has no place for it."""

KEYBOARDS: Final = {
    "QWERTY": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "Spanish": ("qwertyuiop", "asdfghjklñ", "zxcvbnm"),
    "German": ("qwertzuiopü", "asdfghjklöä", "yxcvbnm"),
}
BY_EAR_EN: Final = (
    ("ie", "y"), ("(?<=..)y$", "ie"), ("y$", "i"), ("c(?=[aou])", "k"), ("c(?=[ei])", "s"),
    ("ck", "k"), ("k", "c"), ("ph", "f"), ("gh", ""), ("ee", "ea"), ("ea", "ee"), ("ei", "ie"),
    ("ie", "ei"), ("wh", "w"), ("kn", "n"), ("wr", "r"), ("ll", "l"), ("ss", "s"), ("tt", "t"),
    ("pp", "p"), ("s$", "z"), ("er", "ur"), ("er$", "a"), ("^th", "d"), ("th$", "f"), ("e$", ""),
    ("a", "e"), ("i", "e"), ("e", "i"), ("o", "u"), ("u", "o"), ("ou", "u"),
)  # fmt: skip
BY_EAR_ES: Final = (
    ("b", "v"), ("v", "b"), ("^h", ""), ("^(?=[aeiou])", "h"), ("z", "s"), ("s", "z"),
    ("c(?=[ei])", "s"), ("s(?=[ei])", "c"), ("ll", "y"), ("y", "ll"), ("g(?=[ei])", "j"),
    ("j", "g"), ("qu(?=[ei])", "k"), ("^que$", "q"), ("^que$", "k"), ("^que$", "qe"),
    ("^que$", "ke"), ("^por", "x"), ("^porque$", "xq"), ("^porque$", "pq"), ("c(?=[aou])", "k"),
    ("gu(?=[ei])", "g"), ("rr", "r"), ("x", "s"), ("n(?=[bp])", "m"), ("m(?=[bp])", "n"),
    ("ñ", "n"), ("ñ", "ni"), ("s$", ""), ("d$", ""), ("ado$", "ao"), ("r$", "l"),
)  # fmt: skip


def places(text: str) -> list[int]:
    """Where letters stand."""
    return [at for at, letter in enumerate(text) if letter.isalpha()]


def words(text: str, fits: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Where the words stand for which a test holds."""
    every = re.finditer(r"[^\W\d_]+", text)
    return [one.span() for one in every if fits(one.group())]


def insert(text: str, chance: random.Random) -> str | None:
    at = chance.choice(places(text))
    return text[:at] + chance.choice(string.ascii_lowercase) + text[at:]


def drop(text: str, chance: random.Random) -> str | None:
    at = chance.choice(places(text))
    return text[:at] + text[at + 1 :]


def wrong(text: str, chance: random.Random) -> str | None:
    at = chance.choice(places(text))
    return text[:at] + chance.choice(string.ascii_lowercase) + text[at + 1 :]


def first(text: str, chance: random.Random) -> str | None:
    at = chance.choice([at for at in places(text) if at == 0 or text[at - 1] == " "])
    return text[:at] + chance.choice(string.ascii_lowercase) + text[at + 1 :]


def swap(text: str, chance: random.Random) -> str | None:
    at = chance.choice([at for at in places(text)[:-1] if text[at + 1].isalpha()])
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def double(text: str, chance: random.Random) -> str | None:
    at = chance.choice(places(text))
    return text[:at] + text[at] + text[at:]


def single(text: str, chance: random.Random) -> str | None:
    """One of two equal letters left out."""
    twice = [at for at in places(text)[1:] if text[at - 1] == text[at]]
    if not twice:
        return None
    at = chance.choice(twice)
    return text[:at] + text[at + 1 :]


def glue(text: str, chance: random.Random) -> str | None:
    spaces = [at for at, letter in enumerate(text) if letter == " "]
    if not spaces:
        return None
    at = chance.choice(spaces)
    return text[:at] + text[at + 1 :]


def tear(text: str, chance: random.Random) -> str | None:
    at = chance.choice([at for at in places(text)[1:] if text[at - 1].isalpha()])
    return text[:at] + " " + text[at:]


def last(text: str, chance: random.Random) -> str | None:
    """The last letter of a word left out."""
    ends = words(text, lambda one: len(one) > 1)
    if not ends:
        return None
    _, end = chance.choice(ends)
    return text[: end - 1] + text[end:]


def vowel(text: str, chance: random.Random) -> str | None:
    """One vowel for another."""
    at = chance.choice([at for at in places(text) if text[at].lower() in "aeiou"] or [0])
    others = [one for one in "aeiou" if one != text[at].lower()]
    return text[:at] + chance.choice(others) + text[at + 1 :]


def apostrophe(text: str, chance: random.Random) -> str | None:
    """An apostrophe left out, or put one letter too early or too late."""
    found = [one.start() for one in re.finditer("(?<=[a-z])['’](?=[a-z])", text)]
    if not found:
        return None
    at = chance.choice(found)
    bare = text[:at] + text[at + 1 :]
    return chance.choice((bare, bare, f"{bare[: at - 1]}'{bare[at - 1 :]}"))


def ing(text: str, chance: random.Random) -> str | None:
    ends = words(text, lambda one: len(one) > 4 and one.lower().endswith("ing"))
    if not ends:
        return None
    _, end = chance.choice(ends)
    return text[: end - 1] + chance.choice(("", "'")) + text[end:]


def accents(text: str, _: random.Random) -> str | None:
    bare = "".join(
        one for one in unicodedata.normalize("NFD", text) if not "\u0300" <= one <= "\u036f"
    )
    return bare if bare != unicodedata.normalize("NFD", text) else None


def beside(keyboard: tuple[str, ...]) -> Change:
    """A key beside the right one."""
    around: dict[str, str] = defaultdict(str)
    for row, keys in enumerate(keyboard):
        for at, key in enumerate(keys):
            for other in keyboard[max(0, row - 1) : row + 2]:
                around[key] += other[max(0, at - 1) : at + 2].replace(key, "")

    def change(text: str, chance: random.Random) -> str | None:
        at = chance.choice([at for at in places(text) if text[at].lower() in around] or [-1])
        if at < 0:
            return None
        return text[:at] + chance.choice(around[text[at].lower()]) + text[at + 1 :]

    return change


def by_ear(spellings: tuple[tuple[str, str], ...]) -> Change:
    """A word as it sounds."""

    def change(text: str, chance: random.Random) -> str | None:
        found = []
        for start, end in words(text, lambda one: len(one) > 1):
            word = text[start:end].lower()
            heard = (re.sub(old, new, word, count=1) for old, new in spellings)
            found += [text[:start] + one + text[end:] for one in heard if one != word]
        return chance.choice(found) if found else None

    return change


KINDS: Final[dict[str, Change]] = {
    "a letter too many": insert,
    "a letter too few": drop,
    "a letter wrong": wrong,
    "the first letter of a word wrong": first,
    "two letters swapped": swap,
    "a letter doubled": double,
    "a space lost": glue,
    "a space too many": tear,
    "a key beside it": beside(KEYBOARDS["QWERTY"]),
    "a key beside it, Spanish": beside(KEYBOARDS["Spanish"]),
    "a key beside it, German": beside(KEYBOARDS["German"]),
    "one of two equal letters lost": single,
    "the last letter of a word lost": last,
    "a vowel wrong": vowel,
    "an apostrophe lost or moved": apostrophe,
    "-ing as -in": ing,
    "by ear, English": by_ear(BY_EAR_EN),
    "by ear, Spanish": by_ear(BY_EAR_ES),
    "no accents": accents,
}


def risk(*names: str) -> list[tuple[str, str]]:
    """The explicit messages of some sets, with their language."""
    rows = [
        line.split("\t")
        for name in names
        for line in (HERE / name).read_text(encoding="utf-8").splitlines()
        if line
    ]
    return [(row[1], row[-1]) for row in rows if row[0] == "explicit"]


def fits(kind: str, lang: str) -> bool:
    """Whether people of a language make a mistake of a kind."""
    return lang == {"by ear, English": "en", "by ear, Spanish": "es", "-ing as -in": "en"}.get(
        kind, lang
    )


def kept(
    kind: str, stopped: Iterable[tuple[str, str]], seed: int
) -> tuple[int, list[tuple[str, str]]]:
    """How many texts could be changed, and those whose interrupt was lost: before and after."""
    chance = random.Random(seed)
    tried, lost = 0, []
    for lang, text in stopped:
        changed = KINDS[kind](text, chance) if fits(kind, lang) else None
        if changed is None:
            continue
        tried += 1
        if not weigh(screen(changed)).interrupt:
            lost.append((text, changed))
    return tried, lost


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=["risk.tsv"])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--show", action="store_true", help="what is lost")
    given = parser.parse_args()
    stopped = [
        (lang, text)
        for lang, text in risk(*given.sets)
        if len(text) > 4 and weigh(screen(text)).interrupt
    ]
    total = [0, 0]
    for kind in KINDS:
        found = [kept(kind, stopped, seed) for seed in range(1, given.seeds + 1)]
        tried, lost = sum(one for one, _ in found), sum(len(one) for _, one in found)
        total = [total[0] + tried, total[1] + lost]
        each = [1 - len(one) / max(1, many) for many, one in found]
        print(
            f"{kind:<34} {tried - lost:>6} of {tried:>6} = {1 - lost / max(1, tried):.1%}"
            f"  (seeds {min(each):.1%} to {max(each):.1%})"
        )
        if given.show:
            for _, one in found:
                for text, changed in one:
                    print(f"    {text}\n    {changed}")
    print(f"{'all':<34} {total[0] - total[1]:>6} of {total[0]:>6} = {1 - total[1] / total[0]:.1%}")


if __name__ == "__main__":
    main()

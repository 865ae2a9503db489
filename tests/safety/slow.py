"""Messages of 4,096 characters made to be slow to screen, from the words of the lexicon itself.

Whoever adds a rule adds to them. Each kind has several texts, so that the worst of it is found
and not what one shuffle happened to be.
"""

import random
import string
from collections.abc import Iterable, Iterator

from safety.lexicon import Lexicon
from safety.pattern import Pattern

SIZE = 4096
"""The longest message that Telegram sends, in characters."""

LETTERS = string.ascii_lowercase
LOOKALIKE = str.maketrans("aeopcyxis", "аеорсухіѕ")
ENDS = str.maketrans("", "", ".!?…।؟\n")
REPEATED = {
    "a word over and over": "a ",
    "one letter": "k",
    "a phrase over and over": "i want to die ",
    "almost a phrase": "i want to want die the my not ",
    "single letters": "k m s ",
    "zero-width": "k\u200bi\u200bl\u200bl ",
    "emoji": "💊😭",
    "glued, over and over": "iwanttodie",
    "stretched": "diiiiie ",
    "leetspeak": "k1ll my53lf 1 w4nt ",
    "accents": "quîérô mörîr ",
    "many marks": "k" + "\u0301\u0327" * 20,
    "signs in one word": "k!l$",
    "denied over and over": "i dont want to die and i would never ever kill myself ",
    "others over and over": "he she they my friend want to kill himself die ",
    "years ago": "years ago i used to want to die when i was a kid ",
    "an idiom over and over": "dying laughing killing it suicide squad dead tired ",
    "typos over and over": "i wnat to dye and kil mself tonihgt ",
    "torn": "s uicide ki ll my self w ant to d ie ",
    "single letters and dots": "k.m.s. k i l l . m e ",
    "quotes": '"i want to die" he said "kill yourself" ',
}


def worst(lexicon: Lexicon, seeds: int = 3) -> dict[str, list[str]]:
    """Each kind with its texts, none longer than a message may be."""
    found = {name: [(text * SIZE)[:SIZE]] for name, text in REPEATED.items()}
    for seed in range(seeds):
        chance = random.Random(seed)  # noqa: S311  # the same texts each time
        for name, text in _of(lexicon, chance):
            found.setdefault(name, []).append(text[:SIZE])
    return found


def _of(lexicon: Lexicon, chance: random.Random) -> Iterator[tuple[str, str]]:
    rules = lexicon.rules
    said = [text for rule in rules for text in rule.must_match]
    quiet = [text for rule in rules for text in rule.must_not_match]
    yield "every language", _shuffled(said, chance).translate(ENDS)
    yield "every language, with full stops", _shuffled(said, chance, ". ")
    yield "every language, a line each", _shuffled(said, chance, "\n\n")
    yield "counter-examples", _shuffled(quiet, chance).translate(ENDS)
    yield "both", _shuffled(said + quiet, chance).translate(ENDS)
    for code, language in lexicon.languages.items():
        mine = [text for rule in language.rules for text in rule.must_match]
        yield f"examples in {code}", _shuffled(mine, chance).translate(ENDS)
    text = _shuffled(said, chance).translate(ENDS)
    yield "examples without spaces", text.replace(" ", "")
    yield "every second space lost", _every_second_space(text)
    yield "examples letter by letter", " ".join(text.replace(" ", ""))
    yield "examples with look-alikes", text.translate(LOOKALIKE)
    yield "examples with a typo a word", " ".join(_typo(one, chance) for one in text.split())
    yield "examples with a word left out", " ".join(_thinned(said, chance))
    signs = sorted(lexicon.emoji)
    yield "examples with emoji", "".join(f"{one} {chance.choice(signs)} " for one in text.split())
    yield "every emoji", "".join(chance.choices(signs, k=SIZE))
    yield from _words(lexicon, chance)


def _words(lexicon: Lexicon, chance: random.Random) -> Iterator[tuple[str, str]]:
    repairs = lexicon.repairs()
    risk, vocabulary = sorted(repairs.risk), sorted(repairs.vocabulary | repairs.others)
    ordinary = sorted(repairs.ordinary | repairs.never)
    yield "risk words", _shuffled(risk, chance)
    yield "words of rules", _shuffled(vocabulary, chance)
    yield "ordinary words", _shuffled(ordinary, chance)
    yield "typos of risk words", _shuffled([_typo(one, chance) for one in risk], chance)
    yield "typos of words", _shuffled([_typo(one, chance) for one in vocabulary], chance)
    yield "hidden risk words", _shuffled([_starred(one, chance) for one in risk], chance)
    yield "glued words", _shuffled([a + chance.choice(vocabulary) for a in risk], chance)
    yield "glued words with a typo", _shuffled([_typo(a, chance) + "todie" for a in risk], chance)
    yield "words nobody knows", " ".join(_made_up(chance, 3, 9) for _ in range(SIZE // 4))
    yield "long words nobody knows", " ".join(_made_up(chance, 15, 30) for _ in range(SIZE // 15))
    yield "one word of random letters", _made_up(chance, SIZE, SIZE)
    yield "words of two letters", " ".join(_made_up(chance, 2, 2) for _ in range(SIZE // 3))
    phrases = [*_idioms(lexicon)]
    yield "idioms", _shuffled([_one_way(one.phrase) for one in phrases], chance)


def _idioms(lexicon: Lexicon) -> Iterable[Pattern]:
    for language in lexicon.languages.values():
        yield from language.idioms
        for rule in language.rules:
            yield from rule.unless


def _one_way(phrase: str) -> str:
    """Roughly what a phrase looks like when it is said: the signs of its grammar off."""
    return " ".join("".join(one if one.isalnum() else " " for one in phrase).split())


def _shuffled(texts: list[str], chance: random.Random, between: str = " ") -> str:
    every = texts[:]
    chance.shuffle(every)
    return between.join(every)[: 2 * SIZE]


def _every_second_space(text: str) -> str:
    words = text.split()
    return " ".join(a + b for a, b in zip(words[::2], words[1::2], strict=False))


def _thinned(texts: list[str], chance: random.Random) -> Iterator[str]:
    for text in chance.sample(texts, len(texts)):
        words = text.split()
        at = chance.randrange(len(words))
        yield " ".join(words[:at] + words[at + 1 :])


def _typo(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    if chance.random() < 0.5:
        return word[:at] + chance.choice(LETTERS) + word[at + 1 :]
    return word[:at] + chance.choice(LETTERS) + word[at:]


def _starred(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, max(2, len(word)))
    return word[:at] + chance.choice("*@!$") + word[at + 1 :]


def _made_up(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choices(LETTERS, k=chance.randint(least, most)))

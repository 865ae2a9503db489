"""What silences masks its own words and no more: a plain statement beside it still interrupts."""

import re
from itertools import cycle

import pytest

from safety import screen, weigh
from safety.lexicon import load
from safety.pattern import Pattern
from safety.screen import matcher

LEXICON = load()[0]

STATEMENTS = {
    "en": [
        "i am going to kill myself tonight",
        "i cut my arms last night until they bled",
        "my husband strangled me yesterday",
        "my uncle raped me",
        "i am going to stab my stepfather tonight",
        "i make myself throw up after every meal",
        "i swallowed all the pills in the house",
        "i cannot breathe and my chest is crushing",
        "my dad beats me and i am eleven",
    ],
    "es": [
        "esta noche me voy a suicidar",
        "me corto los brazos todas las noches",
        "mi marido me golpea todos los dias",
        "mi tio me violo",
        "me tome todas las pastillas que habia",
    ],
    "de": ["ich bringe mich heute nacht um", "ich will nicht mehr leben"],
    "fr": ["ce soir je vais me suicider", "je veux mourir"],
    "it": ["stanotte voglio uccidermi", "voglio morire"],
    "pt": ["hoje vou me suicidar", "eu quero morrer"],
    "pl": ["dziś popełnię samobójstwo", "chcę umrzeć"],
    "ru": ["сегодня я покончу с собой", "я хочу умереть"],
    "uk": ["сьогодні я накладу на себе руки", "я хочу померти"],
    "tr": ["bu gece intihar edeceğim", "ölmek istiyorum"],
    "ar": ["سوف انتحر الليلة", "اريد ان اموت"],
    "hi": ["main aaj khudkushi karunga", "main marna chahta hoon"],
    "id": ["aku mau bunuh diri malam ini", "aku mau mati"],
}
"""Several a language, said beside its idioms by turns: each idiom meets two of them."""

ALLOWED = {
    "(raped|assaulted|abused|molested|attacked) {0,4} (years ago": "long past, and worked through",
    "(tome|trague) {0,3} (pastillas": "long past, and well today: it says both",
}
"""How an idiom begins that may mask the statement, and why."""


def said(pattern: Pattern) -> str:
    """One way to say an idiom: the first of its choices, nothing in its gaps."""
    text = re.sub(r"\(\(\?: \[\^ \.\?\]\+\)\{\d,\d\}\)", "", pattern.source)
    inner = re.compile(r"\(\?:([^()]*)\)(\?|\{(\d),\d\})?")
    while found := inner.search(text):
        way = found[1].split("|")[0]
        least = 0 if found[2] == "?" else int(found[3] or 0) if found[2] else 1
        text = text[: found.start()] + way * least + text[found.end() :]
    text = text.replace("[^ .?]*", "").replace("[0-9]", "3")
    return " ".join(re.sub(r"\{\d,?\d?\}|\\", "", text).split())


def masks(idiom: Pattern, text: str, plain: str) -> bool:
    """Whether it silences words of the statement; other ways to demote are no concern here."""
    looks = list(matcher().looks(text))
    heard = {one.words for one in looks if one.masked is None}
    return any(
        one.masked == idiom.phrase and one.words in plain and one.words not in heard
        for one in looks
    )


def test_every_way_to_say_an_idiom_is_one() -> None:
    idioms = [one for lang in LEXICON.languages.values() for one in lang.idioms]
    wrong = [one.phrase for one in idioms if not re.fullmatch(one.source, f" {said(one)} ")]
    assert wrong == []


@pytest.mark.parametrize("code", STATEMENTS)
def test_idioms_mask_only_their_own_words(code: str) -> None:
    calm = [one for one in STATEMENTS[code] if not weigh(screen(one)).interrupt]
    assert calm == []
    turns = cycle(STATEMENTS[code])
    lost = []
    for idiom in LEXICON.languages[code].idioms:
        before, after = next(turns), next(turns)
        for plain, text in (
            (before, f"{before}, {said(idiom)}"),
            (after, f"{said(idiom)}, {after}"),
        ):
            if weigh(screen(text)).interrupt or idiom.phrase.startswith(tuple(ALLOWED)):
                continue
            if masks(idiom, text, plain):
                lost.append(text)
    assert lost == []

"""What demotes a finding, what does not, and what an idiom masks."""

import pytest

from safety import screen, weigh


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("i want to die", "serious"),
        ("i don't want to die", "concern"),
        ("i am not suicidal", "concern"),
        ("i would never kill myself", "concern"),
        ("i have no thoughts of suicide", "concern"),
        ("i'm not going to kill myself tonight", "concern"),
        ("i can't stop thinking about killing myself", "serious"),
        ("i don't know why i don't just kill myself", "serious"),
        ("i'm not ok i want to kill myself", "serious"),
        ("not sure but i think i want to die", "serious"),
        ("why shouldn't i kill myself", "serious"),
        ("no, i want to die", "serious"),
        ("not going to, i'm going to end my life", "serious"),
        ("i'm not going to. not any more, i'm going to end my life", "serious"),
        ("i won't, i'm going to kill myself", "serious"),
        ("i cant do it, i want to die", "serious"),
        ("i don't want to be here i want to die", "serious"),
        ("i'm not saying i want to die", "concern"),
        ("i don't think i'm going to kill myself", "concern"),
        ("not going to do it, i'm not going to kill myself", "concern"),
        ("i wouldn't, i would never end my life", "concern"),
        ("no quiero morirme", "concern"),
        ("no puedo dejar de pensar en matarme", "serious"),
    ],
)
def test_denial(text: str, tier: str) -> None:
    assert weigh(screen(text)).tier == tier


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("my brother wants to die", "third_party"),
        ("she wants to die", "third_party"),
        ("he makes me want to die", "serious"),
        ("my sister is ill and i want to die", "serious"),
        ("my mom thinks i want to die and she's right, i want to die", "serious"),
        ('my friend texted "i want to stop existing" and i am scared', "third_party"),
        ('i told her "i want to die"', "serious"),
        ("my husband hits me", "serious"),
        ("mi hermana se quiere morir", "third_party"),
    ],
)
def test_whose_it_is(text: str, tier: str) -> None:
    assert weigh(screen(text)).tier == tier


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("i used to want to die", "concern"),
        ("years ago i tried to kill myself", "concern"),
        ("when i was 14 i wanted to kill myself", "concern"),
        ("i tried to kill myself years ago and i still want to die", "serious"),
        ("i tried to kill myself last night", "imminent"),
        ("hace años quise matarme", "concern"),
    ],
)
def test_the_past(text: str, tier: str) -> None:
    assert weigh(screen(text)).tier == tier


@pytest.mark.parametrize(
    ("text", "interrupt"),
    [
        ("killing it at work", False),
        ("killing it at work but i want to die", True),
        ("i'm dead lol", False),
        ("i'm dead lol. also i want to kill myself", True),
        ("dead tired and dying of laughter", False),
        ("that killed me haha", False),
        ("i want to die laughing", False),
        ("i want to die laughing said nobody, i want to die", True),
        ("me muero de risa pero quiero morirme", True),
        ("the song says i wanna die", False),
        ("I'd die if he left", False),
        ("he ended it and i want to end my life", True),
    ],
)
def test_an_idiom_masks_only_itself(text: str, interrupt: bool) -> None:  # noqa: FBT001
    assert weigh(screen(text)).interrupt is interrupt


def test_an_unmodified_hit_wins_over_a_denied_one() -> None:
    found = screen("i don't want to die. i want to die")
    assert {one.modifiers for one in found} == {()}
    assert len({one.rule for one in found}) == len(found)


def test_laughter_demotes_only_what_is_also_exaggeration() -> None:
    assert weigh(screen("i want to die lol")).tier == "concern"
    assert weigh(screen("took 40 pills lol")).tier == "imminent"
    assert weigh(screen("took 40 pills 😂")).tier == "imminent"


@pytest.mark.parametrize("face", ["😂", "🤣🤣", "😭😂", ":D"])
def test_a_laughing_face_is_laughter(face: str) -> None:
    for text in (f"i want to die {face}", f"{face} i want to die", f"quiero morirme {face}"):
        assert weigh(screen(text)).tier == "concern"


@pytest.mark.parametrize(
    "text", ["want to die lol fr", "i want to die 😂 not joking", "me quiero morir jaja en serio"]
)
def test_whoever_says_that_it_is_no_joke_is_not_laughing(text: str) -> None:
    assert weigh(screen(text)).interrupt


@pytest.mark.parametrize("face", ["💀", "🙃", "😅", "😭"])
def test_a_face_that_people_in_distress_send_too_is_none(face: str) -> None:
    assert weigh(screen(f"i want to die {face}")).interrupt


def test_a_laughing_face_far_away_is_about_something_else() -> None:
    far = "that film was so funny 😂 and then we all went home on the last bus as we always do"
    assert weigh(screen(f"{far}. i want to die")).interrupt


def test_all_languages_whatever_is_set() -> None:
    assert weigh(screen("quiero morirme", lang="en")).interrupt
    assert weigh(screen("i want to die", lang="es")).interrupt
    assert screen("i want to die. quiero morirme", lang="es")[0].rule.startswith("es.")


def test_gaps_do_not_cross_sentences() -> None:
    assert not weigh(screen("i want. to go home and die hard is on tv")).interrupt

"""What bounds the work of screening hides nothing that is written plainly, wherever it stands."""

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from safety import CATEGORIES, screen, weigh
from safety.found import LONG
from safety.lexicon import load
from safety.match import Matcher
from safety.meant import MOST_REPAIRED
from safety.screen import matcher
from tests.safety.slow import SIZE, worst

SLOW = {name: texts[0] for name, texts in worst(matcher().lexicon, 1).items()}
MOST_CALLS = 30
"""So many calls a character of a message may cost at most. The kind that costs most takes 16; rules
that are added make it more."""

SAID = {
    "i want to kill myself": ("suicide", {"imminent", "serious"}),
    "me quiero suicidar": ("suicide", {"imminent", "serious"}),
    "my husband hits me": ("abuse", {"imminent", "serious"}),
}


def put(sentence: str, text: str, share: float) -> str:
    """A text of the size of a message with a sentence between two words of it."""
    room = min(len(text), SIZE - len(sentence) - 4) - 1
    at = int(room * share)
    while 0 < at < room and not text[at].isspace():
        at -= 1
    return f"{text[:at]}. {sentence}. {text[at:room]}"


@pytest.mark.parametrize("name", sorted(SLOW))
def test_a_plain_sentence_is_found_anywhere(name: str) -> None:
    for number, (sentence, (category, tiers)) in enumerate(SAID.items()):
        for share in (0, 0.5, 1):
            text = put(sentence, SLOW[name], share)
            found = screen(text)
            assert [one for one in found if one.category == category and one.tier in tiers], (
                number,
                share,
            )
            assert not [one for one in found if one.rule == "layer.error"]


@pytest.mark.parametrize("unknown", [0, MOST_REPAIRED, 5 * MOST_REPAIRED])
@pytest.mark.parametrize("mistyped", ["i want to kil myslef", "i wnat to kil myself", "kms"])
def test_a_mistake_is_read_at_either_end(unknown: int, mistyped: str) -> None:
    strange = " ".join(f"zq{'xvjkw'[at % 5] * 2}{at}b" for at in range(unknown))
    for text in (f"{mistyped}. {strange}", f"{strange}. {mistyped}"):
        assert weigh(screen(text)).interrupt


def test_slang_is_read_among_unknown_words() -> None:
    strange = " ".join(f"zqxj{at}b" for at in range(3 * MOST_REPAIRED))
    assert weigh(screen(f"{strange}. kms. {strange}")).interrupt


@pytest.mark.parametrize("name", sorted(SLOW))
def test_a_character_costs_few_calls(name: str) -> None:
    """Counted, not timed: of functions of Python and of C, so it is the same on every machine."""
    text, calls = SLOW[name], 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    screen(text)  # what is made at the first use belongs to no message
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        screen(text)
    finally:
        sys.setprofile(before)
    assert calls < MOST_CALLS * len(text)


def test_a_sign_of_something_grave_counts_whatever_light_was_said(tmp_path: Path) -> None:
    """In a long message all light tiers may be settled before emoji are looked at as words."""

    def rule(category: str, tier: str, phrase: str) -> dict[str, Any]:
        known = {"id": f"en.{category}.{tier}", "category": category, "tier": tier}
        shown = {"any_of": [phrase], "must_match": [phrase], "must_not_match": ["fine"]}
        return {**known, **shown, "reviewer": "", "date": ""}

    light = [
        rule(category, tier, f"{category} {tier}".replace("_", ""))
        for category in CATEGORIES
        for tier in ("concern", "third_party")
    ]
    rules = [*light, rule("self_harm", "serious", "emojiknife arm")]
    (tmp_path / "en.yaml").write_text(yaml.safe_dump({"language": "en", "rules": rules}))
    (tmp_path / "emoji.yaml").write_text("emojiknife: ['🔪']\n", encoding="utf-8")
    lexicon, problems = load(tmp_path)
    assert problems == []
    said = " ".join(one["any_of"][0] for one in light)
    found = screen(f"{said}{' word' * LONG} 🔪 arm", using=Matcher(lexicon))
    assert "en.self_harm.serious" in {one.rule for one in found}

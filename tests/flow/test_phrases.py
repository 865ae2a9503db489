"""The program's own words: all there, filled in, translated where they can be."""

from typing import Any, Final

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.check.care import unwanted
from bot.flow.findings import Finding
from bot.flow.phrases import PHRASES, Phrases, check_phrases
from bot.flow.source import read_bytes, read_file
from bot.flow.translate import messages, po_files, read
from bot.flow.workspace import open_workspace
from tests.flowkit import FLOWS, phrases

SHIPPED: Final[dict[str, str]] = read_file(FLOWS / "phrases.yaml").data


def checked(data: Any) -> tuple[dict[str, str] | None, list[Finding]]:
    raw = data if isinstance(data, bytes) else yaml.safe_dump(data, allow_unicode=True).encode()
    return check_phrases(read_bytes(raw, "flows/phrases.yaml"))


def test_what_is_shipped_is_complete_and_every_phrase_can_be_said() -> None:
    texts, found = check_phrases(read_file(FLOWS / "phrases.yaml"))
    assert found == []
    assert texts is not None
    assert set(texts) == set(PHRASES)
    for phrase, names in PHRASES.items():
        said = phrases().say(phrase, "en", {name: f"<{name}>" for name in names})
        assert said.strip() == said
        assert "{" not in said


@pytest.mark.parametrize("phrase", sorted(PHRASES))
def test_a_missing_phrase_is_found_by_name(phrase: str) -> None:
    texts, found = checked({key: text for key, text in SHIPPED.items() if key != phrase})
    assert texts is None
    assert [(one.code, one.message) for one in found] == [
        ("F011", f'the phrase "{phrase}" is missing')
    ]


def test_a_placeholder_that_a_phrase_does_not_have_is_found_with_those_it_has() -> None:
    texts, found = checked({**SHIPPED, "progress": "{n} of {off}", "skip": "Skip {n}"})
    assert texts is None
    assert {one.code for one in found} == {"F030"}
    assert [one.mend for one in found] == ['did you mean "of"?', "what it can show: none"]


@pytest.mark.parametrize("words", ["", "  ", 5, None, True, ["Skip"], {"en": "Skip"}])
def test_what_is_not_words_is_found(words: object) -> None:
    texts, found = checked({**SHIPPED, "skip": words})
    assert texts is None
    assert [one.code for one in found] == ["F012"]


@pytest.mark.parametrize("words", ["Skip {", "Skip }", "{ n }", "{N}", "{n!r}"])
def test_brackets_that_can_not_be_filled_are_found(words: str) -> None:
    texts, found = checked({**SHIPPED, "progress": words})
    assert texts is None
    assert [one.code for one in found] == ["F039"]


@pytest.mark.parametrize("raw", [b"", b"skip", b"- skip", b"skip: [", b"\xff", b"1: one\n"])
def test_a_file_of_another_kind_gives_findings_and_no_words(raw: bytes) -> None:
    texts, found = checked(raw)
    assert texts is None
    assert found
    assert all(one.line >= 1 and one.mend for one in found)


def test_a_finding_names_the_line_of_its_phrase() -> None:
    text = (FLOWS / "phrases.yaml").read_text(encoding="utf-8")
    _, found = checked(text.replace("\nback:", "\nbakc:").encode())
    lines = text.replace("\nback:", "\nbakc:").splitlines()
    [unknown] = [one for one in found if one.code == "F010"]
    assert lines[unknown.line - 1].startswith("bakc:")
    assert unknown.mend == 'did you mean "back"?'


@settings(deadline=None)
@given(st.sampled_from(sorted(PHRASES)), st.text(), st.text())
def test_a_phrase_is_said_with_whatever_is_to_be_filled_in(
    phrase: str, value: str, lang: str
) -> None:
    given_values = dict.fromkeys(PHRASES[phrase], value)
    said = phrases().say(phrase, lang, given_values)
    assert not PHRASES[phrase] or value.strip() in said or not value.strip()


def test_numbers_are_filled_in_as_people_write_them() -> None:
    assert phrases().say("progress", "en", {"n": 2, "of": 5}) == "2 of about 5"


def test_nothing_to_fill_in_leaves_no_hole() -> None:
    said = Phrases({"hint_number": "A number from {min} to {max} {unit}"})
    values = {"min": 1, "max": 5, "unit": ""}
    assert said.say("hint_number", "en", values) == "A number from 1 to 5"


def test_a_phrase_is_said_in_the_language_of_the_person_where_it_is_translated() -> None:
    asked = []

    def translate(lang: str, name: str, source: str) -> str | None:
        asked.append((lang, name, source))
        return {"phrases/skip": "Saltar"}.get(name) if lang == "es" else None

    said = Phrases({"skip": "Skip", "back": "Back"}, translate=translate)
    assert said.say("skip", "es") == "Saltar"
    assert said.say("back", "es") == "Back"
    assert said.say("skip", "fr") == "Skip"
    assert said.say("skip", "en") == "Skip"
    assert ("en", "phrases/skip", "Skip") not in asked, "the source language needs no translation"


def test_the_program_itself_uses_no_word_that_flows_do_not_use() -> None:
    care = open_workspace(FLOWS).care
    said = {("en", key): text for key, text in SHIPPED.items()}
    for lang, path in po_files(FLOWS).items():
        entries = {str(one.context): str(one.string) for one in messages(read(path))}
        said |= {(lang, key): text for key, text in entries.items() if key.startswith("phrases/")}
    unwelcome = {key: [*unwanted(care, key[0], text)] for key, text in said.items()}
    assert {key: found for key, found in unwelcome.items() if found} == {}

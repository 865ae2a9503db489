"""A damaged file never takes help away: the others still serve, and so does what is built in."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safety.resources import directory, help_lines, read_directory
from safety.resources.block import LAST_RESORT
from tests.safety.resources.kit import HEAD, ROW, britain, write


def block(folder: Path, country: str = "GB", lang: str = "en") -> str:
    return read_directory(folder).help_lines(country, lang, imminent=True)


def test_no_folder_at_all(tmp_path: Path) -> None:
    read = read_directory(tmp_path / "gone")
    assert read.rows == {}
    assert "restore the folder" in str(read.problems[0])
    text = read.help_lines("GB", "es", imminent=True)
    assert text.splitlines()[0] == "If you are in danger now, call 112."
    assert "findahelpline.com" in text


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("\x00\x01", 1, "L00"),
        ("country: GB\nlines: [", 3, "L002"),
        ("- a list\n", 1, "begin with `country: `"),
        ("country: FR\nlines: []\n", 1, "the name of the file says GB"),
        ("country: GB\nlines: nobody\n", 2, '"lines" is not a list'),
        ("country: GB\nwhy: 1\nlines:\n" + ROW, 2, 'unknown key "why"'),
        ("country: GB\na: &x 1\nb: *x\n", 3, "aliases"),
    ],
)
def test_a_damaged_file_is_named_and_the_others_serve(
    tmp_path: Path, text: str, where: int, said: str
) -> None:
    write(tmp_path, "countries/IE.yaml", HEAD.replace("GB", "IE") + ROW)
    write(tmp_path, "countries/GB.yaml", text)
    read = read_directory(tmp_path)
    assert any(said in str(one) for one in read.problems)
    assert str(read.problems[0]).startswith(f"countries/GB.yaml:{where}:")
    assert set(read.rows) == {"IE"}
    assert "116 123" in read.help_lines("IE", "en")
    assert "112" in read.help_lines("GB", "en")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('dial: "+44 116 123"', "without + and the country's code"),
        ("dial: call me", "write digits and spaces"),
        ("dial: [1, 2]", '"dial" is not words'),
        ("category: sadness", "write one of emergency, suicide"),
        ("also: [sadness]", "this is not a list of categories"),
        ("audience: dogs", "write one of everyone"),
        ("url: http://example.org", "begins with https://"),
        ("hours: sometimes", "write 24/7 or Mon-Fri"),
        ("verified_on: yesterday", "write the day as 2026-11-30"),
        ("free: perhaps", "write true or false"),
        ("languages: [english!]", "two or three letters"),
        ("sources: me", "is not a list of words"),
        ("keyword: HELLO", "a keyword without a number"),
        ("colour: red", 'unknown key "colour"'),
    ],
)
def test_a_damaged_row_is_left_out_alone(tmp_path: Path, line: str, said: str) -> None:
    key = line.partition(":")[0]
    good = [one for one in ROW.splitlines() if f" {key}:" not in one]
    damaged = "\n".join([*good, f"    {line}", ""])
    other = ROW.replace("Samaritans", "Shout").replace("116 123", "0800 1111")
    read = read_directory(britain(tmp_path, damaged, other))
    assert [one.name for one in read.rows["GB"]] == ["Shout"]
    assert any(said in str(one) for one in read.problems), read.problems
    assert all(one.line > 1 for one in read.problems)


def test_a_row_that_reaches_nobody_is_left_out(tmp_path: Path) -> None:
    row = ROW.replace('    dial: "116 123"\n', "")
    read = read_directory(britain(tmp_path, row))
    assert read.rows["GB"] == ()
    assert "add dial, text, chat or url" in str(read.problems[0])


def test_a_row_from_memory_is_not_shown(tmp_path: Path) -> None:
    folder = britain(tmp_path, ROW.replace("somebody", "memory"))
    assert "116 123" not in block(folder)
    shown = ROW.replace("somebody", "memory").replace(
        "verified_on: null", "verified_on: 2026-11-01\n    verified_by: A. Person"
    )
    assert "116 123" in block(britain(tmp_path, shown))


def test_a_number_that_the_metadata_lacks_needs_two_sources(tmp_path: Path) -> None:
    row = ROW.replace("116 123", "12345").replace("hours:", "unlisted: new\n    hours:")
    assert "12345" not in block(britain(tmp_path, row))
    assert "12345" in block(britain(tmp_path, row.replace("[somebody]", "[somebody, other]")))


def test_the_metadata_alone_doesn_t_say_who_answers(tmp_path: Path) -> None:
    row = ROW.replace("somebody", "libphonenumber")
    assert "116 123" not in block(britain(tmp_path, row))
    emergency = row.replace("suicide", "emergency").replace("116 123", "999")
    assert "call 999" in block(britain(tmp_path, emergency))


@pytest.mark.parametrize(
    "text",
    ["", "- call\n", "call: [", 'call: "call me"\n', 'call: "{number} {"\n', 'more: "{who}"\n'],
)
def test_damaged_words_fall_back_to_english(tmp_path: Path, text: str) -> None:
    write(britain(tmp_path), "words/es.yaml", text)
    read = read_directory(tmp_path)
    assert read.problems
    said = read.help_lines("GB", "es", imminent=True)
    assert "call 116 123" in said
    assert "Helplines in other places or for other needs: findahelpline.com" in said


def test_english_can_t_be_damaged(tmp_path: Path) -> None:
    write(britain(tmp_path), "words/en.yaml", 'call: "{nobody}"\n')
    assert "call 116 123" in block(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_bytes_raise(tmp_path: Path, noise: bytes, at: int) -> None:
    text = (HEAD + ROW).encode()
    path = britain(tmp_path) / "countries" / "GB.yaml"
    path.write_bytes(text[:at] + noise + text[at + len(noise) :])
    write(tmp_path, "words/es.yaml", "").joinpath("words/es.yaml").write_bytes(noise)
    assert "findahelpline.com" in block(tmp_path, lang="es")


def test_a_fault_of_this_program_still_says_something(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> directory.Directory:
        raise RuntimeError

    monkeypatch.setattr(directory, "default", broken)
    assert help_lines("US", "en") == LAST_RESORT

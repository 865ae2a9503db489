"""The lexicon is kept between starts, and a kept one is never worse than none."""

from pathlib import Path

import pytest

from safety import kept as module
from safety.kept import kept
from safety.lexicon import load
from safety.match import Matcher
from safety.screen import matcher, screen

SAID = ("i want to die", "no quiero vivir", "my friend cuts herself", "a fine day")


def small() -> Matcher:
    return Matcher(load(Path(module.__file__).parent / "lexicon" / "id")[0])


def never() -> Matcher:
    raise AssertionError("it is made anew")


def test_what_is_kept_finds_the_same(tmp_path: Path) -> None:
    kept(lambda: Matcher(load()[0]), tmp_path)
    again = kept(never, tmp_path)
    assert again is not matcher()
    for text in SAID:
        assert screen(text, using=again) == screen(text)


@pytest.mark.parametrize("damage", [b"", b"no pickle", b"\x80\x05K\x01."])
def test_what_is_damaged_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    kept(small, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert isinstance(kept(small, tmp_path), Matcher)
    assert kept(never, tmp_path).lexicon.version == small().lexicon.version


def test_another_lexicon_is_read_and_takes_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(small, tmp_path)
    (old,) = tmp_path.iterdir()
    (tmp_path / "lexicon.abc.part").write_bytes(b"killed while it was written")
    lexicon = tmp_path / "changed"
    lexicon.mkdir()
    (lexicon / "en.yaml").write_text("language: en\n", encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", lexicon)
    with pytest.raises(AssertionError, match="anew"):
        kept(never, tmp_path)
    kept(small, tmp_path)
    assert not old.exists()
    assert len([one for one in tmp_path.iterdir() if one.is_file()]) == 1


def test_a_disk_that_takes_nothing_is_no_hindrance(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.touch()
    assert isinstance(kept(small, file / "below"), Matcher)

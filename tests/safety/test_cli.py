"""The command line says what safety.md specifies, and helps an editor."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from safety.cli import main
from safety.lexicon import FOLDER


def run(*arguments: str, lines: bytes = b"") -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments, input=lines)
    return result.exit_code, result.output


def test_one_object_a_line() -> None:
    code, out = run("screen", lines=b"i want to die\n\nmi amiga se quiere matar\r\nhi")
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [one["tier"] for one in found] == ["serious", None, "third_party", None]
    assert [one["interrupt"] for one in found] == [True, False, False, False]
    expected = {
        "rule": "en.suicide.want_to_die",
        "category": "suicide",
        "tier": "serious",
        "span": [2, 13],
        "modifiers": [],
    }
    assert expected in found[0]["findings"]
    assert all(set(one) == {"tier", "interrupt", "findings"} for one in found)


def test_bytes_that_are_no_text() -> None:
    code, out = run("screen", lines=b"\xff\xfe i want to die\x00\n\x80\n")
    assert code == 0
    assert [json.loads(line)["interrupt"] for line in out.splitlines()] == [True, False]


def test_nothing_in_nothing_out() -> None:
    assert run("screen") == (0, "")


def test_check_passes_and_fails(tmp_path: Path) -> None:
    assert run("lexicon", "check")[0] == 0
    (tmp_path / "en.yaml").write_text("language: en\nrulez: []\n", encoding="utf-8")
    code, out = run("lexicon", "check", "--lexicon", str(tmp_path))
    assert code == 1
    assert "en.yaml:2:" in out
    assert "L004" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("k1ll myself", "as meant: kill myself"),
        ("i want to die of boredom", "masked by the idiom"),
        ("i don't want to die", "serious → concern because negated"),
        ("hello there", "nothing fired"),
        ("new vitamins 💊", "along_with"),
        ("nos pegó el perro", "something of `not_with` is in the message"),
    ],
)
def test_explain(text: str, said: str) -> None:
    code, out = run("lexicon", "explain", text)
    assert code == 0
    assert said in out


def test_stats_lists_what_nobody_reviewed() -> None:
    out = run("lexicon", "stats")[1]
    assert "not reviewed by a clinician" in out
    assert "en.suicide.want_to_die (en/suicide/suicide.yaml, line" in out


def test_diff_shows_what_an_edit_changes(tmp_path: Path) -> None:
    old, messages = tmp_path / "old", tmp_path / "messages.txt"
    shutil.copytree(FOLDER, old)
    path = old / "en" / "suicide" / "suicide.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("  - id: en.suicide.kill_myself")], encoding="utf-8")
    messages.write_text("i will shoot myself\nhello\n", encoding="utf-8")
    code, out = run("lexicon", "diff", "--against", str(old), str(messages))
    assert code == 0
    assert re.search("graver: (nothing|concern) → serious", out)
    assert "+ en.suicide.kill_myself (serious)" in out
    assert "2 messages: 1 graver" in out


def test_exposed_lists_what_everyday_text_meets_most(tmp_path: Path) -> None:
    messages = tmp_path / "harmless.txt"
    said = ["we want to see it die down", "to die for, i want more", "i want tea", "to work"]
    messages.write_text("\n".join(said), encoding="utf-8")
    kinds = {
        "want to die": "serious",
        "(want|drink) tea": "imminent",
        "want more": "concern",
        "want nothing": "serious",
    }
    rules = [
        {
            "id": f"en.suicide.{name}",
            "category": "suicide",
            "tier": tier,
            "any_of": [phrase],
            "must_match": [phrase],
            "must_not_match": ["fine"],
            "reviewer": "",
            "date": "",
        }
        for name, (phrase, tier) in zip(["one", "two", "three", "four"], kinds.items(), strict=True)
    ]
    lexicon = tmp_path / "lexicon"
    lexicon.mkdir()
    text = yaml.safe_dump({"language": "en", "rules": rules})
    (lexicon / "en.yaml").write_text(text, encoding="utf-8")
    code, out = run("lexicon", "exposed", str(messages), "--lexicon", str(lexicon))
    assert code == 0
    first, second, last = out.splitlines()
    assert re.fullmatch(r" +2  en\.suicide\.one \(en\.yaml, line \d+\): want to die", first)
    assert re.fullmatch(r" +1  en\.suicide\.two \(en\.yaml, line \d+\): \(want.drink\) tea", second)
    assert last.startswith("2 phrases")
    fewer = run("lexicon", "exposed", str(messages), "--lexicon", str(lexicon), "--most", "1")[1]
    assert fewer.splitlines() == [first, last]

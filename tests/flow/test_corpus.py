"""Broken files, each with what the checker has to find in it, and good ones with nothing.

`corpus/expected.yaml` says what is to be found below `corpus/broken/`. A file there stands in
the folder of its pack; a folder below `together/` holds several files of one folder of flows.
Files that can't be kept as text, or are too large to keep, are made here.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import yaml

from bot.flow.findings import CODES
from bot.flow.revision import content_hash
from bot.flow.workspace import open_workspace
from tests.flow.workshop import CALLED, CORPUS, FLOWS, Found, Workshop

BROKEN: Final = CORPUS / "broken"
GOOD: Final = CORPUS / "good"
TOGETHER: Final = "together"
STIRRING: Final = "anxious/ride-the-wave.yaml"
"""A flow that is not marked as steady, for programmes in which it comes too early."""

PAUSE: Final = (GOOD / "start" / "short-stop.yaml").read_text(encoding="utf-8")
TITLE: Final = 'title: "Short stop"'
MADE: Final = "start/short-stop.yaml"


def _expected() -> dict[str, list[Found]]:
    """What is to be found in each case, by the path of the case below `broken/`."""
    table = yaml.safe_load((CORPUS / "expected.yaml").read_text(encoding="utf-8"))
    cases: dict[str, list[Found]] = {}
    for path, findings in table.items():
        case, file = _split(path)
        found = [Found(file, one["line"], one["column"], one["code"]) for one in findings]
        cases.setdefault(case, []).extend(found)
    return {case: sorted(found) for case, found in cases.items()}


def _split(path: str) -> tuple[str, str]:
    """The case that a file belongs to, and the file's path in its folder of flows."""
    if not path.startswith(f"{TOGETHER}/"):
        return path, path
    _, case, file = path.split("/", maxsplit=2)
    return f"{TOGETHER}/{case}", file


EXPECTED: Final = _expected()


def _bring(workshop: Workshop, case: str) -> None:
    if case.startswith("programmes/"):
        workshop.bring(GOOD / STIRRING, STIRRING)
    workshop.bring(BROKEN / case, "" if case.startswith(TOGETHER) else case)


@pytest.mark.parametrize("case", EXPECTED)
def test_a_broken_file_gives_exactly_these_findings(case: str, workshop: Workshop) -> None:
    _bring(workshop, case)
    assert workshop.found() == EXPECTED[case]


def test_every_broken_file_is_in_the_table() -> None:
    table = yaml.safe_load((CORPUS / "expected.yaml").read_text(encoding="utf-8"))
    files = {path.relative_to(BROKEN).as_posix() for path in BROKEN.rglob("*") if path.is_file()}
    assert files == set(table)


def test_every_code_is_found_in_at_least_two_cases() -> None:
    counts = Counter(code for found in EXPECTED.values() for code in {one.code for one in found})
    counts += Counter(made.code for made in MAKERS.values())
    counts += Counter(code for text in NEEDS.values() for code in set(_MARK.findall(text)))
    assert {code for code in CODES if counts[code] < 2} == set()


class Made(NamedTuple):
    """A broken file that a test makes: its bytes, or what makes it, and the one finding."""

    make: bytes | Callable[[Path], None]
    code: str
    line: int = 1
    column: int = 1


def _titled(raw: bytes) -> bytes:
    """The good flow with these bytes as its title."""
    return PAUSE.encode().replace(TITLE.encode(), b'title: "' + raw + b'"')


def _title_at(code: str, raw: bytes, column: int) -> Made:
    """The good flow with a title that has something wrong in this column."""
    return Made(_titled(raw), code, PAUSE[: PAUSE.index(TITLE)].count("\n") + 1, column)


def _dangling(path: Path) -> None:
    path.symlink_to(path.with_name("gone.txt"))


def _in_a_circle(path: Path) -> None:
    path.symlink_to(path.name)


def _nested(depth: int, opening: str, closing: str = "") -> bytes:
    return f"steps: {opening * depth}{closing * depth}\n".encode()


MAKERS: Final[dict[str, Made]] = {
    "a folder": Made(Path.mkdir, "F001"),
    "a link to nothing": Made(_dangling, "F001"),
    "a link to itself": Made(_in_a_circle, "F001"),
    "UTF-16, as Notepad calls Unicode": Made(PAUSE.encode("utf-16"), "F002"),
    "UTF-16 without a mark": Made(PAUSE.encode("utf-16-le"), "F005", 1, 2),
    "Latin-1": _title_at("F002", "Grüße".encode("latin-1"), 11),
    "Windows quotes": _title_at("F002", "It’s short".encode("cp1252"), 11),
    "cut inside a letter": _title_at("F002", "Pausé".encode()[:-1], 13),
    "5 MB": Made(PAUSE.encode() + b"# more and more of the same\n" * 180_000, "F003"),
    "5 MB in one line": Made(b"title: " + b"x" * 5_000_000, "F003"),
    "2,000 lists deep": Made(_nested(2_000, "[", "]"), "F003", 1, 24),
    "2,000 maps deep": Made(_nested(2_000, "{a: ", "}"), "F003", 1, 72),
    "2,000 lists deep and never closed": Made(_nested(2_000, "["), "F003", 1, 24),
    "2,000 dashes deep": Made(_nested(2_000, "- ").replace(b" ", b"\n", 1), "F003", 2, 33),
    "200,000 brackets": Made(_nested(200_000, "["), "F003", 1, 24),
    "30,000 values": Made(b"not_for: [" + b"x, " * 30_000 + b"]", "F003", 1, 60_002),
    "a bell": _title_at("F005", b"Ding\x07", 13),
    "a null byte": _title_at("F005", b"Short\x00stop", 14),
    "an escape sequence": _title_at("F005", b"\x1b[31mred", 9),
    "only null bytes": Made(b"\x00" * 1_000, "F005"),
    "nothing at all": Made(b"", "F004"),
    "only a byte order mark": Made(b"\xef\xbb\xbf", "F004"),
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_file_that_is_hard_to_read_gives_one_finding(name: str, workshop: Workshop) -> None:
    made = MAKERS[name]
    _make(workshop, MADE, made)
    assert workshop.found() == [Found(MADE, made.line, made.column, made.code)]


def _make(workshop: Workshop, path: str, made: Made) -> None:
    if isinstance(made.make, bytes):
        workshop.put(path, made.make)
    else:
        (workshop.root / path).parent.mkdir(exist_ok=True)
        made.make(workshop.root / path)


@pytest.mark.parametrize("name", [name for name in MAKERS if "link" not in name])
def test_a_broken_test_file_is_read_as_carefully(name: str, workshop: Workshop) -> None:
    workshop.put(MADE, PAUSE)
    made = MAKERS[name]
    path = MADE.replace(".yaml", ".test.yaml")
    _make(workshop, path, made)
    assert [(one.file, one.code) for one in workshop.found()] == [(path, made.code)]


def test_a_pipe_does_not_hang_the_checker(workshop: Workshop) -> None:
    (workshop.root / "start").mkdir()
    os.mkfifo(workshop.root / MADE)
    assert list(_limited(workshop, timeout=20).values()) == ["F001"]


def test_a_line_too_long_to_show_is_cut_in_the_message(workshop: Workshop) -> None:
    word = "x" * 100_000
    workshop.put(MADE, PAUSE.replace("next: is_it_enough", f"next: {word}"))
    (found,) = workshop.check()
    assert (found.code, len(str(found)) < 400) == ("F012", True)


_LIMITED: Final = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
from bot.cli import main
sys.argv = ["mooring", "flows", "check", "--json", "--flows", sys.argv[1]]
main()
"""


def test_all_giants_at_once_stay_within_limits(workshop: Workshop) -> None:
    for number, made in enumerate(MAKERS.values()):
        _make(workshop, f"start/giant-{number:02}.yaml", made)
    codes = {f"giant-{number:02}": made.code for number, made in enumerate(MAKERS.values())}
    assert _limited(workshop, timeout=60) == codes


def _limited(workshop: Workshop, timeout: int) -> dict[str, str]:
    """The code found in each file by a process of 2 GB and 30 seconds at most."""
    run = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(workshop.root)],
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    assert (run.returncode, run.stderr) == (1, b"")
    return {Path(one["file"]).stem: one["code"] for one in json.loads(run.stdout)}


_MARK: Final = re.compile(r"«(F\d{3})»")
PROGRAM_FILES: Final = {
    "a phrase misspelt": ("phrases.yaml", {"skip": "«F011»skip: Skip", "paused": "«F010»pausd: x"}),
    "a phrase deleted": ("phrases.yaml", {"skip": "«F011»skip: Skip", "help": ""}),
    "a phrase without words": ("phrases.yaml", {"stop": 'stop: «F012»""'}),
    "a phrase that reads as false": ("phrases.yaml", {"stop": "stop: «F009»off"}),
    "a phrase with a name it hasn't": ("phrases.yaml", {"stale": 'stale: "Hi «F030»{name}."'}),
    "a phrase with an open bracket": ("phrases.yaml", {"stale": 'stale: "Hi «F039»{name."'}),
    "a rule misspelt": (
        "care.yaml",
        {"message_characters": "«F011»message_characters: 300", "grade": "«F010»grades:"},
    ),
    "a rule in words": ("care.yaml", {"message_characters": "message_characters: «F012»many"}),
    "a rule for no pack": ("care.yaml", {"needs_rating_after": "needs_rating_after: [«F012»x]"}),
    "a rule with two colons": (
        "care.yaml",
        {"button_characters": "button_characters: a«F005»: b"},
    ),
    "a length out of reach": ("care.yaml", {"button_characters": "button_characters: «F012»900"}),
}
"""Lines of the program's own files, by their key, exchanged for lines with something wrong."""


@pytest.mark.parametrize("name", PROGRAM_FILES)
def test_the_files_of_the_program_are_checked_too(name: str, workshop: Workshop) -> None:
    file, edits = PROGRAM_FILES[name]
    text = (FLOWS / file).read_text(encoding="utf-8")
    for key, line in edits.items():
        text, count = re.subn(rf"^{key}:.*$", line, text, flags=re.MULTILINE)
        assert count == 1
    clean, expected = _marked(file, text)
    workshop.put(file, clean)
    assert workshop.found() == expected


NEEDS: Final = {
    "a need nobody has": "paces: {}\nneeds: {now: «F012»[ground-54321]}\n",
    "a flow that is not there": "paces: {}\nneeds: {know: [ground-54321, «F021»ground-54322]}\n",
    "help on a list": "paces: {}\nneeds: {space: [ground-54321, «F084»help]}\n",
    "one that only a therapist gives": "paces: {}\nneeds: {numb: [«F084»given]}\n",
    "a need without flows": "paces: {}\nneeds: {check: «F012»[]}\n",
    "a pace nobody keeps": "paces: {quick: «F012»hurried}\nneeds: {}\n",
    "a list alone": "«F012»- ground-54321\n",
    "an alias": "paces: {}\nneeds: {text: «F007»&a [ground-54321]}\n",
}
"""Files that say what is offered for what hurts, with something wrong."""


@pytest.mark.parametrize("name", NEEDS)
def test_what_is_offered_for_what_hurts_is_checked_too(name: str, workshop: Workshop) -> None:
    clean, expected = _marked("needs.yaml", NEEDS[name])
    helping = (workshop.root / CALLED).read_text(encoding="utf-8")
    helping = helping.replace("ground-54321", "help").replace("pack: anxious", "pack: safety")
    workshop.put("safety/help.yaml", helping)
    given = helping.replace("flow: help", "flow: given") + "therapist_only: true\n"
    workshop.put("start/given.yaml", given.replace("pack: safety", "pack: start"))
    workshop.put("needs.yaml", clean)
    assert [one for one in workshop.found() if one.file.endswith("needs.yaml")] == expected


def _marked(file: str, text: str) -> tuple[str, list[Found]]:
    """A text without its marks, and what is to be found where they stood."""
    found = []
    while mark := _MARK.search(text):
        before = text[: mark.start()]
        column = len(before) - before.rfind("\n")
        found.append(Found(file, before.count("\n") + 1, column, mark.group(1)))
        text = before + text[mark.end() :]
    return text, sorted(found)


def test_the_flows_we_ship_have_no_finding() -> None:
    assert open_workspace(FLOWS).all_findings() == []


def test_good_flows_have_no_finding(workshop: Workshop) -> None:
    workshop.bring(GOOD, "")
    assert workshop.check() == []


@pytest.mark.parametrize("path", sorted(GOOD.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_good_flow_is_served(path: Path, workshop: Workshop) -> None:
    workshop.bring(GOOD, "")
    assert path.stem in workshop.served()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n# The end.\n",
        lambda text: "%YAML 1.2\n---\n" + text,
        lambda text: text + "...\n",
    ],
    ids=["Windows lines", "old Mac lines", "mark", "no last line", "comment", "version", "dots"],
)
def test_how_an_editor_saves_makes_no_finding(
    change: Callable[[str], str], workshop: Workshop
) -> None:
    workshop.put(MADE, change(PAUSE))
    assert workshop.check() == []


def test_windows_lines_do_not_move_a_finding(workshop: Workshop) -> None:
    case = "start/typo-in-next.yaml"
    workshop.put(case, (BROKEN / case).read_bytes().replace(b"\n", b"\r\n"))
    assert workshop.found() == EXPECTED[case]


def test_a_review_of_the_present_words_is_no_finding(workshop: Workshop) -> None:
    workshop.put(MADE, PAUSE)
    (entry,) = [one for one in open_workspace(workshop.root).entries if one.path.stem in MADE]
    assert entry.flow is not None
    review = f'reviewed: {{by: "Ines", on: "2026-11-02", hash: "{content_hash(entry.flow)}"}}\n'
    workshop.put(MADE, PAUSE + review)
    assert workshop.check() == []
    workshop.put(MADE, PAUSE.replace(TITLE, 'title: "A short stop"') + review)
    assert workshop.codes() == ["F056"]

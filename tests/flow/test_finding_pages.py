"""Every finding has a page in `flows/README.md`, and its examples do what the page says.

A block is a piece of the flow in "Your first flow": its top-level keys take the place of
those of the same name, in `steps` and `vars` entry by entry. All of it happens to the text,
so that what is wrong with the text stays wrong. `whole` blocks are whole files, `test` blocks
the transcript tests beside the flow, `programme` blocks pieces of the programme in "Programmes",
`needs` blocks a whole `needs.yaml`, `po` blocks entries of its Spanish translation.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from bot.flow.findings import CODES
from bot.flow.workspace import open_workspace
from tests.flow.workshop import FLOWS, Workshop

FLOW: Final = "two-breaths"
PROGRAMME: Final = "three-breaths"
IN_WORDS: Final = {"F001", "F002", "F003"}
"""Pages of what can't be shown in a text; `test_corpus.py` makes such files."""

_PAGE: Final = re.compile(r"^### (F\d{3}) (.+)\n((?:.*\n)*?)(?=^##|\Z)", re.MULTILINE)
_EXAMPLE: Final = re.compile(
    r"^This is (found|fine):\n\n```(yaml|po)(?: (whole|test|programme|needs))?\n((?:.*\n)*?)```$",
    re.MULTILINE,
)
_KEY: Final = re.compile(r"^(?=[a-z_]+:)", re.MULTILINE)
_ENTRY: Final = re.compile(r"^(?=  [^ #])", re.MULTILINE)
_MESSAGE: Final = re.compile(r"^(?=(?:#, fuzzy\n)?msgctxt )", re.MULTILINE)
_PO_HEAD: Final = (
    'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
)

STRETCH: Final = """\
flow: stretch
format: 1
title: "Stretch"
summary: "Roll your shoulders."
pack: start
minutes: 1
source: "Our own"
not_for: [current danger]
steady: true
start: roll
steps:
  roll: {say: "You could roll your shoulders.", next: after}
  after:
    ask: choice
    text: "And now?"
    options:
      - {id: enough, label: "Enough", go: bye}
      - {id: tired, label: "Tired", go: bye_tired}
  bye: {end: done}
  bye_tired: {end: tired}
"""


class Page(NamedTuple):
    """A page: its title and its text."""

    code: str
    title: str
    text: str


class Example(NamedTuple):
    """A block of a page, and whether it is found or fine."""

    code: str
    outcome: str
    kind: str
    block: str


@cache
def _readme() -> str:
    return (FLOWS / "README.md").read_text(encoding="utf-8")


def _pages() -> list[Page]:
    section = _readme().split("\n## Findings\n")[1]
    return [Page(*match.groups()) for match in _PAGE.finditer(section)]


def _examples() -> list[Example]:
    return [
        Example(page.code, outcome, mark or language, block)
        for page in _pages()
        for outcome, language, mark, block in _EXAMPLE.findall(page.text)
    ]


@cache
def _first(what: str) -> str:
    """The example of the guide that begins with this line, its head aside."""
    block = re.search(rf"^```yaml\n((?:#.*\n)?{what}\n(?:.*\n)*?)```$", _readme(), re.MULTILINE)
    assert block
    return block.group(1)


def _first_flow() -> str:
    return _first(f"flow: {FLOW}")


def _parts(text: str, at: re.Pattern[str]) -> dict[str, str]:
    """A text cut where `at` matches, by what stands before the first colon of each part.

    Two parts of one name stay together, since that is for the checker to find.
    """
    parts: dict[str, str] = {}
    for part in at.split(text):
        name = part.split(":", maxsplit=1)[0].strip()
        parts[name] = parts.get(name, "") + part
    return parts


def _merged(base: str, piece: str) -> str:
    """The base with a piece of it exchanged."""
    whole = _parts(base, _KEY)
    for name, part in _parts(piece, _KEY).items():
        if name in {"steps", "vars"} and name in whole:
            whole[name] = "".join((_parts(whole[name], _ENTRY) | _parts(part, _ENTRY)).values())
        else:
            whole[name] = part
    return "".join(whole.values())


def _translation(root: Path, piece: str) -> str:
    """A complete translation of the flow, with some of its entries exchanged."""
    wordings = [one for one in open_workspace(root).wordings() if one.context.startswith(FLOW)]
    entries = {
        f'msgctxt "{one.context}"': f'msgid "{one.text}"\nmsgstr "¿Qué tal?"\n' for one in wordings
    }
    messages = "".join(f"{name}\n{entry}\n" for name, entry in entries.items())
    whole = {entry.split("msgid")[0][-60:]: entry for entry in _MESSAGE.split(messages)}
    for entry in _MESSAGE.split(piece):
        whole[entry.removeprefix("#, fuzzy\n").split("msgid")[0][-60:]] = entry + "\n"
    return _PO_HEAD + "".join(whole.values())


def _put(workshop: Workshop, example: Example) -> None:
    """Put an example into the folder of flows, with what belongs around it."""
    workshop.put("start/stretch.yaml", STRETCH)
    given = STRETCH.replace("flow: stretch", "flow: given")
    workshop.put("start/given.yaml", given + "therapist_only: true\n")
    if example.kind == "programme":
        text = _merged(_first(f"programme: {PROGRAMME}"), example.block)
        workshop.put(f"programmes/{PROGRAMME}.yaml", text)
    if example.kind == "needs":
        workshop.put("needs.yaml", example.block)
    if example.kind == "yaml":
        flow = _merged(_first_flow(), example.block)
    else:
        flow = example.block if example.kind == "whole" else _first_flow()
    pack = re.search(r"^pack: (\w+)$", flow, re.MULTILINE)
    folder = pack.group(1) if pack else "start"
    workshop.put(f"{folder}/{FLOW}.yaml", flow)
    if example.kind == "test":
        workshop.put(f"{folder}/{FLOW}.test.yaml", example.block)
    if example.kind == "po":
        text = _translation(workshop.root, example.block)
        workshop.put("locale/es/LC_MESSAGES/flows.po", text)


def test_every_code_has_one_page_and_it_has_the_right_title() -> None:
    pages = [(page.code, page.title) for page in _pages()]
    assert pages == [(code, title) for code, (title, _) in CODES.items()]


@pytest.mark.parametrize("code", CODES)
def test_a_page_has_an_example_of_each_kind(code: str) -> None:
    outcomes = [one.outcome for one in _examples() if one.code == code]
    assert outcomes == ([] if code in IN_WORDS else ["found", "fine"])
    (page,) = [page for page in _pages() if page.code == code]
    assert page.text.index("This is found:") < page.text.index("This is fine:")
    assert page.text.count("```") == 2 * len(outcomes)


@pytest.mark.parametrize(
    "example", _examples(), ids=lambda example: f"{example.code} {example.outcome}"
)
def test_an_example_does_what_its_page_says(example: Example, workshop: Workshop) -> None:
    _put(workshop, example)
    assert set(workshop.codes()) == ({example.code} if example.outcome == "found" else set())


@pytest.mark.parametrize("kind", ["yaml", "programme"])
def test_what_the_pages_begin_with_has_no_finding(kind: str, workshop: Workshop) -> None:
    _put(workshop, Example("", "fine", kind, ""))
    assert workshop.check() == []


@pytest.mark.parametrize("severity", ["warning", "note"])
def test_the_introduction_names_what_is_no_error(severity: str) -> None:
    introduction = " ".join(_readme().split("\n## Findings\n")[1].split("\n### ")[0].split())
    listed = re.search(rf"A {severity} \((.*?)\)", introduction)
    assert listed
    assert _codes(listed.group(1)) == {code for code in CODES if CODES[code][1] == severity}


def _codes(listed: str) -> set[str]:
    """The codes in words such as `F043, F050 to F057`."""
    codes: set[str] = set()
    for first, last in re.findall(r"(F\d{3})(?: to (F\d{3}))?", listed):
        codes.update(code for code in CODES if first <= code <= (last or first))
    return codes

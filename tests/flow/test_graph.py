"""The picture of a flow: everything is in it, and no words can break it."""

import re
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.document import FlowFile
from bot.flow.graph import mermaid
from bot.flow.ways import ways
from tests.flowkit import HEAD, flow_files

_LABEL: Final = r'"<b>\w+</b>(?:<br/>(?P<words>[^"<>\n`]*))?"'
_NODE: Final = re.compile(
    rf"  s_(?P<name>\w+)(?:\(\[{_LABEL}\]\)|\[/{_LABEL}/\]|\{{{_LABEL}\}}|\[\[{_LABEL}\]\]"
    rf"|\(\({_LABEL}\)\)|\[{_LABEL}\])".replace("?P<words>", "")
)
_ARROW: Final = re.compile(r'  s_(\w+) -->(?:\|"([^"<>\n`]*)"\|)? s_(\w+)')
_ENTITY: Final = re.compile(r"#(\w+);")
AWKWARD: Final = (
    "end",
    "subgraph",
    'He said "no" to "yes".',
    "<script>alert(1)</script>",
    "# heading; 50% --> done | [a] (b) {{c}}",
    "#quot; #35;",
    "`code` and ```",
    "two\nlines",
    "a\u2028line separator",
    "graph TD; A-->B",
    "%% a comment",
    "العربية \u202eabc\u202c",
    "</b>]",
)


def drawn(file: dict[str, Any]) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """The names of the nodes with their lines, and the arrows; each line must be one of them."""
    first, start, *lines = mermaid(FlowFile.model_validate(file)).removesuffix("\n").split("\n")
    assert first == "flowchart TD"
    assert start == f"  start(( )) --> s_{file['start']}"
    nodes: dict[str, str] = {}
    arrows = []
    for line in lines:
        node, arrow = _NODE.fullmatch(line), _ARROW.fullmatch(line)
        assert node or arrow, line
        if node:
            assert node["name"] not in nodes
            nodes[node["name"]] = line
        elif arrow:
            arrows.append((arrow[1], arrow[2] or "", arrow[3]))
    return nodes, arrows


def plain(label: str) -> str:
    """The words of a label as Mermaid shows them."""
    known = {"35": "#", "quot": '"', "lt": "<", "gt": ">"}
    return _ENTITY.sub(lambda found: known[found[1]], label)


def flow(steps: dict[str, Any], **head: Any) -> dict[str, Any]:
    return {**HEAD, "steps": steps, **head}


@settings(max_examples=100, deadline=None)
@given(flow_files())
def test_every_step_and_every_way_is_in_the_picture(file: dict[str, Any]) -> None:
    document = FlowFile.model_validate(file)
    nodes, arrows = drawn(file)
    assert list(nodes) == list(document.steps)
    written = [
        (name, target) for name, step in document.steps.items() for _, target, _ in ways(step)
    ]
    assert [(source, target) for source, _, target in arrows] == written


def test_a_way_says_when_it_is_taken() -> None:
    options = [
        {"id": "a", "label": 'The "first"', "go": "bye"},
        {"id": "b", "label": "B", "go": "s0"},
    ]
    rules = [{"if": "n > 2", "go": "ask"}, {"go": "bye"}]
    skip = {"label": "No", "go": "bye"}
    steps = {
        "s0": {"say": "Hello.", "next": rules},
        "ask": {"ask": "choice", "text": "Which?", "options": options, "skip": skip, "next": "bye"},
        "call": {"call": "other", "next": {"done": "bye", "stopped": "s0"}},
        "any": {"call": "other", "next": "bye"},
        "bye": {"end": "done"},
    }
    _, arrows = drawn(flow(steps, vars={"n": {"type": "int"}}))
    assert [(source, plain(label), target) for source, label, target in arrows] == [
        ("s0", "n > 2", "ask"),
        ("s0", "", "bye"),
        ("ask", "", "bye"),
        ("ask", 'The "first"', "bye"),
        ("ask", "B", "s0"),
        ("ask", "skip", "bye"),
        ("call", "done", "bye"),
        ("call", "stopped", "s0"),
        ("any", "", "bye"),
    ]


def test_each_kind_of_step_has_its_shape() -> None:
    nodes, _ = drawn(
        flow(
            {
                "s0": {"say": ["Hello.", "And."], "next": "a"},
                "a": {"ask": "text", "text": "What?", "next": "p"},
                "p": {"pace": {"in": "4s", "out": "6s", "rounds": 2}, "next": "w"},
                "w": {"wait": "10m", "text": "Soon.", "next": "b"},
                "b": {"branch": [{"go": "c"}]},
                "c": {"call": "other", "next": "e"},
                "e": {"set": {"n": "1"}, "next": "bye"},
                "bye": {"end": "done"},
            },
            vars={"n": {"type": "int"}},
        )
    )
    assert nodes == {
        "s0": '  s_s0["<b>s0</b><br/>Hello."]',
        "a": '  s_a(["<b>a</b><br/>What?"])',
        "p": '  s_p[/"<b>p</b><br/>in 4s, out 6s, 2 times"/]',
        "w": '  s_w[/"<b>w</b><br/>10m"/]',
        "b": '  s_b{"<b>b</b>"}',
        "c": '  s_c[["<b>c</b><br/>other"]]',
        "e": '  s_e["<b>e</b>"]',
        "bye": '  s_bye(("<b>bye</b>"))',
    }


@pytest.mark.parametrize("words", AWKWARD)
def test_no_words_break_the_picture(words: str) -> None:
    check(words)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_no_words_at_all_break_the_picture(words: str) -> None:
    check(words)


def check(words: str) -> None:
    steps = {
        "s0": {"ask": "choice", "text": words, "next": "end"}
        | {"options": [{"id": "end", "label": words, "go": "end"}]},
        "end": {"say": words, "end": "done"},
    }
    nodes, arrows = drawn(flow(steps))
    assert list(nodes) == ["s0", "end"]
    shown = plain(arrows[1][1])
    same = {"\n": " ", "`": "'"}
    assert shown == "".join(same.get(char, char) for char in words)


@pytest.mark.parametrize("name", ["end", "graph", "subgraph", "style", "class", "click", "default"])
def test_no_name_of_a_step_is_a_word_of_mermaid(name: str) -> None:
    nodes, arrows = drawn(flow({"s0": {"say": "Hi.", "next": name}, name: {"end": "done"}}))
    assert list(nodes) == ["s0", name]
    assert arrows == [("s0", "", name)]


def test_a_long_message_is_cut_and_says_so() -> None:
    nodes, _ = drawn(flow({"s0": {"say": "word " * 50, "end": "done"}}))
    assert nodes["s0"].endswith('…"))')
    assert len(nodes["s0"]) < 100

"""Making flows in tests: from YAML, and at random."""

from pathlib import Path
from typing import Any, Final

import yaml
from hypothesis import strategies as st

from bot.flow.care import CareRules
from bot.flow.check import Subject, check_flow
from bot.flow.compile import compile_flow
from bot.flow.document import FlowFile
from bot.flow.expression import Environment
from bot.flow.findings import Finding
from bot.flow.flow import Flow
from bot.flow.library import Library
from bot.flow.phrases import Phrases, check_phrases
from bot.flow.programme import FOLDER
from bot.flow.reach import Graph
from bot.flow.shape import parse
from bot.flow.source import read_bytes, read_file

FLOWS: Final = Path(__file__).parent.parent / "flows"
FLOW_FILES: Final = tuple(
    path
    for path in sorted(FLOWS.glob("*/*.yaml"))
    if not path.name.endswith(".test.yaml") and path.parent.name != FOLDER
)
"""Every flow that is shipped; no tests, no programmes."""

HEAD: Final[dict[str, Any]] = {
    "flow": "sample",
    "format": 1,
    "title": "A sample",
    "summary": "To try the engine.",
    "pack": "start",
    "minutes": 1,
    "source": "Our own",
    "not_for": ["current danger"],
    "start": "s0",
}


def phrases() -> Phrases:
    """The program's own words, as they are shipped."""
    texts, _ = check_phrases(read_file(FLOWS / "phrases.yaml"))
    assert texts is not None
    return Phrases(texts)


def flow_of(text: str, **head: Any) -> Flow:
    """A flow from the YAML of its `start`, `vars` and `steps`."""
    return compile_flow(FlowFile.model_validate({**HEAD, **yaml.safe_load(text), **head}))


def library_of(*flows: Flow) -> Library:
    """A library of these flows."""
    return Library(phrases(), flows)


CALLEE: Final[dict[str, Any]] = {
    **HEAD,
    "flow": "callee",
    "vars": {"c": {"type": "scale", "min": 0, "max": 3, "keep": "history"}},
    "steps": {
        "s0": {"ask": "scale", "text": "In here?", "save": "c", "next": "bye"},
        "bye": {"say": "Back we go.", "end": "done"},
    },
}

_CONDITIONS: Final = ("n > 2", "answered.word", 'mood == "low"', "n < 5 && !answered.word")
_VARS: Final[dict[str, Any]] = {
    "n": {"type": "scale", "min": 0, "max": 5, "default": 1, "keep": "history"},
    "mood": {"type": "choice", "default": "low"},
    "word": {"type": "text", "max": 60, "default": "-", "keep": "card"},
    "clock": {"type": "time", "default": "10:00"},
    "some": {"type": "multi", "default": []},
    "amount": {"type": "number", "min": 0.0, "max": 9.5, "default": 1.5},
    "count": {"type": "int", "default": 0},
}
_TEXTS: Final = st.sampled_from(
    ["Hello.", "Now {n} and {mood}.", "{person.name}, you said {word}.", "{some} {amount} {clock}"]
)


@st.composite
def flow_files(draw: st.DrawFn, name: str = "sample") -> dict[str, Any]:
    """A flow that the checker would let pass: every step leads on, loops can be left."""
    size = draw(st.integers(1, 7))
    names = [f"s{i}" for i in range(size)]
    steps: dict[str, Any] = {}
    for i, step in enumerate(names):
        onward = names[i + 1] if i + 1 < size else "bye"
        later = st.sampled_from([*names[i + 1 :], "bye"])
        steps[step] = draw(_step(onward, later, st.sampled_from(names)))
    steps["bye"] = {"say": draw(_TEXTS), "end": "done"}
    used = {key: dict(value) for key, value in _VARS.items()}
    return {**HEAD, "flow": name, "vars": used, "steps": steps}


@st.composite
def _step(
    draw: st.DrawFn, onward: str, later: st.SearchStrategy[str], anywhere: st.SearchStrategy[str]
) -> dict[str, Any]:
    kind = draw(
        st.sampled_from(
            [
                "say",
                "choice",
                "multi",
                "scale",
                "number",
                "text",
                "time",
                "pace",
                "wait",
                "branch",
                "set",
                "call",
            ]
        )
    )
    text = draw(_TEXTS)
    ways = draw(st.sampled_from(["plain", "rules"]))
    condition = draw(st.sampled_from(_CONDITIONS))
    following: Any = onward
    if ways == "rules":
        following = [{"if": condition, "go": draw(later)}, {"go": onward}]
    extra: dict[str, Any] = {"set": {"count": "count + 1"}} if draw(st.booleans()) else {}
    saves = {"multi": "some", "scale": "n", "number": "amount", "text": "word", "time": "clock"}
    if kind == "choice":
        return {**extra, **_choice(draw, text, anywhere), "next": following}
    if kind in saves:
        step = {"ask": kind, "text": text, "save": saves[kind], "next": following}
        if kind == "multi":
            step["options"] = [
                {"id": "a", "label": "A"},
                {"id": "b", "label": "B", "if": condition},
            ]
        if draw(st.booleans()):
            step["skip"] = {"label": "No", "go": draw(later)}
        return {**extra, **step}
    plain: dict[str, dict[str, Any]] = {
        "say": {"say": [text, "And."], "next": following},
        "pace": {"pace": {"in": "2s", "out": "3s", "rounds": 2}, "text": text, "next": following},
        "wait": {"wait": "5m", "text": text, "next": following},
        "branch": {"branch": [{"if": condition, "go": draw(later)}, {"go": onward}]},
        "set": {"set": {"count": "count + 2"}, "next": following},
        "call": {"call": "callee", "next": {"done": onward}},
    }
    return {**extra, **plain[kind]}


def _choice(draw: st.DrawFn, text: str, anywhere: st.SearchStrategy[str]) -> dict[str, Any]:
    return {
        "ask": "choice",
        "text": text,
        "save": "mood",
        "options": [
            {"id": "again", "label": "Again", "go": draw(anywhere), "if": "count < 3"},
            {"id": "low", "label": "Low"},
            {"id": "high", "label": "High"},
        ],
        "remind": {"after": "1h", "text": "No hurry."},
    }


def compiled(file: dict[str, Any]) -> Flow:
    """The flow of a generated file."""
    return compile_flow(FlowFile.model_validate(file))


def examine(raw: bytes, known: dict[str, FlowFile]) -> tuple[list[Finding], FlowFile | None]:
    """Everything the checker says about one file beside other flows."""
    source = read_bytes(raw, "flows/start/mutant.yaml")
    file, found = parse(source, FlowFile)
    if file is None:
        return [*source.findings, *found], None
    flows = {**known, file.flow: file}
    environment = Environment({name: var.type for name, var in file.vars.items()})
    care = CareRules(needs_rating_after=frozenset({"anxious"}))
    subject = Subject(source, care, file, Graph.of(file), environment, flows, frozenset(flows))
    return [*source.findings, *check_flow(subject)], file

"""Flow files can't run code: nothing in them becomes a callback, an expression or a format."""

import ast
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from transitions import Machine

import bot
from bot.dialogue import engine
from bot.flow.flow import Cursor, Flow
from bot.flow.machine import FlowMachine
from bot.model import Context, Event
from tests.flowkit import compiled, flow_files, flow_of, library_of

TRAP = "this.prints"  # transitions would import the module `this` if it got this as a callback


def callbacks(machine: Machine) -> list[Any]:
    """Everything that the machine may call."""
    found: list[Any] = [
        *machine.before_state_change,
        *machine.after_state_change,
        *machine.prepare_event,
        *machine.finalize_event,
        *machine.on_exception,
        *machine.on_final,
    ]
    for state in machine.states.values():
        found += [*state.on_enter, *state.on_exit]
    for event in machine.events.values():
        for transitions in event.transitions.values():
            for one in transitions:
                found += [*one.prepare, *one.before, *one.after]
                found += [condition.func for condition in one.conditions]
    return found


@settings(max_examples=50)
@given(flow_files())
def test_machines_get_callables_only(file: dict[str, Any]) -> None:
    assert all(callable(one) for one in callbacks(compiled(file).machine))


def test_no_field_of_a_flow_becomes_a_callback() -> None:
    flow = flow_of(f"""
    vars: {{need: {{type: text}}}}
    steps:
      s0:
        ask: choice
        text: "{TRAP}"
        options:
          - {{id: a, label: "{TRAP}", go: bye, if: "answered.need || true"}}
          - {{id: b, label: B, go: bye}}
      bye: {{say: "{TRAP}", end: done}}
    """)
    sys.modules.pop("this", None)
    library = library_of(flow)
    session, _ = engine.start(library, "sample", Context())
    engine.advance(library, session, Event("tap", "a", session.turn))
    assert "this" not in sys.modules
    assert all(callable(one) for one in callbacks(flow.machine))


def test_a_string_callback_would_have_been_run() -> None:
    """The danger is real: this is what the rule above keeps away from flow data."""
    machine = Machine(model=None, states=["a", "b"], initial="a", auto_transitions=False)
    machine.add_transition("go", "a", "b", before=TRAP)
    sys.modules.pop("this", None)
    with pytest.raises(AttributeError, match="prints"):
        machine.events["go"].trigger(Cursor("a", lambda _: {}))
    assert "this" in sys.modules


def test_our_machine_does_not_look_up_names() -> None:
    machine = FlowMachine(model=None, states=["a", "b"], initial="a", auto_transitions=False)
    machine.add_transition("go", "a", "b", conditions=TRAP)
    sys.modules.pop("this", None)
    with pytest.raises(TypeError, match="not callable"):
        machine.events["go"].trigger(Cursor("a", lambda _: {}))
    assert "this" not in sys.modules


def _is_sql(node: ast.expr) -> bool:
    """psycopg's `sql.SQL("… {}").format(…)`, which quotes names, and makes no text of data."""
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr == "SQL"


@pytest.mark.parametrize(
    "path", sorted(Path(bot.__file__).parent.rglob("*.py")), ids=lambda path: path.stem
)
def test_no_code_is_made_from_text(path: Path) -> None:
    """No eval, exec, compile of Python, no format strings from data, no templates with code."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "compile", "__import__"}
        if isinstance(node, ast.Attribute) and not _is_sql(node.value):
            assert node.attr not in {"format", "format_map", "safe_substitute"}
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
            assert not any(name.split(".")[0] in {"jinja2", "string"} for name in names)


def test_a_placeholder_reaches_nothing_but_the_answer() -> None:
    flow: Flow = flow_of("""
    vars: {need: {type: text}}
    steps:
      s0: {ask: text, text: "What?", save: need, required: true, next: bye}
      bye: {say: "You wrote {need}", end: done}
    """)
    library = library_of(flow)
    session, _ = engine.start(library, "sample", Context())
    words = "{need.__class__} {0} %s {person.name}"
    _, effects = engine.advance(library, session, Event("text", words))
    assert f"You wrote {words}" in [getattr(effect, "text", "") for effect in effects]

"""The README names every method, route, fault and option; what it does not name is not there."""

import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest
from starlette.routing import Route, WebSocketRoute

from bot import preview
from bot.preview.api.registry import METHODS, WAITING
from bot.preview.application import Application
from bot.preview.core import Core
from bot.preview.faults import KINDS, Fault
from bot.preview.server import PreviewServer
from bot.preview.world import World

README = Path(preview.__file__).with_name("README.md").read_text("utf-8")
BY_PATTERN = re.compile(r"(set|get|delete)My(Name|Description|ShortDescription|Commands)")


@pytest.mark.parametrize("method", sorted(METHODS | WAITING))
def test_methods(method: str) -> None:
    assert BY_PATTERN.fullmatch(method) or re.search(rf"\b{method}\b", README)


def test_routes() -> None:
    routes = Application(Core(World())).rest.routes
    paths = {one.path for one in routes if isinstance(one, Route | WebSocketRoute)}
    for path in paths:
        *_, last = path.split("/")
        assert f"/{last}" in README, path
    named = set(re.findall(r"`(?:WS|GET|POST)[^`/]* (/preview/[^` ]+)", README))
    known = {path.replace("{account:int}", "{id}") for path in paths}
    assert named <= known, named - known


def test_faults() -> None:
    for kind in KINDS:
        assert f"| `{kind}` |" in README
    for field in fields(Fault):
        assert field.name == "seen" or f'"{field.name}"' in README, field.name


def test_options() -> None:
    for name in inspect.signature(PreviewServer).parameters:
        assert f"{name}=" in README

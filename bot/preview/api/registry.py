"""The methods that the server models, by name."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.preview.kinds import Json, Upload
from bot.preview.world import World

if TYPE_CHECKING:
    from bot.preview.core import Core


@dataclass(slots=True)
class Call:
    """One request of the bot: the method, its parameters as typed values, and its files."""

    core: "Core"
    world: World
    method: str
    params: Json
    uploads: dict[str, Upload] = field(default_factory=dict)


Handler: TypeAlias = Callable[[Call], Any]
Waiting: TypeAlias = Callable[[Call], Awaitable[Any]]
METHODS: dict[str, Handler] = {}
WAITING: dict[str, Waiting] = {}


def _name(function: Callable[..., Any]) -> str:
    first, *rest = function.__name__.split("_")
    return first + "".join(part.capitalize() for part in rest)


def method(function: Handler) -> Handler:
    """Register `send_message` as sendMessage."""
    METHODS[_name(function)] = function
    return function


def waiting(function: Waiting) -> Waiting:
    """Register a method that may take its time (the long poll)."""
    WAITING[_name(function)] = function
    return function

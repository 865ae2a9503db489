"""What was kept as history when a flow was last done; looked up only when a flow asks for it."""

import json
from collections.abc import Callable, Iterator, Mapping

from bot.model import Value
from bot.store.rows import Answer


class Lasts(Mapping[str, Value]):
    """One person's latest answers, by `FLOW/VARIABLE`.

    Args:
        look_up: Finds the newest answer of a flow and a variable.
    """

    def __init__(self, look_up: Callable[[str, str], Answer | None]) -> None:
        self._look_up = look_up

    def __getitem__(self, key: str) -> Value:
        flow, _, name = key.partition("/")
        found = self._look_up(flow, name)
        if found is None:
            raise KeyError(key)
        value: Value = json.loads(found.value)
        return value

    def __iter__(self) -> Iterator[str]:
        """Nothing is listed: only what is asked for is looked up."""
        return iter(())

    def __len__(self) -> int:
        return 0

"""One request of the bot, from its parameters to the answer: checked, done, remembered."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bot.preview import rules, spec
from bot.preview.api import registry
from bot.preview.faults import Fault, Faults
from bot.preview.kinds import Json, Upload
from bot.preview.pace import Pace
from bot.preview.refusal import RefusedError, bad, no_method, not_modelled
from bot.preview.webhook import Webhook
from bot.preview.world import World

KEPT_REQUESTS = 5000
KEPT_VIOLATIONS = 1000
QUERY_LIFE = 60.0


@dataclass(slots=True)
class Record:
    """A request of the bot, for tests and for `GET /preview/requests`."""

    number: int
    at: float
    method: str
    parameters: Json
    files: Json
    answer: Json = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    fault: str | None = None

    def view(self) -> Json:
        """As JSON."""
        return {
            "n": self.number,
            "at": self.at,
            "method": self.method,
            "parameters": self.parameters,
            "files": self.files,
            "answer": self.answer,
            "violations": self.violations,
            "fault": self.fault,
        }


@dataclass(slots=True)
class Answer:
    """What goes back, and the fault that decides how."""

    status: int
    body: Json
    fault: Fault | None = None


class Core:
    """The Bot API on a world.

    Args:
        world: what the requests work on.
        strict_pace: whether too many messages get 429.
        query_life: seconds (of the preview's clock) that a callback query can be answered.
    """

    def __init__(
        self, world: World, *, strict_pace: bool = False, query_life: float = QUERY_LIFE
    ) -> None:
        self.world = world
        self.pace = Pace(world.clock, strict=strict_pace)
        self.faults = Faults()
        self.webhook = Webhook(world)
        self.query_life = query_life
        self.requests: deque[Record] = deque(maxlen=KEPT_REQUESTS)
        self.violations: deque[str] = deque(maxlen=KEPT_VIOLATIONS)
        self.count = 0

    async def answer(self, name: str, given: Json, uploads: dict[str, Upload]) -> Answer:
        """Do what a request asks, unless it is refused."""
        method = spec.methods().get(name.lower(), name)
        sizes = {
            part: {"name": one.name, "size": len(one.content)} for part, one in uploads.items()
        }
        self.count += 1
        record = Record(self.count, self.world.clock.now(), method, given, sizes)
        self.requests.append(record)
        fault = self.faults.take(method, given.get("chat_id"))
        record.fault = fault.kind if fault else None
        try:
            result = await self._result(record, uploads, fault)
            answer = Answer(200, {"ok": True, "result": result}, fault)
        except RefusedError as refused:
            answer = Answer(refused.code, refused.body(), fault)
        record.answer = answer.body
        self.violations.extend(f"{method}: {what}" for what in record.violations)
        return answer

    async def _result(self, record: Record, uploads: dict[str, Upload], fault: Fault | None) -> Any:
        params = self._checked(record, uploads)
        refusal = fault.refusal() if fault else None
        if refusal is not None:
            raise refusal
        if fault is not None and fault.kind == "cut":
            return None
        rules.required(record.method, params, uploads)
        call = registry.Call(self, self.world, record.method, params, uploads)
        slow = registry.WAITING.get(record.method)
        if slow is not None:
            return await slow(call)
        handler = registry.METHODS.get(record.method)
        if handler is None:
            raise not_modelled(record.method)
        return handler(call)

    def _checked(self, record: Record, uploads: dict[str, Upload]) -> Json:
        """The parameters as typed values.

        Raises:
            RefusedError: an unknown method or parameter, or one of a wrong type.
        """
        if record.method not in spec.table()["methods"]:
            record.violations.append(f"unknown method {record.method}")
            raise no_method()
        params, wrong = spec.check(record.method, record.parameters)
        record.violations.extend(wrong)
        record.violations.extend(
            f'missing parameter "{one}"'
            for one in spec.missing(record.method, params)
            if one not in uploads
        )
        if wrong:
            raise bad(wrong[0])
        return params

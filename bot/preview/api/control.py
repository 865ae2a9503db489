"""/preview/clock, faults, requests, pace, files, findings: the machine room. See the README."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.preview import people
from bot.preview.api.body import body_of, field, wrong
from bot.preview.api.streams import Streams
from bot.preview.core import Core
from bot.preview.faults import Fault

MOST_PEOPLE = 100_000
FAULT_FIELDS: dict[str, type] = {
    "method": str,
    "kind": str,
    "times": int,
    "skip": int,
    "chat_id": int,
    "retry_after": int,
    "seconds": float,
    "share": float,
    "seed": int,
    "error_code": int,
    "description": str,
}


class Control:
    """The routes.

    Args:
        core: what they look into and turn.
        streams: who hears of it.
    """

    def __init__(self, core: Core, streams: Streams) -> None:
        self.core = core
        self.world = core.world
        self.streams = streams

    def routes(self) -> list[BaseRoute]:
        """All routes, as in the README's table."""
        table = (
            ("GET", "/preview/clock", self.clock),
            ("POST", "/preview/clock", self.advance),
            ("GET", "/preview/file/{file_id}", self.file),
            ("GET", "/preview/faults", self.armed),
            ("POST", "/preview/faults", self.arm),
            ("DELETE", "/preview/faults", self.disarm),
            ("POST", "/preview/pace", self.set_pace),
            ("GET", "/preview/requests", self.requests),
            ("DELETE", "/preview/requests", self.forget),
            ("GET", "/preview/findings", self.findings),
            ("POST", "/preview/load", self.load),
        )
        return [Route(path, endpoint, methods=[verb]) for verb, path, endpoint in table]

    async def clock(self, request: Request) -> Response:
        """The time."""
        return JSONResponse({"now": self.world.clock.now()})

    async def advance(self, request: Request) -> Response:
        """Move the clock forward."""
        body = await body_of(request)
        now = self.world.clock.advance(field(body, "advance", float))
        self.streams.all({"type": "clock", "now": now})
        self.world.changed()
        return JSONResponse({"now": now})

    async def file(self, request: Request) -> Response:
        """The bytes of a file, with its type; ids never change, so a browser may keep them."""
        file = self.world.files.by_id.get(request.path_params["file_id"])
        if file is None:
            raise wrong("there is no such file", 404)
        headers = {"Cache-Control": "private, max-age=86400, immutable"}
        return Response(file.content, media_type=file.mime, headers=headers)

    async def arm(self, request: Request) -> Response:
        """Arm a fault."""
        body = await body_of(request)
        try:
            given = {name: value for name, value in body.items() if value is not None}
            fault = Fault(**{"method": "*", **given})
        except TypeError:
            known = ", ".join(FAULT_FIELDS)
            raise wrong(f'a fault has a "kind", and of these what it needs: {known}') from None
        for name, kind in FAULT_FIELDS.items():
            field(body, name, kind, None)
        self.core.faults.arm(fault)
        return JSONResponse(self.core.faults.view())

    async def armed(self, request: Request) -> Response:
        """The faults that wait."""
        return JSONResponse(self.core.faults.view())

    async def disarm(self, request: Request) -> Response:
        """No more faults."""
        self.core.faults.clear()
        return JSONResponse([])

    async def set_pace(self, request: Request) -> Response:
        """Strict or lenient about the number of messages."""
        self.core.pace.strict = field(await body_of(request), "strict", bool)
        self.core.pace.reset()
        return JSONResponse({"strict": self.core.pace.strict})

    async def requests(self, request: Request) -> Response:
        """The last requests of the bot; `?method=` and `?after=N` narrow them."""
        method = request.query_params.get("method", "").lower()
        after = request.query_params.get("after", "0")
        if not after.isdecimal():
            raise wrong('"after" is the number "n" of a request')
        found = [
            one.view()
            for one in self.core.requests
            if one.number > int(after) and method in {"", one.method.lower()}
        ]
        return JSONResponse(found)

    async def forget(self, request: Request) -> Response:
        """Forget the requests."""
        self.core.requests.clear()
        self.core.violations.clear()
        return JSONResponse([])

    async def findings(self, request: Request) -> Response:
        """The findings in the flow files."""
        return JSONResponse(self.streams.findings)

    async def load(self, request: Request) -> Response:
        """New people who all write at once: the first text of each, then the second of each."""
        body = await body_of(request)
        texts = field(body, "texts", list)
        if not all(isinstance(one, str) for one in texts):
            raise wrong('"texts" must be strings')
        count = field(body, "people", int)
        if not 1 <= count <= MOST_PEOPLE:
            raise wrong(f'"people" is 1 to {MOST_PEOPLE}')
        crowd = [self.world.add_account(f"P{one + 1}", None, "en") for one in range(count)]
        for text in texts:
            for account in crowd:
                people.send_text(self.world, account, text)
        return JSONResponse({"accounts": [one.id for one in crowd]})

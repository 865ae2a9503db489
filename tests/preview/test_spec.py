"""The shipped table is the whole Bot API, and nothing that arrives makes the server stumble."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.preview import people, spec
from bot.preview.api.registry import METHODS, WAITING
from bot.preview.build_spec import compact
from tests.preview.kit import Peer

FULL = Path(__file__).parents[3] / "shared/data/telegram/bot-api-10.1.json"
MODELLED = sorted(METHODS.keys() - {"setWebhook", "deleteWebhook"})


@pytest.mark.skipif(not FULL.exists(), reason="the full description is not beside the repository")
def test_the_table_is_made_from_the_full_description() -> None:
    assert json.loads(compact(json.loads(FULL.read_text("utf-8")))) == spec.table()


def test_the_table() -> None:
    assert len(spec.table()["methods"]) == 180
    assert "MIT License" in spec.table()["notice"]
    assert not (METHODS.keys() | WAITING.keys()) - spec.table()["methods"].keys()


@pytest.mark.parametrize("method", sorted(spec.table()["methods"]))
async def test_every_method_is_answered(bot: Peer, method: str) -> None:
    if method != "getUpdates":
        body = await bot.call(method, no_such_parameter=1)
        assert "unknown parameter" in body["description"]
        assert "unknown parameter" in bot.last.violations[0]
        await bot.call(method)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from([5_100_000_001, 1, 2, "HTML", "MarkdownV2", "typing", "<b>", "chat", "_"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@st.composite
def values(draw: st.DrawFn, types: tuple[str, ...], depth: int = 0) -> Any:
    """Mostly what the table says, sometimes anything."""
    if draw(st.integers(0, 12)) == 0:
        return draw(JSON)
    kind = draw(st.sampled_from(types))
    if kind.startswith("Array of "):
        inner = (kind.removeprefix("Array of "),)
        return [draw(values(inner, depth + 1)) for _ in range(draw(st.integers(0, 3)))]
    plain: dict[str, st.SearchStrategy[Any]] = {
        "Integer": st.sampled_from([5_100_000_001, 1, 2, 3, 0, -1, 2**70]),
        "Float": st.floats(),
        "Boolean": st.booleans(),
        "String": st.text(max_size=9) | st.sampled_from(["HTML", "chat", "photo", "bold", "👍"]),
        "InputFile": st.text(max_size=5),
    }
    if kind in plain:
        return draw(plain[kind])
    if depth > 3:
        return {}
    name = draw(st.sampled_from(spec.subtypes(kind)))
    return {
        field: draw(values(allowed, depth + 1))
        for field, (required, allowed) in spec.fields_of("types", name).items()
        if required or draw(st.integers(0, 5)) == 0
    }


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    method = draw(st.sampled_from(MODELLED))
    return method, {
        field: draw(values(types))
        for field, (required, types) in spec.fields_of("methods", method).items()
        if draw(st.integers(0, 3)) == 0 or (required and draw(st.integers(0, 9)))
    }


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(requests(), min_size=1, max_size=4))
async def test_no_request_makes_the_server_stumble(asked: list[tuple[str, Any]]) -> None:
    bot = Peer()
    ada = bot.person()
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    await bot.ok("sendMessage", chat_id=ada.id, text="mine", reply_markup=markup)
    people.press(bot.world, ada, 2, "a")
    for method, params in asked:
        path = f"/bot{bot.world.token}/{method}"
        answer = await bot.http.post(path, content=json.dumps(params).encode(),
                                     headers={"content-type": "application/json"})  # fmt: skip
        body = answer.json()
        assert answer.status_code in {200, 400, 403, 404, 413}, (method, params, body)
        if body["ok"]:
            returns = tuple(spec.table()["methods"][method]["returns"])
            assert not list(spec.problems(returns, body["result"], "result")), (method, params)
    json.dumps(bot.world.snapshot(ada))


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["send", "press", "edit", "start", "react", "group", "ungroup"]),
    st.dictionaries(
        st.sampled_from(["text", "kind", "message_id", "data", "payload", "title", "chat_id"]),
        JSON,
    ),
)
async def test_nothing_a_page_sends_makes_it_stumble(action: str, body: dict[str, Any]) -> None:
    bot = Peer()
    ada = bot.person()
    path = f"/preview/accounts/{ada.id}/{action}"
    answer = await bot.http.post(path, content=json.dumps(body).encode())
    assert answer.status_code in {200, 400, 404}
    assert answer.status_code == 200 or answer.json()["error"]

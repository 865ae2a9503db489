"""The shipped table is the whole Bot API, and nothing that arrives makes the server stumble."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.preview import people, spec
from bot.preview.api.registry import METHODS, WAITING
from bot.preview.build_spec import compact
from bot.preview.core import KEPT_REQUESTS
from tests.preview.kit import Peer

FULL = Path(__file__).parents[3] / "shared/data/telegram/bot-api-10.1.json"
MODELLED = sorted(METHODS.keys() - {"setWebhook", "deleteWebhook"})


BESIDE: Final = pytest.mark.skipif(
    not FULL.exists(), reason="the full description is not beside the repository"
)


@BESIDE
def test_the_table_is_made_from_the_full_description() -> None:
    assert json.loads(compact(json.loads(FULL.read_text("utf-8")))) == spec.table()


@BESIDE
def test_the_server_holds_a_bot_to_every_line_of_the_full_description() -> None:
    """Read here without what made the table: a fault in that would hide in both."""
    full = json.loads(FULL.read_text("utf-8"))
    for section in ("methods", "types"):
        assert full[section].keys() == spec.table()[section].keys()
        for name, entry in full[section].items():
            wanted = {
                one["name"]: (one["required"], tuple(one["types"]))
                for one in entry.get("fields", [])
            }
            assert spec.fields_of(section, name) == wanted, name
    for name, entry in full["types"].items():
        assert spec.subtypes(name) == entry.get("subtypes", [name])
    for name, entry in full["methods"].items():
        assert spec.table()["methods"][name]["returns"] == entry["returns"]


ARGUMENTS: Final = [
    (method, name, types)
    for method in spec.table()["methods"]
    for name, (_, types) in spec.fields_of("methods", method).items()
]


def test_the_type_of_every_argument_is_checked() -> None:
    taken = []
    for method, name, types in ARGUMENTS:
        wrong: list[Any] = [{"no_such_field": 1}, [{"no_such_field": 1}]]
        if not {"String", "InputFile"} & set(types):
            wrong += ["no such value", '{"no_such_field": 1}', '[{"no_such_field": 1}]', "{"]
        if "Integer" in types and "String" not in types:
            wrong += [True, "1.5", 1.5, "9" * 40]
        taken += [(method, name, one) for one in wrong if not spec.check(method, {name: one})[1]]
    assert taken == []
    assert len(ARGUMENTS) == 884


def test_an_unknown_argument_of_any_method_is_refused() -> None:
    for method in spec.table()["methods"]:
        assert spec.check(method, {"no_such_argument": 1})[1], method


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


async def test_a_mistake_is_remembered_longer_than_its_request(bot: Peer) -> None:
    await bot.no("sendMessage", no_such_parameter=1)
    for _ in range(KEPT_REQUESTS):
        await bot.core.answer("getMe", {}, {})
    assert not any(record.violations for record in bot.core.requests)
    [wrong] = [one for one in bot.core.violations if "no_such_parameter" in one]
    assert wrong.startswith("sendMessage: ")


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

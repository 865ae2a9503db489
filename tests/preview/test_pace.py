"""Too many messages: 429 when strict, nothing when not; the clock fills the budget again."""

from collections.abc import AsyncIterator

import pytest

from tests.preview.kit import Peer, peer


@pytest.fixture
async def strict() -> AsyncIterator[Peer]:
    async with peer(strict_pace=True) as one:
        yield one


async def codes(bot: Peer, chat_id: int, count: int) -> list[int]:
    answers = [await bot.call("sendMessage", chat_id=chat_id, text="x") for _ in range(count)]
    return [answer.get("error_code", 200) for answer in answers]


async def test_a_burst_then_one_a_second(strict: Peer) -> None:
    ada = strict.person()
    assert await codes(strict, ada.id, 5) == [200, 200, 200, 429, 429]
    body = await strict.call("sendMessage", chat_id=ada.id, text="x")
    assert body["parameters"] == {"retry_after": 1}
    strict.world.clock.advance(1)
    assert await codes(strict, ada.id, 2) == [200, 429]
    eve = strict.person("Eve")
    assert await codes(strict, eve.id, 1) == [200]


async def test_thirty_a_second_in_all(strict: Peer) -> None:
    people = [strict.person(f"P{number}") for number in range(31)]
    answers = [(await codes(strict, one.id, 1))[0] for one in people]
    assert answers == [200] * 30 + [429]
    strict.world.clock.advance(1)
    assert await codes(strict, people[-1].id, 1) == [200]


async def test_what_is_refused_costs_nothing(strict: Peer) -> None:
    ada = strict.person()
    for _ in range(9):
        await strict.no("sendMessage", chat_id=ada.id, text="")
    assert await codes(strict, ada.id, 3) == [200] * 3


async def test_an_edit_counts_only_in_all(strict: Peer) -> None:
    ada = strict.person()
    sent = await strict.ok("sendMessage", chat_id=ada.id, text="0")
    number = {"chat_id": ada.id, "message_id": sent["message_id"]}
    answers = [
        await strict.call("editMessageText", **number, text=f"{one}") for one in range(1, 31)
    ]
    assert [one.get("error_code", 200) for one in answers] == [200] * 29 + [429]


async def test_lenient(bot: Peer) -> None:
    ada = bot.person()
    assert await codes(bot, ada.id, 50) == [200] * 50
    answer = await bot.http.post("/preview/pace", json={"strict": True})
    assert answer.json() == {"strict": True}
    assert await codes(bot, ada.id, 4) == [200, 200, 200, 429]


async def test_the_header_says_it_too(strict: Peer) -> None:
    ada = strict.person()
    await codes(strict, ada.id, 3)
    path = f"/bot{strict.world.token}/sendMessage"
    answer = await strict.http.post(path, json={"chat_id": ada.id, "text": "x"})
    assert answer.headers["retry-after"] == "1"

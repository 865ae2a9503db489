"""A picture that is asked for reaches the chat, and its words do even where it can't be drawn."""

import io
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from PIL import Image

from bot.delivery.turn import Turn
from bot.flow.library import Library
from bot.people.profile import Profile
from bot.preview import people
from bot.preview.world import Account, Note
from bot.store.rows import Person
from tests.delivery.desk import Desk
from tests.people.lives import DAY, Days


class Here(ThreadPoolExecutor):
    """Runs at once what is given to it: nothing here waits for a thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (handed on to who waits for it)
            done.set_exception(error)
        return done


class AllFlows(Turn):
    """With the flows that we ship."""

    shipped: Library

    def __init__(
        self, _library: Callable[[], Library], helps: Callable[[str, str], Mapping[str, str]]
    ) -> None:
        super().__init__(lambda: self.shipped, helps)


@pytest.fixture
def desk(library: Library) -> Iterator[Desk]:
    AllFlows.shipped = library
    one = Desk(AllFlows)
    one.loop.set_default_executor(Here())
    yield one
    one.close()
    assert not one.failures


@pytest.fixture
def ada(desk: Desk) -> Account:
    account = desk.world.add_account("Ada", "ada", "en")
    days = Days(account.id)
    for day in range(20, 0, -1):
        days.did("slow-exhale", desk.now - day * DAY, level=day % 11, level_after=day % 5)
    welcomed = Profile(adult="yes", agreed=1)
    with desk.store.transaction() as work:
        work.save_person(welcomed.put(Person(account.id)))
        work.keep(days.life[1])
    people.send_text(desk.world, account, "/progress")
    desk.settle()
    return account


def newest(desk: Desk, account: Account) -> Note:
    return list(desk.world.chats[account.id].messages.values())[-1]


def asks(desk: Desk, account: Account, label: str) -> Note:
    shown = newest(desk, account)
    rows = (shown.markup or {})["inline_keyboard"]
    data = next(one["callback_data"] for row in rows for one in row if one["text"] == label)
    people.press(desk.world, account, shown.id, data)
    desk.settle()
    return newest(desk, account)


def test_a_picture_comes_with_its_words_and_leads_back(desk: Desk, ada: Account) -> None:
    note = asks(desk, ada, "Before and after")
    assert note.message["caption"].startswith("Before and after: the last 30 days")
    sent = desk.world.files.get(note.message["photo"][-1]["file_id"])
    with Image.open(io.BytesIO(sent.content)) as picture:
        assert picture.format == "PNG"
    assert "text" not in note.message
    assert asks(desk, ada, "Back").message["text"].startswith("Looking back")


def test_where_it_cannot_be_drawn_the_words_come(
    desk: Desk, ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.files.MAKERS", {})  # nobody makes anything
    note = asks(desk, ada, "Before and after")
    assert note.message["text"].startswith("Before and after: the last 30 days")
    assert asks(desk, ada, "Back").message["text"].startswith("Looking back")


def test_words_that_are_too_long_for_a_picture_follow_it(desk: Desk, ada: Account) -> None:
    days = Days(ada.id)
    for month in range(1, 40):
        days.did("ground-54321", desk.now - month * 30 * DAY, level=5, level_after=month % 10)
    with desk.store.transaction() as work:
        work.keep(days.life[1])
    asks(desk, ada, "Time: the last 30 days")
    asks(desk, ada, "from the beginning")
    asks(desk, ada, "One exercise")
    note = asks(desk, ada, "Ground 5-4-3-2-1")
    assert note.message["text"].count("before 5, after") > 30
    picture = list(desk.world.chats[ada.id].messages.values())[-2]
    assert picture.message["photo"]
    assert "caption" not in picture.message
    assert note.markup

"""What a newer release wrote is not harmed by an older one that works beside it."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.delivery.batch import Taken
from bot.delivery.revisions import Revisions
from bot.delivery.sender import UNKNOWN_TRIES_MAX
from bot.delivery.turn import Turn
from bot.delivery.worker import NEWER_TRIES, YIELD_SECONDS, Worker
from bot.dialogue.talk import Talk
from bot.flow.library import Library
from bot.flow.workspace import open_workspace
from bot.model import SESSION_FORMAT, Frame, Kept, NewerFormatError, Place, Session
from bot.people.profile import Profile
from bot.people.signs import Crisis
from bot.preview import people
from bot.store.postgres import PostgresStore
from bot.store.rows import Incoming, Outgoing, Person, Priority
from bot.store.writer import Writer
from bot.telegram.render import plain
from bot.watch import Watch
from tests.delivery.desk import HELP, START, Desk
from tests.delivery.kit import flows_in
from tests.delivery.test_once import message

CHAT: Final = 7
WRITTEN: Final = {"talk": SESSION_FORMAT, "person": 1}
STORED: Final = Path(__file__).parent / "stored"
SESSION: Final = Session(
    (Frame("outer", "aaa", "s1", {"name": "Sam", "mood": 7}),
     Frame("inner", "bbb", "s2", {"some": ["a", "b"], "yes": True, "half": 0.5})),
    "paused", 4, 9, ("a",), 1, 1_800_000_000,
    (Place((Frame("outer", "aaa", "s0", {}),), 1),),
    (Kept("inner", "words", "as they were", "card", sensitive=True),),
    None,
)  # fmt: skip
TALK: Final = Talk(SESSION, 12, SESSION._replace(status="active", due=None, outcome="done"))
CRISIS: Final = Crisis(
    1, 2, 3, ("rule",), ((4, (("rule", "suicide", "serious", ("past",)),)),),
    (("suicide", "serious", 5),), 6,
)  # fmt: skip
PROFILE: Final = Profile(
    "Sam", "es", lang_chosen=True, country="ES", zone="Europe/Madrid", quiet=(21, 7),
    text_only=True, asked="help-country", pace="slow", protect=True, adult="yes", agreed=8,
    goal="calm", came_for="flow_x", keep=30,
)  # fmt: skip


def stored() -> dict[str, bytes]:
    """What is kept as JSON and read by whoever handles the next update, everything filled in."""
    person = CRISIS.put(PROFILE.put(Person(CHAT)))
    return {"talk": TALK.to_json(), "person": person.data}


@pytest.mark.parametrize("what", ["talk", "person"])
def test_what_is_written_is_what_the_release_before_reads(what: str) -> None:
    """If this fails, the format has changed. Then the release before can't read it, or loses
    what is new: `bot/README.md`, "Releases side by side", says how to do that in two releases."""
    file = STORED / f"{what}-{WRITTEN[what]}.json"
    assert json.loads(stored()[what]) == json.loads(file.read_bytes())


@pytest.mark.parametrize("file", sorted(STORED.glob("talk-*.json")), ids=lambda one: one.name)
def test_every_format_that_was_ever_released_is_read(file: Path) -> None:
    assert Talk.from_json(file.read_bytes()) == TALK


@pytest.mark.parametrize("file", sorted(STORED.glob("person-*.json")), ids=lambda one: one.name)
def test_and_so_are_settings_and_what_is_remembered_of_risk(file: Path) -> None:
    person = Person(CHAT, PROFILE.lang, PROFILE.zone, PROFILE.text_only, data=file.read_bytes())
    assert (Profile.of(person), Crisis.of(person)) == (PROFILE, CRISIS)


def test_settings_of_a_newer_release_outlive_a_turn_of_this_one() -> None:
    data = json.loads(stored()["person"])
    newer = {**data, "added": 1, "crisis": [*data["crisis"], "more"]}
    person = Person(CHAT, data=json.dumps(newer).encode())
    assert Crisis.of(person) == CRISIS
    assert json.loads(Profile.of(person).put(person).data) == newer


def newer(body: bytes, how: str) -> bytes:
    """A conversation as a newer release may write it."""
    serial, session, resting = json.loads(body)
    if how == "parts":
        return json.dumps([serial, session, resting, "more"]).encode()
    changed = json.loads(session)
    changed[0] += 1
    return json.dumps([serial, json.dumps([*changed, "more"]), resting]).encode()


@pytest.mark.parametrize("how", ["parts", "format"])
def test_a_newer_conversation_is_known_as_newer(how: str) -> None:
    with pytest.raises(NewerFormatError) as caught:
        Talk.from_json(newer(TALK.to_json(), how))
    assert "Sam" not in f"{caught.value!r} {caught.value.__cause__!r}"


class Beside(Desk):
    """One process on a file; what a newer one would do is done to the file."""

    def __init__(self) -> None:
        super().__init__()
        self.ada = self.world.add_account("Ada", "ada", "en")

    def says(self, *texts: str) -> None:
        for text in texts:
            people.send_text(self.world, self.ada, text)
            self.settle()

    def said(self) -> list[str]:
        return [str(note.message.get("text", "")) for note
                in self.world.chats[self.ada.id].messages.values() if note.by_bot]  # fmt: skip

    @property
    def body(self) -> bytes:
        return bytes(self.rows("select body from session")[0][0])

    @body.setter
    def body(self, body: bytes) -> None:
        with self.store.transaction() as work:
            work.save_session(self.ada.id, body, work.pins(self.ada.id))

    def waits(self) -> int:
        self.world.clock.advance(YIELD_SECONDS)
        self.settle()
        return len(self.rows("select 1 from inbox where state = 'pending'"))


@pytest.mark.parametrize("how", ["parts", "format"])
def test_an_update_waits_for_the_newer_process_and_the_place_is_kept(how: str) -> None:
    desk = Beside()
    desk.says("/start flow_all_kinds", "good morning")
    before, count = desk.body, len(desk.said())
    desk.body = newer(before, how)
    desk.says("2")
    desk.says("3")
    for _ in range(2):
        assert desk.waits() == 2
    assert desk.body == newer(before, how)
    assert len(desk.said()) == count
    desk.body = before  # as if the newer process had been there: it can read it
    assert desk.waits() == 0
    assert Talk.from_json(desk.body).serial == 1
    assert len(desk.said()) > count
    desk.close()
    assert desk.failures == []


def test_where_no_newer_process_is_left_somebody_is_served_again() -> None:
    """After a way back to the release before: the place is lost, help is not."""
    desk = Beside()
    desk.says("/start flow_all_kinds", "good morning")
    desk.body = newer(desk.body, "format")
    with capture_logs() as logs:
        desk.says("i want to kill myself tonight")
        waited = 0
        while desk.waits():
            waited += 1
        assert waited <= NEWER_TRIES
    assert HELP in desk.said()[-1]
    assert Talk.from_json(desk.body).serial == 1  # counted on: answers are kept under it
    events = [one["event"] for one in logs]
    assert events.count("left_to_newer") == NEWER_TRIES
    assert events.count("session_unreadable") == 1
    desk.close()
    assert desk.failures == []


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return open_workspace(flows_in(tmp_path)).library()


async def test_a_revision_that_only_a_newer_process_can_read_is_waited_for(
    library: Library, database: SecretStr
) -> None:
    taken: list[int] = []
    left: list[int] = []

    class Looking(Turn):
        def take(self, work: Any, update: Any, now: float) -> Taken:
            taken.append(update.seq)
            return super().take(work, update, now)

    class Watching(Watch):
        def left(self, count: int) -> None:
            left.append(count)

    store, now = PostgresStore(database), 1000.0
    with store.transaction() as work:
        work.keep_revision("all-kinds", "newest", b'{"of": "a format to come"}')
        work.save_session(CHAT, Talk(serial=1).to_json(), [("all-kinds", "newest")])
        work.receive([Incoming("tg:1", CHAT, json.dumps(message("hello")).encode(), 1.0)])
    writer = Writer(store)
    revisions = Revisions(library)
    await writer.run(revisions.start)  # what it can't read stops no process
    turn, meet = Looking(lambda: library), revisions.meet
    worker = Worker(writer, turn, lambda: now, lambda: None, meet, Watching())
    for tries in range(NEWER_TRIES):
        assert await worker.once() == 1, tries
        assert await worker.once() == 0
        now += YIELD_SECONDS
    assert taken == []
    assert left == [1] * NEWER_TRIES
    assert await worker.once() == 1
    with store.transaction() as work:
        work.receive([Incoming("tg:2", CHAT, json.dumps(message("hello")).encode(), 1.0)])
    assert await worker.once() == 1  # it was waited for once, and in vain
    assert len(taken) == 2
    await writer.close()


async def test_many_older_processes_leave_a_newer_one_its_time_as_well(
    library: Library, database: SecretStr
) -> None:
    store, now, said = PostgresStore(database), 1000.0, message("hello")
    chat, body = said["message"]["chat"]["id"], newer(TALK.to_json(), "format")
    with store.transaction() as work:
        work.save_session(chat, body, [])
        work.receive([Incoming("tg:1", chat, json.dumps(said).encode(), 1.0)])
    writer = Writer(store)
    for _ in range(NEWER_TRIES + 2):
        assert await Worker(writer, Turn(lambda: library), lambda: now, lambda: None).once() == 1
        with store.transaction() as work:
            assert work.session(chat) == body
            assert len(work.pending(now, 1)) == 1  # for the newer one, which looks at once
    await writer.close()


@pytest.mark.parametrize(
    "job",
    [{"do": "to come"}, {"do": "document", "make": "to come", "data": {}, "name": "x", "text": ""}],
)
def test_a_message_of_a_kind_to_come_waits_for_the_newer_sender(job: dict[str, Any]) -> None:
    desk = Beside()
    desk.says("/start")
    count = len(desk.said())
    with desk.store.transaction() as work:
        work.send(Outgoing(desk.ada.id, Priority.REPLY, START, json.dumps(one).encode(), one["do"])
                  for one in (job, plain("after it")))  # fmt: skip
    for _ in range(UNKNOWN_TRIES_MAX):
        desk.settle()
        assert len(desk.said()) == count
        desk.world.clock.advance(30)
    desk.settle()
    desk.world.clock.advance(1)
    desk.settle()
    assert desk.said()[count:] == ["after it"]
    desk.close()
    assert desk.failures == []

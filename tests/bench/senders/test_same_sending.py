"""Both designs send the same messages in the same order, so that comparing them is fair."""

import asyncio
import time
from contextlib import closing
from typing import Final

import psycopg
import pytest
from pydantic import SecretStr

from bot.store.rows import Outgoing, Priority, Timer
from tests.bench.senders import jobs
from tests.bench.senders.process import JOBS, SEAT
from tests.bench.senders.world import FAST, disorder, stage
from tests.store.server import Server

CHATS: Final = 4


async def test_the_same_messages_in_the_same_order(postgres_server: Server) -> None:
    came = {}
    for design, processes in ((SEAT, 1), (JOBS, 2)):
        with postgres_server.database() as url:
            async with stage(design, url, speed=FAST, chats=CHATS, processes=processes) as one:
                for _ in range(3):
                    await asyncio.to_thread(one.feed.reply, range(1, CHATS + 1))
                await one.through()
                assert disorder(one.bot.texts()) == (0, 0)
                came[design] = {
                    chat: [(each.method, each.text) for each in one.bot.seen if each.chat == chat]
                    for chat in range(1, CHATS + 1)
                }
                assert one.bot.strange == {}
    assert came[SEAT] == came[JOBS]


def test_a_job_waits_with_its_message_and_overtakes_only_with_words_of_help(
    database: SecretStr,
) -> None:
    jobs.install(database)

    def out(chat: int, priority: Priority) -> Outgoing:
        return Outgoing(chat, priority, 0.0, b"{}", "send")

    with closing(jobs.JobsStore(database)) as store:
        with pytest.raises(ZeroDivisionError), store.transaction() as work:
            work.send([out(1, Priority.REPLY)])
            raise ZeroDivisionError
        with store.transaction() as work:
            work.send([out(1, Priority.REMINDER), out(2, Priority.REMINDER)])
            work.send([out(1, Priority.REPLY), out(1, Priority.PROMPT), out(1, Priority.CRISIS)])
            work.set_timers([Timer(1, "x", time.time() + 60, 1), Timer(1, "x", 0.0, 2)])
    with psycopg.connect(database.get_secret_value()) as connection:
        fetch = "select args ->> 'chat', priority from procrastinate_fetch_job_v2('{bot}', null)"
        end = "delete from procrastinate_jobs where status = 'doing'"
        went = []
        while (row := connection.execute(fetch).fetchone()) and row[0]:
            went.append(row)
            connection.execute(end)
    assert went == [("1", 3), ("1", 2), ("1", 2), ("1", 2), ("2", 0), ("1", 0)]


def test_a_scheduled_job_with_a_chat_s_lock_silences_the_chat(database: SecretStr) -> None:
    """Why timers have no lock here."""
    jobs.install(database)
    defer = (
        "select procrastinate_defer_jobs_v1(array[row('bot', 'send', %s, '1', null, '{}', %s)]"
        "::procrastinate_job_to_defer_v1[])"
    )
    with psycopg.connect(database.get_secret_value()) as connection:
        for priority, at in ((0, "infinity"), (0, None)):
            connection.execute(defer, (priority, at))
        fetch = "select id from procrastinate_fetch_job_v2('{bot}', null)"
        assert connection.execute(fetch).fetchone() == (None,)
        connection.execute(defer, (1, None))  # only what is more urgent goes
        assert connection.execute(fetch).fetchone() == (3,)

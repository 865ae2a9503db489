"""The bot on PostgreSQL: several processes for one bot, and what people see of that: nothing."""

from pathlib import Path

from pydantic import SecretStr

from tests.delivery.kit import serving, talking


async def test_a_conversation_by_long_poll(tmp_path: Path, database: SecretStr) -> None:
    async with serving(tmp_path, database) as bench, talking(bench):
        ada = bench.person()
        await ada.begins()
        await bench.settled()
        assert bench.rows("select count(*) from session") == [(1,)]

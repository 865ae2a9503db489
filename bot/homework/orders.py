"""What the operator wants done about therapists, at once or by the bot that is running.

Only one process may write to a database file. While the bot has it, an order is a small file in
a folder beside it, which the bot takes and removes. No order holds a token or a name.
"""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from bot.homework.bonds import remove_therapist
from bot.homework.invitations import DAY
from bot.log import logger
from bot.store.links import Invitation
from bot.store.protocol import Transaction
from bot.store.writer import Writer

LOOK_SECONDS: Final = 0.5
FOLDER: Final = "orders"


@dataclass(frozen=True, slots=True)
class Order:
    """One order: `invite` a therapist by the hash of a token, or `remove` one by their code."""

    do: str
    code: str
    hash: str = ""
    days: float = 0.0


def carry_out(work: Transaction, order: Order, now: float) -> None:
    """Do it; done twice it is as if done once."""
    if order.do == "invite" and work.invitation(order.hash) is None:
        until = now + order.days * DAY
        work.save_invitation(Invitation(order.hash, "t", order.code, 0, now, until))
    if order.do == "remove":
        for invitation in work.invitations("t"):
            if invitation.code == order.code and not invitation.used:
                work.save_invitation(replace(invitation, used="withdrawn"))
        for one in work.therapists():
            if one.code == order.code:
                remove_therapist(work, one.chat, now)


def place(database: Path) -> Path:
    """The folder of orders for the bot on a database file."""
    return database.with_name(FOLDER)


def leave(folder: Path, order: Order) -> Path:
    """Leave an order for the bot; the file is gone when it is carried out."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{secrets.token_hex(8)}.json"
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(order)), encoding="utf-8")
    draft.rename(path)
    return path


class Orders:
    """Takes what the operator left.

    Args:
        writer: The store.
        folder: Where orders are left.
        now: The time in seconds since 1970.
    """

    def __init__(self, writer: Writer, folder: Path, now: Callable[[], float]) -> None:
        self._writer = writer
        self._folder = folder
        self._now = now

    async def run(self) -> None:
        """Look for orders until cancelled."""
        while True:
            for path in sorted(self._folder.glob("*.json")):
                await self._take(path)
            await asyncio.sleep(LOOK_SECONDS)

    async def _take(self, path: Path) -> None:
        try:
            order = Order(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            logger.error("order_unreadable", error=type(error).__name__)
        else:
            await self._writer.insist(lambda work: carry_out(work, order, self._now()))
        path.unlink(missing_ok=True)

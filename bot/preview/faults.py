"""Trouble on demand: what a network and a busy Telegram do to a bot."""

import zlib
from dataclasses import asdict, dataclass

from bot.preview.kinds import Json
from bot.preview.refusal import RefusedError, forbidden, too_many

KINDS = ("403", "429", "500", "cut", "cut_after", "late", "refuse")


@dataclass(slots=True)
class Fault:
    """A fault that waits for requests; the README's table says what each kind does.

    `times` requests are hit (-1: all), after `skip` have passed; `chat_id` narrows it; of those
    that could be hit only `share` (0 to 1) are, which ones follows from `seed`.
    """

    method: str
    kind: str
    times: int = 1
    skip: int = 0
    chat_id: int | None = None
    retry_after: int = 1
    seconds: float = 1.0
    share: float = 1.0
    seed: int = 0
    seen: int = 0
    error_code: int = 400
    description: str = "Bad Request: refused by a fault of the preview server"

    def chosen(self) -> bool:
        """Whether the dice, which fall the same for the same seed, say this request."""
        self.seen += 1
        return zlib.crc32(f"{self.seed}:{self.seen}".encode()) < self.share * 2**32

    def refusal(self) -> RefusedError | None:
        """The answer instead of doing anything; nothing for the kinds about the connection."""
        if self.kind == "403":
            return forbidden("bot was blocked by the user")
        if self.kind == "429":
            return too_many(self.retry_after)
        if self.kind == "500":
            return RefusedError(500, "Internal Server Error")
        if self.kind == "refuse":
            return RefusedError(self.error_code, self.description)
        return None


class Faults:
    """The faults that are armed, oldest first."""

    def __init__(self) -> None:
        self.armed: list[Fault] = []

    def arm(self, fault: Fault) -> None:
        """Add one.

        Raises:
            ValueError: an unknown kind, or a number that can't be.
        """
        if fault.kind not in KINDS:
            raise ValueError(f'no fault is called "{fault.kind}"; there are {", ".join(KINDS)}')
        if fault.times == 0 or fault.times < -1 or fault.skip < 0:
            raise ValueError("times is 1 or more (-1 for always), skip 0 or more")
        if fault.seconds < 0 or fault.retry_after < 0 or not 0 <= fault.share <= 1:
            raise ValueError("seconds and retry_after are 0 or more, share is 0 to 1")
        if not 400 <= fault.error_code <= 599:
            raise ValueError("error_code is 400 to 599")
        self.armed.append(fault)

    def clear(self) -> None:
        """Disarm all."""
        self.armed.clear()

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The fault that hits this request, if one does; it is used up by one."""
        for fault in self.armed:
            other_chat = fault.chat_id is not None and str(fault.chat_id) != str(chat_id)
            if other_chat or fault.method.lower() not in {"*", method.lower()}:
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if not fault.chosen():
                continue
            if fault.times > 0:
                fault.times -= 1
                if fault.times == 0:
                    self.armed.remove(fault)
            return fault
        return None

    def view(self) -> list[Json]:
        """What is armed now."""
        return [asdict(one) for one in self.armed]

"""The tokens of invitations: 192 bits by chance, of which only a hash is kept."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from safety import screen

BYTES: Final = 24
"""32 characters; with its prefix far below the 64 that Telegram allows."""
LINK_BYTES: Final = 6
KINDS: Final = ("c", "t")
"""What stands before it: for a client, or for a therapist. It may make a word with what follows."""


def token(draw: Callable[[int], str] = secrets.token_urlsafe) -> str:
    """A new one, in the characters that a deep link can carry.

    Chance writes words of risk into one of some 600. What a person sends is screened whatever it
    looks like, so such a one would bring help instead of an invitation: another is drawn.
    """
    while True:
        drawn = draw(BYTES)
        if not any(screen(f"start {kind}_{drawn}") for kind in KINDS):
            return drawn


def hashed(given: str) -> str:
    """What is kept of a token, and looked up: 43 characters that fit onto a button.

    Comparing hashes tells nobody how near a guess was, however long it takes.
    """
    return urlsafe_b64encode(sha256(given.encode()).digest()).decode().rstrip("=")


def link_id() -> str:
    """A name for a new link. No secret: whoever uses it has to be one of the two."""
    return secrets.token_hex(LINK_BYTES)


def code() -> str:
    """What the operator calls a therapist: four letters and digits that are not mixed up."""
    return "".join(secrets.choice("ABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(5))


def address(bot: str, kind: str, secret: str) -> str:
    """How an invitation is opened: a link, or what to send to a bot whose name is not known."""
    return f"https://t.me/{bot}?start={kind}_{secret}" if bot else f"/start {kind}_{secret}"

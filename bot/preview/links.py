"""What Telegram finds in a text by itself: commands, addresses, mentions, hashtags.

A bot's command handler works from these entities, so they must be there on what a person writes.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.preview.kinds import Json, utf16

FINDERS = (
    ("email", re.compile(r"(?<![\w.@-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,24}\b")),
    (
        "url",
        re.compile(
            r"(?<![\w@./])(?:https?://[^\s<>\"]+|(?:[a-z0-9-]+\.)+"
            r"(?:com|org|net|dev|me|io|de|info|app)\b(?:/[^\s<>\"]*)?)",
            re.IGNORECASE,
        ),
    ),
    ("bot_command", re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z]\w{2,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}")),
)
ONLY_IF = re.compile(r"[/@#.]")
SCHEMES = frozenset({"http", "https", "tg", "ton", "tonsite"})


def find(text: str) -> Iterator[Json]:
    """The entities in a text, in their order; none overlaps another."""
    if not ONLY_IF.search(text):
        return
    taken: list[tuple[int, int, str]] = []
    for kind, pattern in FINDERS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if kind == "url":
                end -= len(match[0]) - len(match[0].rstrip(".,:;!?)'"))
            if all(end <= other[0] or start >= other[1] for other in taken):
                taken.append((start, end, kind))
    for start, end, kind in sorted(taken):
        yield {"type": kind, "offset": utf16(text[:start]), "length": utf16(text[start:end])}


def fault(url: str) -> str | None:
    """Why an address can't be a link, in Telegram's words; nothing when it can."""
    if not url.strip():
        return "URL host is empty"
    with_scheme = url if "://" in url or url.lower().startswith("tg:") else f"http://{url}"
    try:
        parts = urlsplit(with_scheme)
        host = parts.hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme.lower() not in SCHEMES:
        return "Unsupported URL protocol"
    if parts.scheme.lower() == "tg":
        return None
    if not host:
        return "URL host is empty"
    local = host in {"localhost", "127.0.0.1", "::1"}
    wrong = " " in with_scheme or not (local or "." in host.strip("."))
    return "Wrong HTTP URL" if wrong else None


def normal(url: str) -> str | None:
    """An address as Telegram stores it; nothing for one that can't be a link."""
    if fault(url) is not None:
        return None
    if url.lower().startswith("tg:"):
        return url
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return parts._replace(
        scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=parts.path or "/"
    ).geturl()


def entity(url: str) -> Json | None:
    """The entity that a link in formatted text becomes; nothing when it is dropped."""
    user = re.fullmatch(r"tg:(?://)?user\?id=(\d{1,16})", url)
    if user:
        return {"type": "text_mention", "user": int(user[1])}
    target = normal(url)
    return {"type": "text_link", "url": target} if target else None

"""A request that is refused, in Telegram's words.

The descriptions are those api.telegram.org sends (read in tdlib/telegram-bot-api and in answers
recorded by others), because bots tell errors apart by them. Where this server is stricter than
Telegram the text says so.
"""

from typing import Any

from bot.preview.kinds import Json


class RefusedError(Exception):
    """What the bot gets instead of a result: `{"ok": false, ...}`.

    Args:
        code: the HTTP status, repeated as `error_code`.
        description: for the person who debugs the bot.
        parameters: `retry_after` (seconds) or `migrate_to_chat_id`.
    """

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The answer's JSON."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(reason: str) -> RefusedError:
    """400: the request itself is wrong."""
    return RefusedError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> RefusedError:
    """403: the request is right, the person or the chat does not let the bot."""
    return RefusedError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> RefusedError:
    """409: two that want the same updates."""
    return RefusedError(409, f"Conflict: {reason}")


def too_many(seconds: int) -> RefusedError:
    """429: wait so many seconds."""
    return RefusedError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def unauthorized() -> RefusedError:
    """401: no bot has this token."""
    return RefusedError(401, "Unauthorized")


def no_method() -> RefusedError:
    """404: no such method."""
    return RefusedError(404, "Not Found: method not found")


def not_modelled(method: str) -> RefusedError:
    """501 would be honest, but Telegram never sends it and clients do not expect it."""
    return RefusedError(
        400,
        f"Bad Request: the preview server does not model {method};"
        " see bot/preview/README.md for the methods that it does",
    )

"""What only Telegram and we know, made from the token: the same after each restart, kept nowhere.

The token can't be found from these (HMAC-SHA256).
"""

import hashlib
import hmac


def webhook_secret(token: str) -> str:
    """The secret of the webhook, for who has not chosen one: 64 characters."""
    return _derived(token, "webhook secret")


def webhook_path(token: str, secret: str) -> str:
    """Where updates are taken: 32 characters that nobody guesses.

    A new secret gives a new path. Telegram shows the address of a webhook but not its secret,
    so this is how a changed one is noticed.
    """
    return _derived(token, f"webhook path {secret}")[:32]


def _derived(token: str, purpose: str) -> str:
    return hmac.new(token.encode(), f"mooring {purpose}".encode(), hashlib.sha256).hexdigest()

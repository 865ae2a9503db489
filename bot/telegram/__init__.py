"""Telegram: what is sent there and what comes from there."""

import os

# PTB's opt-in to what its next version does. Without it every 429 raises a warning inside PTB, and
# where warnings are errors that lost the message.
os.environ.setdefault("PTB_TIMEDELTA", "true")

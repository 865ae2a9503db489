"""Durable delivery: what came in takes effect once, what goes out is sent at Telegram's pace."""

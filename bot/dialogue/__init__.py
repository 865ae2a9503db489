"""The conversation: one event in, the next session and what to do out."""

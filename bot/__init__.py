"""Mooring: short scripted exercises about attachment, in a chat."""

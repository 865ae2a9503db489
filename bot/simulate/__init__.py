"""A year of a public bot without living through it: what one bot carries, and what breaks first."""

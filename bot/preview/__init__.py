"""The preview: a Bot API server and a web chat on this machine (see README.md)."""

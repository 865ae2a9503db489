"""Two designs of sending for several processes of one bot, beside each other."""

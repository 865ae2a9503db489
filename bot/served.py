"""The flows that a bot begins with, whatever is wrong with them."""

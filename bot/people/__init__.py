"""What the bot knows of a person and does for them around the exercises; pure."""

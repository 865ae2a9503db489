"""What comes by itself: homework from a therapist, programmes, check-ins. See `bot/README.md`."""

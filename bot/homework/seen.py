"""What a therapist sees of homework, in one line for the person whose it is."""

from bot.people.desk import Room


def seen_line(room: Room, link: str) -> str:
    """What the therapist of a link would see."""
    return room.say("hw_seen")

"""What a therapist sees of homework, in a few words for the person whose it is."""

from bot.homework import consent_screens
from bot.people.desk import Room


def seen_line(room: Room, link: str) -> str:
    """What the therapist of a link would see, as the person has allowed it."""
    found = room.work.link(link)
    if found is None or found.ended is not None:
        return room.say("hw_seen")
    name = consent_screens.therapist_name(room, found.therapist)
    return room.say("hw_seen_by", name=name, seen=consent_screens.seen(room, found))

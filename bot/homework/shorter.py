"""Words that don't fit are never cut in silence: whoever wrote them makes them shorter."""

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.people.desk import Room


def too_long(room: Room, text: str, most: int, back: str) -> Menu:
    """How many letters fit, and the way back; what they type next counts in its place.

    Args:
        room: The moment, the person and the words.
        text: What was typed.
        most: How many letters fit.
        back: Data of the button that leads back without it.
    """
    words = room.say("words_too_long", most=str(most), count=str(len(text)))
    return Menu(words, (Button(back, room.say("back")),))

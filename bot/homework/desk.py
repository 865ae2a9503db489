"""`/homework`: what is theirs now, and everything that can be done with it by a tap."""

from dataclasses import replace
from typing import Final

from bot.dialogue.talk import Came, Menu, Out
from bot.effects import Button, Ended, Say
from bot.homework import answers, own, schedule, screens
from bot.homework.desks import mine, theirs
from bot.homework.on_all import PRESSES
from bot.homework.on_one import ON_ONE
from bot.homework.shorter import too_long
from bot.people.client import Client
from bot.people.desk import Desk, Room, Step
from bot.people.profile import Profile
from bot.store.homework_rows import OPEN_STATES

PLACE_MAX: Final = 200


class HomeworkDesk(Desk):
    """Looks after homework, programmes and check-ins."""

    name = "hw"
    commands = ("homework",)

    def command(self, room: Room, client: Client, name: str, argument: str) -> Step:
        """The list."""
        answers.awake(room)
        return mine(room, client, screen=False)

    def press(self, room: Room, client: Client, parts: list[str]) -> Step:
        """A button. What is stale or somebody else's shows the list."""
        answers.awake(room)
        what, rest = (parts[1], parts[2:]) if len(parts) > 1 else ("", [])
        if handler := PRESSES.get(what):
            return handler(room, client, rest)
        if (on_one := ON_ONE.get(what)) and rest and (one := theirs(room, rest[0])):
            return on_one(room, client, one, rest[1:])
        return mine(room, client)

    def words(self, room: Room, client: Client, asked: str, text: str) -> Step:
        """When and where it will fit was typed."""
        client = client._replace(profile=client.profile._replace(asked=""))
        one = theirs(room, asked.rpartition(":")[2])
        if one is None:
            return mine(room, client, screen=False)
        place = text.strip()
        if len(place) > PLACE_MAX:
            again = client._replace(profile=client.profile._replace(asked=asked))
            return again, (too_long(room, place, PLACE_MAX, f"hw:see:{one.id}"),)
        kept = replace(one, place=place.encode())
        room.work.save_assignment(kept)
        return client, (screens.one_of_them(room, client.profile, kept)._replace(screen=False),)

    def timer(self, room: Room, client: Client, came: Came) -> Step:
        """Something is due."""
        return client, schedule.rung(room, client)

    def ended(self, room: Room, client: Client, ended: Ended) -> Step:
        """An exercise is over: what it was done for has its turn behind it."""
        out: list[Out] = []
        if ended.outcome not in answers.NOT_DONE:
            done = answers.done(room, client, ended.flow)
            over = [one for one in done if one.kind == "programme" and answers.is_over(one)]
            out += [own.last_of(room, one) for one in over]
            out += _next_at_once(room, client, ended.flow)
            resting = room.work.assignments(room.chat, ["quiet"])
            if resting and not room.work.nudging(room.chat).stopped:
                answers.go_on(room, client, resting)
                out.append(Say(room.say("hw_awake")))
            answers.answered(room)
        schedule.replan(room, client)
        return client, tuple(out)

    def stopped(self, room: Room, client: Client) -> Step:
        """STOP: everything rests, and nothing comes until they ask."""
        answers.rest(room, client, room.work.assignments(room.chat, OPEN_STATES))
        room.work.save_nudging(replace(room.work.nudging(room.chat), stopped=True))
        schedule.replan(room, client)
        return client, ()

    def settled(self, room: Room, client: Client, before: Profile) -> Step:
        """Their clock or their quiet hours are others now."""
        if (client.profile.zone, client.profile.quiet) != (before.zone, before.quiet):
            schedule.replan(room, client)
        return client, ()

    def returned(self, room: Room) -> None:
        """They had blocked the bot: what there is waits until they ask for it."""
        for one in room.work.assignments(room.chat, ["active"]):
            schedule.note(room, replace(one, state="quiet", due=None, snooze=None), "quiet")


def _next_at_once(room: Room, client: Client, flow: str) -> list[Out]:
    """What follows an exercise at once, offered beside its last words."""
    following = answers.followed(room, client, flow)
    if not following or room.context.at < client.crisis.hush_until:
        return []
    buttons = [screens.begins(room, one) for one in following]
    return [Menu(room.say("hw_follows"), (*buttons, Button("close", room.say("not_now"))))]

"""Takes what a person did to whoever handles it: help, settings, or the exercise in hand."""

from typing import Final, NamedTuple

from bot.dialogue import lifecycle, menu
from bot.dialogue.menu import home, way_home
from bot.dialogue.talk import Came, Menu, Out, Row, Talk, Tally
from bot.dialogue.typed import reads_a_button
from bot.effects import Button, CancelTimers, Ended, Say
from bot.flow.library import Library
from bot.flow.serving import WELCOME
from bot.model import Context
from bot.people import crisis as crises
from bot.people import welcome
from bot.people.client import Client
from bot.people.desk import Desks, Room, Step
from bot.people.hush import at_home, hushed
from bot.people.preferences import names_country
from bot.people.signs import AGAIN_SECONDS, weighed
from safety import Screening
from safety.resources import help_lines

NOTHING: Final = Screening(None, interrupt=False, findings=())
EVERYTHING: Final = CancelTimers(("step", "remind-1", "remind-2", "expire", "check-in"))
COUNTRY_BESIDE_HELP: Final = "help-country"
"""What the next words may answer: the numbers were shown, and asked for the country."""


class Reception(NamedTuple):
    """Handles one thing that a person did.

    Attributes:
        room: The moment, the person, the words and the store.
        desks: Who looks after what is no exercise.
    """

    room: Room
    desks: Desks = Desks()

    @property
    def library(self) -> Library:
        """The flows."""
        return self.room.library

    @property
    def context(self) -> Context:
        """The moment and the person."""
        return self.room.context

    def handle(self, client: Client, came: Came, seen: Screening = NOTHING) -> Step:
        """Take what a person did, which screening has seen before.

        Returns:
            The person as they are now, and what to show, in this order.
        """
        if seen.findings and not seen.interrupt and self._taps(client, came):
            seen = NOTHING
        told = came.kind == "text" or seen.findings
        noted = client.crisis.note(seen, self.context.at) if told else client.crisis
        client = client._replace(crisis=noted)
        seen = weighed(noted, seen)
        if seen.interrupt:
            talk, crisis, out = crises.interrupt(
                self.library, client.talk, noted, seen, self.context
            )
            profile = client.profile._replace(asked="")  # what comes next answers this question
            client = client._replace(talk=talk, profile=profile, crisis=crisis)
            client, out = self._helped(client, out)
            return client, self._discreet(client, seen, out)
        idle = client.talk.running is None
        client, out = self._calmed(client).ordinary(client, came)
        if seen.findings:
            crisis, offered = crises.offer(self.library, client.crisis, seen, self.context)
            client = client._replace(crisis=crisis)
            if idle and any(isinstance(one, Menu) for one in offered):  # no list of exercises now
                out = tuple(one for one in out if not isinstance(one, Menu))
            out = (*offered, *out)
        return client, self._discreet(client, seen, out)

    def _taps(self, client: Client, came: Came) -> bool:
        """Whether they typed what stands on a button: the flow's words say nothing about them."""
        running = client.talk.running
        if came.kind != "text" or running is None:
            return False
        return reads_a_button(self.library, running, self.context, came.value)

    def _discreet(self, client: Client, seen: Screening, out: tuple[Out, ...]) -> tuple[Out, ...]:
        """What there is to do; without what pops up later, where other eyes may see it."""
        if self.context.at >= client.crisis.hush_until:
            return out
        return hushed(out, begins=at_home(seen))

    def _helped(self, client: Client, out: tuple[Out, ...]) -> Step:
        """Help is shown: whoever has to say something says it behind the first words."""
        if Tally("help", "shown") not in out:
            return client, out
        first = next(place for place, one in enumerate(out) if isinstance(one, Say)) + 1
        more: tuple[Out, ...] = ()
        for desk in self.desks.all:
            client, said = desk.helped(self.room, client)
            more += said
        return client, (*out[:first], *more, *out[first:])

    def over(self, client: Client, ended: Ended) -> Step:
        """An exercise is over, and what it keeps is in the store: whoever has a say in it."""
        out: tuple[Out, ...] = ()
        room = self._calmed(client).room
        for desk in self.desks.all:
            client, more = desk.ended(room, client, ended)
            out += more
        if ended.flow == WELCOME and ended.outcome == "done" and client.profile.welcome:
            client, more = self._arrived(client)
            return client, self._discreet(client, NOTHING, (*out, *more))
        out += self._way_home(client, ended)
        return client, self._discreet(client, NOTHING, out)

    def _welcome(self, client: Client, came: Came) -> Step:
        """First things first; what they came for is done afterwards."""
        payload = welcome.wanted(came) or client.profile.came_for
        talk, out = welcome.begin(self.library, client.talk, self.context)
        profile = client.profile._replace(came_for=payload)
        return client._replace(talk=talk, profile=profile), out

    def _arrived(self, client: Client) -> Step:
        """They have been welcomed: on to what they came for, or to what brings them."""
        profile, talk = client.profile, client.talk
        client = client._replace(profile=profile._replace(came_for=""))
        if profile.came_for:
            return self.ordinary(client, Came("command", f"start {profile.came_for}"))
        fitting = menu.fitting(self.library, profile.goal, self.context)
        if len(fitting) == 1:
            talk, out = lifecycle.begin(self.library, talk, fitting[0].id, self.context)
            return client._replace(talk=talk), out
        first = menu.need(self.library, profile.goal, self.context) if fitting else None
        return client, (first or home(self.library, talk, "menu", self.context),)

    def _way_home(self, client: Client, ended: Ended) -> tuple[Out, ...]:
        """A quiet row below the last words; none where a list of exercises would be found."""
        flow = self.library.called(ended.flow)
        helped = flow is not None and flow.file.pack == "safety"
        hushed_now = helped and self.context.at < client.crisis.hush_until
        if client.talk.running is not None or ended.outcome == "expired" or hushed_now:
            return ()
        profile, held = client.profile, self.library.current(WELCOME)
        if held is not None and not profile.welcome:
            young = profile.adult == "no"
            return (welcome.later(self.library, self.context, young=young),)
        words = self.library.phrases.say("menu", self.context.lang)
        return (Row(words, way_home(self.library, self.context)),)

    def settled(self, before: Client, client: Client) -> Step:
        """Whoever has a say in it when settings have changed."""
        out: tuple[Out, ...] = ()
        if client.profile != before.profile:
            for desk in self.desks.all:
                client, more = desk.settled(self.room, client, before.profile)
                out += more
        return client, out

    def _calmed(self, client: Client) -> "Reception":
        """With the knowledge whether help was shown a short while ago."""
        context = self.context._replace(calm=self.context.at < client.crisis.hold_until)
        return self._replace(room=self.room._replace(context=context))

    def ordinary(self, client: Client, came: Came) -> Step:
        """Take what showed no risk that has to stop everything."""
        if came.kind == "press" and came.value.startswith("do:"):  # a button that is a command
            came = came._replace(kind="command", value=came.value.removeprefix("do:"))
        asked = client.profile.asked
        once = asked == COUNTRY_BESIDE_HELP and came.kind == "text"  # the next words, no later ones
        if asked and (once or came.kind in {"press", "command"}):
            client = client._replace(profile=client.profile._replace(asked=""))
        if came.kind == "text" and (answered := self._words(client, came.value, asked)):
            return answered
        if welcome.waits(self.room, self.desks, client, came):
            return self._welcome(client, came)
        if taken := self.desks.take(self.room, client, came):
            return taken
        if came.kind in {"press", "command"} and came.value == "continue":
            return self._continue(client)
        if came.kind == "command" and came.value == "crisis":
            return self._crisis(client)
        if came.kind == "timer" and came.value in {"check-in", "expire"}:
            return self._timer(client, came)
        if came.kind == "command" and came.value.partition(" ")[0] == "stop":
            return self._stop(client)
        return self._exercise(client, came)

    def _words(self, client: Client, text: str, asked: str) -> Step | None:
        """Typed words that mean something to the program wherever they come."""
        if self._means("stop_words", text):
            return self._stop(client)
        if self._means("help_words", text):
            return self._exercise(client, Came("command", "help"))
        if asked and (desk := self.desks.named(asked)):
            return desk.words(self.room, client, asked, text)
        return self._country(client, text, asked=asked == COUNTRY_BESIDE_HELP)

    def _exercise(self, client: Client, came: Came) -> Step:
        before = client.talk.running
        talk, out = lifecycle.handle(self.library, client.talk, came, self.context)
        if lifecycle.asks_help(came):
            out = (Tally("help", "opened"), *out)
            if not client.profile.country:
                profile = client.profile._replace(asked=COUNTRY_BESIDE_HELP)
                client = client._replace(profile=profile)
        client = client._replace(talk=talk)
        if crises.is_after(before) and talk.running is None and crises.is_after(talk.session):
            talk, crisis, more = crises.over(self.library, talk, client.crisis, self.context)
            return client._replace(talk=talk, crisis=crisis), (*out, *more)
        return client, out

    def _continue(self, client: Client) -> Step:
        """Go on where they were."""
        resting = client.talk.resting
        waits = resting is not None and not crises.steady(self.library, resting)
        if self.context.calm and client.talk.running is None and waits:
            return client, (home(self.library, client.talk, "rests", self.context),)
        talk, out = crises.go_on(self.library, client.talk, self.context)
        if not out:
            return self._exercise(client, Came("command", "menu"))
        return client._replace(talk=talk), out

    def _crisis(self, client: Client) -> Step:
        talk, out = crises.asked(self.library, client.talk, client.crisis, self.context)
        return client._replace(talk=talk), out

    def _timer(self, client: Client, came: Came) -> Step:
        if came.value == "check-in":
            return client, (self._check_in(),)
        if client.talk.running is None and client.talk.resting is not None:
            talk, out = crises.expire(self.library, client.talk, self.context)
            return client._replace(talk=talk), out
        return self._exercise(client, came)

    def _check_in(self) -> Menu:
        """The next day, as they agreed: words that any eye may see on a lock screen."""
        say, lang = self.library.phrases.say, self.context.lang
        buttons = [Button("help", say("help", lang)), Button("close", say("not_now", lang))]
        if self.library.current(crises.NEXT_DAY):
            buttons.insert(0, Button(f"flow:{crises.NEXT_DAY}", say("answer_now", lang)))
        return Menu(say("check_in", lang), tuple(buttons), silent=True)

    def _stop(self, client: Client) -> Step:
        """Everything ends, also what rests and what was to come tomorrow."""
        talk: Talk = client.talk
        out: tuple[Out, ...]
        if talk.running is not None:
            talk, out = lifecycle.handle(self.library, talk, Came("command", "stop"), self.context)
        else:
            out = (Say(self.library.phrases.say("all_stopped", self.context.lang)),)
        talk, rest = crises.expire(self.library, talk, self.context)
        client, out = client._replace(talk=talk), (*out, *rest, EVERYTHING)
        for desk in self.desks.all:
            client, more = desk.stopped(self.room, client)
            out += more
        return client, out

    def _means(self, phrase: str, text: str) -> bool:
        said = text.strip(" .!?¡¿\n").casefold()
        languages = {"en", *self.room.languages, self.context.lang}  # people switch in distress
        words = {self.library.phrases.say(phrase, lang) for lang in languages}
        return any(said == word.strip().casefold() for one in words for word in one.split(","))

    def _country(self, client: Client, text: str, *, asked: bool) -> Step | None:
        """The message with the link asked for the country; its name is the answer to that."""
        shown = self.context.at - client.crisis.shown_at < AGAIN_SECONDS
        if client.profile.country or not (shown or asked):
            return None
        country = names_country(text, self.context.lang)
        if country is None:
            return None
        about = client.crisis.about
        lines = {"help.lines": help_lines(country, self.context.lang, about, imminent=True)}
        said = Say(self.library.phrases.say("country_known", self.context.lang, lines))
        profile = client.profile._replace(country=country)
        return client._replace(profile=profile), (said,)

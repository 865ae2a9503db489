"""Looking back: what somebody did, and pictures of the numbers they gave, when they ask for it.

Nothing of this comes by itself. A button carries what it shows and of which time:
`progress:SPAN` the beginning, `progress:SPAN:see:KEY` a view, `progress:SPAN:one` and
`progress:SPAN:span` a choice.
"""

from typing import Final, NamedTuple

from bot.dialogue.menu import offered, way_home
from bot.dialogue.talk import Menu, Out, Picture
from bot.effects import Button
from bot.people.client import Client
from bot.people.desk import Desk, Room, Step
from bot.people.progress import Progress, look
from bot.people.progress_views import View, Viewer, questionnaires
from bot.people.spans import SPANS, since

CHECK_IN: Final = "daily-checkin"
ONE: Final = "one:"
"""So begin the keys of exercises by themselves."""
ONES_MAX: Final = 12
"""So many exercises are offered by themselves, those with the most runs."""


class ProgressDesk(Desk):
    """Shows what a person did."""

    name = "progress"
    commands = ("progress",)

    def command(self, room: Room, client: Client, name: str, argument: str) -> Step:
        """The beginning, of the shortest time that has something to show."""
        return client, (_Screen.of(room, client).main(screen=False),)

    def press(self, room: Room, client: Client, parts: list[str]) -> Step:
        """A view, or a choice."""
        span = parts[1] if len(parts) > 1 and parts[1] in SPANS else ""
        screen = _Screen.of(room, client, span)
        what, key = (parts[2] if len(parts) > 2 else ""), ":".join(parts[3:])
        if what == "see":
            return client, (screen.see(key),)
        if what in {"one", "span"}:
            return client, (screen.ones() if what == "one" else screen.spans(key),)
        return client, (screen.main(screen=True),)


class _Screen(NamedTuple):
    """Draws the screens of one person.

    Attributes:
        room: The words and the moment.
        client: The person.
        span: Which time is looked at.
        progress: What lies in it.
        ever: What there is at all.
    """

    room: Room
    client: Client
    span: str
    progress: Progress
    ever: Progress

    @classmethod
    def of(cls, room: Room, client: Client, span: str = "") -> "_Screen":
        """What the store has; without a span, the shortest with numbers to show."""
        runs, answers = room.work.runs(room.chat), room.work.answers(room.chat)
        flows = list(room.library.newest())
        found = {
            one: look(flows, runs, answers, since(one, room.context.at))
            for one in ([span] if span else SPANS)
        }
        shown = next((one for one in found if found[one].shows), next(iter(found)))
        return cls(room, client, shown, found[shown], look(flows, runs, answers))

    def views(self) -> list[View]:
        """What can be seen. Questionnaires come months apart: they show all there is."""
        profile, lang = self.client.profile, self.room.context.lang
        now, ever = (
            Viewer(self.room.library, lang, profile.zone, self.room.say(f"progress_{span}"))
            for span in (self.span, "all")
        )
        views = now.all(self.progress._replace(measures=()))
        kept = [ever.measure(several) for several in questionnaires(self.ever)]
        first = [view for view in views if not view.key.startswith(ONE)]
        return [*first, *kept, *(view for view in views if view.key.startswith(ONE))]

    def main(self, *, screen: bool) -> Menu:
        """What was done, and what there is to see."""
        say, foot = self.room.say, way_home(self.room.library, self.room.context)
        if self.ever.empty:
            begin = (*self._saved(), *self._beginnings())
            return Menu(say("progress_none"), begin, screen, foot=foot)
        head = say("progress_heading", name=say("progress_title"), span=self._span_name())
        done = [say(f"progress_{kind}", n=str(n)) for kind, n in self.progress.done.items() if n]
        views = [one for one in self.views() if not one.key.startswith(ONE)]
        last = say("progress_shown" if views else "progress_no_numbers")
        words = "\n\n".join(part for part in (head, "\n".join(done), last) if part)
        buttons = [self._button(one) for one in views]
        if self.progress.rated:
            buttons.append(Button(f"progress:{self.span}:one", say("progress_one")))
        return Menu(words, (*buttons, self._other_time(), *self._saved()), screen, foot=foot)

    def see(self, key: str) -> Out:
        """A view: a picture with its words, or the words alone for those who chose that."""
        view = next((one for one in self.views() if one.key == key), None)
        timed = not key.startswith("measure:")
        buttons, foot = (self._other_time(f":{key}"),) if timed else (), self._back()
        if view is None:
            return Menu(self.room.say("progress_gone"), buttons, screen=True, foot=foot)
        if self.client.profile.text_only:
            return Menu(view.text, buttons, screen=True, foot=foot)
        return Picture(view.draw, view.data, view.text, buttons, foot)

    def ones(self) -> Menu:
        """Which exercise by itself."""
        views = [one for one in self.views() if one.key.startswith(ONE)]
        buttons = tuple(self._button(one) for one in views[:ONES_MAX])
        return Menu(self.room.say("progress_ask_one"), buttons, screen=True, foot=self._back())

    def spans(self, key: str) -> Menu:
        """Which time, for a view or for the beginning."""
        then = f":see:{key}" if key else ""
        buttons = tuple(
            Button(f"progress:{one}{then}", self.room.say(f"progress_{one}")) for one in SPANS
        )
        return Menu(self.room.say("progress_ask_span"), buttons, screen=True, foot=self._back())

    def _beginnings(self) -> tuple[Button, ...]:
        """Where somebody can begin who has nothing to look back on."""
        context, say = self.room.context, self.room.say
        flows = [flow for flow in offered(self.room.library, context) if flow.id == CHECK_IN]
        first = [
            Button(f"flow:{one.id}", one.text("title", context.lang).render(str)) for one in flows
        ]
        return *first, Button("menu:all", say("all_exercises"))

    def _saved(self) -> tuple[Button, ...]:
        """The way to saved lines, for those who have some."""
        some = self.room.work.cards(self.room.chat)
        return (Button("saved", self.room.say("progress_saved")),) if some else ()

    def _button(self, view: View) -> Button:
        return Button(f"progress:{self.span}:see:{view.key}", view.title)

    def _other_time(self, key: str = "") -> Button:
        words = self.room.say("progress_span", span=self._span_name())
        return Button(f"progress:{self.span}:span{key}", words)

    def _back(self) -> tuple[Button, ...]:
        back = Button(f"progress:{self.span}", self.room.say("back"))
        return back, Button("help", self.room.say("help"))

    def _span_name(self) -> str:
        return self.room.say(f"progress_{self.span}")

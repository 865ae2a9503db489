"""The kinds of steps, as they are written in a flow file."""

from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from bot.flow.parts import (
    Condition,
    Duration,
    FlowId,
    Messages,
    Name,
    Next,
    OptionId,
    Outcomes,
    Part,
    Rule,
    Step,
    Text,
    written_as,
)


class SayStep(Step):
    """Tell something and go on."""

    say: Messages = Field(description="One message, or a list of them.")
    next: Next = Field(description="The step that follows, or rules.")


class EndStep(Step):
    """Finish, with a last message or without."""

    say: Messages | None = Field(None, description="A last message, or a list of them.")
    end: Name = Field(description="The outcome: done, stopped or a word of your own.")


class SetStep(Step):
    """Only remember something."""

    set_: dict[Name, Condition] = Field(alias="set", description="Variables to set, in CEL.")
    next: Next = Field(description="The step that follows, or rules.")


class BranchStep(Step):
    """Decide without asking."""

    branch: list[Rule] = Field(
        min_length=1, max_length=20, description="Rules; the first that is true wins."
    )


class CallStep(Step):
    """Do another flow, then come back."""

    call: FlowId = Field(description="The id of the other flow.")
    next: Outcomes = Field(description="A step, or a step for each outcome.")


class Rhythm(Part):
    """A rhythm: parts in seconds, in the order in, again, hold, out, rest."""

    in_: Duration | None = Field(None, alias="in", description="Breathe in for this long.")
    again: Duration | None = Field(None, description="A second, short breath in.")
    hold: Duration | None = Field(None, description="Hold for this long.")
    out: Duration | None = Field(None, description="Breathe out for this long.")
    rest: Duration | None = Field(None, description="Do nothing for this long.")
    rounds: int = Field(1, ge=1, le=30, description="How often.")


class PaceStep(Step):
    """Breathe or pause together."""

    pace: Rhythm
    text: Text | None = Field(None, description="Shown with the rhythm.")
    early: Text | None = Field(None, description="Names the button to go on early.")
    next: Next = Field(description="The step that follows, or rules.")


class WaitStep(Step):
    """Let time pass; survives restarts."""

    wait: Duration = Field(description="How long, from 1m to 60d.")
    text: Text = Field(description="Says what we wait for.")
    early: Text | None = Field(None, description="Names the button to go on early.")
    next: Next = Field(description="The step that follows, or rules.")


class Skip(Part):
    """Where a skip leads, if not on."""

    label: Text = Field(description="Names the Skip button.")
    go: Name | None = Field(None, description="The step to go to.")


class Remind(Part):
    """A nudge when no answer comes."""

    after: Duration = Field(description="After how long without an answer.")
    text: Text = Field(description="Neutral words: they show on a lock screen.")


SkipTo: TypeAlias = Annotated[
    Annotated[Text, Tag("as word")] | Annotated[Skip, Tag("as keys")], Discriminator(written_as)
]
Reminders: TypeAlias = Annotated[
    Annotated[Remind, Tag("as keys")]
    | Annotated[list[Remind], Field(min_length=1, max_length=2), Tag("as list")],
    Discriminator(written_as),
]


class Option(Part):
    """An answer to tap."""

    id: OptionId = Field(description="What is remembered; never change it.")
    label: Text = Field(description="What the button says.")
    go: Name | None = Field(None, description="The step to go to.")
    condition: Condition | None = Field(
        None, alias="if", description="Show it only when this is true, in CEL."
    )


class AskStep(Step):
    """What every question may have."""

    text: Text = Field(description="The question.")
    save: Name | None = Field(None, description="The variable that keeps the answer.")
    skip: SkipTo | None = Field(None, description="Names the Skip button.")
    required: bool = Field(default=False, description="true takes Skip away.")
    retry: Text | None = Field(None, description="Said when an answer can't be used.")
    remind: Reminders | None = Field(None, description="One nudge, or two.")
    next: Next | None = Field(None, description="The step that follows, or rules.")


class ChoiceStep(AskStep):
    """A question with one answer to tap."""

    ask: Literal["choice"]
    options: list[Option] = Field(min_length=1, description="The answers to tap.")


class Pick(Part):
    """How many options may be picked."""

    min: int = Field(1, ge=1, le=100)
    max: int | None = Field(None, ge=1, le=100)


class MultiStep(AskStep):
    """A question with several answers to tap."""

    ask: Literal["multi"]
    options: list[Option] = Field(min_length=1, description="The answers to tap.")
    pick: Pick | None = Field(None, description="How many may be picked.")


class ScaleStep(AskStep):
    """A number to tap."""

    ask: Literal["scale"]
    labels: dict[int, Text] | None = Field(None, description="Names for points of the scale.")


class NumberStep(AskStep):
    """A question answered by a number to type."""

    ask: Literal["number"]
    unit: Text | None = Field(None, description="minutes, times, … shown in the hint.")


class TextStep(AskStep):
    """A question answered in words."""

    ask: Literal["text"]


class TimeStep(AskStep):
    """A question answered by a time of day."""

    ask: Literal["time"]


class ListedStep(AskStep):
    """A question whose answers the program lists; others can be typed."""

    options: list[Option] = Field(
        default_factory=list,
        max_length=3,
        description="Further buttons, each with `go`; tapping one is no answer.",
    )


class CountryStep(ListedStep):
    """A question for a country."""

    ask: Literal["country"]


class ZoneStep(ListedStep):
    """A question for the time where they are; a city can be typed."""

    ask: Literal["zone"]


class LanguageStep(ListedStep):
    """A question for the language that they read."""

    ask: Literal["language"]


LISTED: Final = ("country", "zone", "language")
"""Kinds of questions whose answers the program lists."""

ASK_STEPS: Final[dict[str, type[AskStep]]] = {
    "choice": ChoiceStep,
    "multi": MultiStep,
    "scale": ScaleStep,
    "number": NumberStep,
    "text": TextStep,
    "time": TimeStep,
    "country": CountryStep,
    "zone": ZoneStep,
    "language": LanguageStep,
}
STEPS: Final[dict[str, type[Step]]] = {
    **ASK_STEPS,
    "pace": PaceStep,
    "branch": BranchStep,
    "call": CallStep,
    "wait": WaitStep,
    "end": EndStep,
    "say": SayStep,
    "set": SetStep,
}
VERBS: Final = ("say", "ask", "pace", "branch", "set", "call", "wait", "end")


def verbs_of(step: Any) -> list[str]:
    """The verbs that make a step what it is: one if it is well formed."""
    if not isinstance(step, dict):
        return []
    verbs = [verb for verb in VERBS if verb in step]
    if "end" in verbs and "say" in verbs:
        verbs.remove("say")
    if len(verbs) > 1 and "set" in verbs:
        verbs.remove("set")
    return verbs


def kind_of(step: Any) -> str | None:
    """The kind of a step as written (`choice`, `say`, …), or None if it has no one kind."""
    if isinstance(step, Step):
        return next(kind for kind, model in STEPS.items() if isinstance(step, model))
    verbs = verbs_of(step)
    if len(verbs) != 1:
        return None
    kind = step["ask"] if verbs == ["ask"] else verbs[0]
    return kind if isinstance(kind, str) and kind in STEPS else None


def _tag_of(step: Any) -> str | None:
    return f"as {kind}" if (kind := kind_of(step)) else None


AnyStep: TypeAlias = Annotated[
    Annotated[SayStep, Tag("as say")]
    | Annotated[ChoiceStep, Tag("as choice")]
    | Annotated[MultiStep, Tag("as multi")]
    | Annotated[ScaleStep, Tag("as scale")]
    | Annotated[NumberStep, Tag("as number")]
    | Annotated[TextStep, Tag("as text")]
    | Annotated[TimeStep, Tag("as time")]
    | Annotated[CountryStep, Tag("as country")]
    | Annotated[ZoneStep, Tag("as zone")]
    | Annotated[LanguageStep, Tag("as language")]
    | Annotated[PaceStep, Tag("as pace")]
    | Annotated[BranchStep, Tag("as branch")]
    | Annotated[SetStep, Tag("as set")]
    | Annotated[CallStep, Tag("as call")]
    | Annotated[WaitStep, Tag("as wait")]
    | Annotated[EndStep, Tag("as end")],
    Discriminator(_tag_of),
]

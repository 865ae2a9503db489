"""The shape of a programme: flows in an order, a day for each and a reason for each.

A programme only says what comes when and why. Whether a day has come, and what is sent then, is
not its business.
"""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from bot.flow.document import LANGUAGE, Pack, Reviewed
from bot.flow.parts import FlowId, Part, Text
from bot.flow.texts import FlowText

FOLDER: Final = "programmes"
"""Where programmes stand in the folder of flows, and how the names of their texts begin."""
DAYS_MAX: Final = 60
LAST_DAY: Final = 366


class Day(Part):
    """One flow on one day."""

    day: int = Field(ge=1, le=LAST_DAY, description="Which day, counted from 1.")
    flow: FlowId = Field(description="The id of the flow.")
    why: Text = Field(description="Why this one now, in plain words. People read it.")


class ProgrammeFile(Part):
    """A whole programme file."""

    programme: FlowId = Field(description="The id, the same as the file's name. Never change it.")
    format: Literal[1] = Field(description="The version of this format.")
    title: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    summary: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    for_whom: Text = Field(description="For whom it is, in plain words. People read it.")
    pack: Pack = Field(description="The pack whose pace it keeps.")
    rhythm: Text = Field(description="How often and how long, in plain words. People read it.")
    days: list[Day] = Field(min_length=1, max_length=DAYS_MAX, description="In order.")
    therapist_only: bool = False
    reviewed: Reviewed = Field(default_factory=Reviewed)
    language: Annotated[str, StringConstraints(pattern=LANGUAGE)] = "en"


def programme_texts(programme: ProgrammeFile) -> Iterator[FlowText]:
    """All texts of a programme, in the order of the file.

    A reason is named after its day and flow, so that its translation stays with it when another
    day is put in before.
    """
    yield FlowText("title", ("title",), programme.title, "head")
    yield FlowText("summary", ("summary",), programme.summary, "head")
    yield FlowText("for_whom", ("for_whom",), programme.for_whom, "message")
    yield FlowText("rhythm", ("rhythm",), programme.rhythm, "message")
    for number, day in enumerate(programme.days):
        key = f"{day.day}.{day.flow}/why"
        yield FlowText(key, ("days", number, "why"), day.why, "message")

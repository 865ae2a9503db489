"""Transcript tests: conversations in plain words, kept beside the flow they test."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from bot.flow.document import Literal_
from bot.flow.parts import Duration, FlowId, Name, Part, Text

LINES = ("bot", "me", "tap", "do", "pass", "risk", "at", "vars")


class Line(Part):
    """One line of a conversation: exactly one of its keys."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    bot: Text | None = Field(None, description="The bot says this. … stands for any words.")
    me: str | None = Field(None, description="The person types this.")
    tap: Name | str | list[str] | None = Field(None, description="The person taps this.")
    do: Literal["skip", "back", "pause", "resume", "stop", "early", "done"] | None = None
    pass_: Duration | None = Field(None, alias="pass", description="Time goes by.")
    risk: Text | None = Field(None, description="The person writes something that shows risk.")
    at: Name | None = Field(None, description="We stand at this step.")
    vars: dict[Name, Literal_] | None = Field(None, description="These answers are kept so.")

    @model_validator(mode="before")
    @classmethod
    def _exactly_one(cls, data: Any) -> Any:
        if isinstance(data, dict) and len(data) != 1:
            msg = f"a line has one of {', '.join(LINES)}"
            raise ValueError(msg)
        return data


class Conversation(Part):
    """One test."""

    name: Text = Field(description="What happens, in a few words.")
    start: Name | None = Field(None, description="Begin at this step.")
    vars: dict[Name, Literal_] = Field(default_factory=dict, description="Answers so far.")
    person: dict[Name, str] = Field(default_factory=dict, description="name, pace, country.")
    language: str = Field("en", description="The person's language.")
    talk: Annotated[list[Line], Field(min_length=1, max_length=300)]
    ends: Name | None = Field(None, description="How it ends; leave it out if it doesn't.")


class TranscriptFile(Part):
    """The tests of one flow."""

    flow: FlowId
    tests: list[Conversation] = Field(min_length=1, max_length=200)

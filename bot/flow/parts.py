"""What every kind of step is made of, as it is written in a flow file."""

from typing import Annotated, Any, Final, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from bot.flow.duration import DURATION

NAME: Final = r"^[a-z][a-z0-9_]{0,31}$"
FLOW_ID: Final = r"^[a-z0-9][a-z0-9-]{0,47}$"
OPTION_ID: Final = r"^[a-z][a-z0-9_]{0,63}$"

Name: TypeAlias = Annotated[str, StringConstraints(pattern=NAME)]
OptionId: TypeAlias = Annotated[str, StringConstraints(pattern=OPTION_ID)]
FlowId: TypeAlias = Annotated[str, StringConstraints(pattern=FLOW_ID)]
Duration: TypeAlias = Annotated[str, StringConstraints(pattern=DURATION)]
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1)]
Condition: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=300)]

PHASES: Final = ("in", "again", "hold", "out", "rest")


class Part(BaseModel):
    """A piece of the file: unknown keys are refused, nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Rule(Part):
    """One way on: `{if: "urge >= 8", go: ground}`. Without `if` it is always taken."""

    go: Name = Field(description="The step to go to.")
    condition: Condition | None = Field(
        None, alias="if", description="Only when this is true, in CEL."
    )


def written_as(value: Any) -> str:
    """How a value that can be written in several ways is written.

    The names of union members start with `as `, which no key of a file does, so that they can
    be told from keys in the paths of pydantic's errors.
    """
    if isinstance(value, list):
        return "as list"
    return "as keys" if isinstance(value, dict | Part) else "as word"


Next: TypeAlias = Annotated[
    Annotated[Name, Tag("as word")]
    | Annotated[list[Rule], Field(min_length=1, max_length=20), Tag("as list")],
    Discriminator(written_as),
]
Outcomes: TypeAlias = Annotated[
    Annotated[Name, Tag("as word")]
    | Annotated[dict[Name, Name], Field(min_length=1, max_length=20), Tag("as keys")],
    Discriminator(written_as),
]


Messages: TypeAlias = Annotated[
    Annotated[Text, Tag("as word")]
    | Annotated[list[Text], Field(min_length=1, max_length=6), Tag("as list")],
    Discriminator(written_as),
]


class Step(Part):
    """What every step may have."""

    set_: dict[Name, Condition] | None = Field(
        None, alias="set", description="Variables to set as the step begins, in CEL."
    )

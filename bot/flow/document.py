"""The shape of a flow file, as data classes that also give the JSON Schema for editors."""

from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, StringConstraints

from bot.flow.kinds import AnyStep
from bot.flow.parts import Duration, FlowId, Name, Part, Text

DATE: Final = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"
HASH: Final = r"^([0-9a-f]{12})?$"
LANGUAGE: Final = r"^[a-z]{2,3}(_[A-Z]{2})?$"

Pack: TypeAlias = Literal[
    "start", "anxious", "avoidant", "fearful", "skills", "education", "measures", "safety"
]
VarType: TypeAlias = Literal["scale", "int", "number", "text", "choice", "multi", "time", "bool"]
Literal_: TypeAlias = bool | int | float | str | list[str]


class Var(Part):
    """An answer that the flow works with."""

    type: VarType
    min: int | float | None = None
    max: int | float | None = None
    default: Any = Field(
        None,
        description="The value before anyone answers.",
        json_schema_extra={"type": ["boolean", "number", "string", "array"]},
    )
    keep: Literal["session", "history", "card", "profile"] = Field(
        "session", description="What becomes of it when the flow ends."
    )
    title: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = Field(
        None, description="What people see it called: numbers over time, the parts of a saved plan."
    )
    last: Name | None = Field(
        None, description="Holds what this other variable was when the flow was last done."
    )
    sensitive: bool = Field(default=False, description="Not for the eyes of someone beside them.")


class Measure(Part):
    """Which two ratings to compare."""

    before: Name
    after: Name
    better: Literal["less", "more"] = Field(
        "less", description="Which way is the better one: less of an urge, more confidence."
    )


class Reviewed(Part):
    """Who read the flow last, on which day, and the hash of what they read."""

    by: str = ""
    on: Annotated[str, StringConstraints(pattern=DATE)] = ""
    hash: Annotated[str, StringConstraints(pattern=HASH)] = ""


class FlowFile(Part):
    """A whole flow file."""

    flow: FlowId = Field(description="The id, the same as the file's name. Never change it.")
    format: Literal[1] = Field(description="The version of this format.")
    title: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    summary: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    pack: Pack
    minutes: int = Field(ge=1, le=60)
    source: Text = Field(description="The technique, its author and year.")
    not_for: list[Text] = Field(max_length=20, description="When not to offer it.")
    start: Name = Field(description="The step it begins with.")
    steps: dict[Name, AnyStep] = Field(min_length=1, max_length=200)
    vars: dict[Name, Var] = Field(default_factory=dict, max_length=60)
    measure: Measure | None = None
    rhythm: Literal["daily", "weekly", "monthly", "on demand"] = "on demand"
    therapist_only: bool = False
    steady: bool = Field(
        default=False,
        description="Steadies and stirs nothing up: may be offered right after words of risk.",
    )
    progress: bool = Field(default=True, description="false hides the counter of questions.")
    expires: Duration = "3d"
    closing: Text | None = Field(None, description="Said when someone stops in the middle.")
    reviewed: Reviewed = Field(default_factory=Reviewed)
    language: Annotated[str, StringConstraints(pattern=LANGUAGE)] = "en"

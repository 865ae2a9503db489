"""What the checker has to say: a code, a place, what is wrong and how to mend it."""

from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; line and column count from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend.

    An `error` keeps the flow from being served; a `warning` fails the check but not the bot; a
    `note` is for translators: until they come, people read the source language.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    mend: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.code} {self.message}; {self.mend}"

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain data, for editors and CI."""
        return asdict(self)


CODES: dict[str, tuple[str, Severity]] = {
    "F001": ("the file can't be read", "error"),
    "F002": ("not UTF-8", "error"),
    "F003": ("too large or too deep", "error"),
    "F004": ("empty file", "error"),
    "F005": ("not YAML", "error"),
    "F006": ("the same key twice", "error"),
    "F007": ("anchor or alias", "error"),
    "F008": ("tag", "error"),
    "F009": ("a word that some programs read as something else", "error"),
    "F010": ("unknown key", "error"),
    "F011": ("missing key", "error"),
    "F012": ("a value of the wrong kind", "error"),
    "F013": ("step never reached", "error"),
    "F014": ("a step that does nothing, or two things", "error"),
    "F015": ("a step that isn't there", "error"),
    "F016": ("no way on", "error"),
    "F017": ("a loop without an exit", "error"),
    "F018": ("no end", "error"),
    "F019": ("rules without a last resort", "error"),
    "F020": ("a loop without a pause", "error"),
    "F021": ("a flow that isn't there", "error"),
    "F022": ("flows that call each other in a circle", "error"),
    "F023": ("an outcome nobody handles", "error"),
    "F024": ("more than a goodbye after stopping", "error"),
    "F025": ("the same option id twice", "error"),
    "F026": ("every option can be hidden", "error"),
    "F027": ("the name or place of the file", "error"),
    "F028": ("the same flow twice", "error"),
    "F029": ("a memory that can't work", "error"),
    "F030": ("a variable that isn't declared", "error"),
    "F031": ("read before it is asked", "error"),
    "F032": ("it may have no value here", "error"),
    "F033": ("a condition that can't be read", "error"),
    "F034": ("a condition that compares unlike things", "error"),
    "F035": ("an answer that doesn't fit its variable", "error"),
    "F036": ("a variable that is never used", "error"),
    "F037": ("limits that contradict each other", "error"),
    "F038": ("an answer that no option gives", "error"),
    "F039": ("curly brackets that can't be filled", "error"),
    "F040": ("too long for Telegram", "error"),
    "F041": ("a button's data too long for Telegram", "error"),
    "F042": ("too many buttons", "error"),
    "F043": ("a label too long for a phone", "warning"),
    "F050": ("a rating before without one after", "warning"),
    "F051": ("a question that can't be skipped", "warning"),
    "F052": ("contra-indications missing", "warning"),
    "F053": ("a word we don't use", "warning"),
    "F054": ("a message too long to take in", "warning"),
    "F055": ("harder to read than its pack allows", "warning"),
    "F056": ("a review older than the content", "warning"),
    "F057": ("more than one question in a message", "warning"),
    "F058": ("worse, and nobody is met", "warning"),
    "F060": ("translation missing", "note"),
    "F061": ("translation out of date", "note"),
    "F062": ("curly brackets differ in the translation", "warning"),
    "F063": ("a translation file that can't be read", "error"),
    "F064": ("a translation too long", "warning"),
    "F070": ("a test that doesn't fit its flow", "error"),
    "F080": ("days out of order", "error"),
    "F081": ("a programme faster than its pack's pace", "error"),
    "F082": ("a flow that this programme can't give", "error"),
    "F083": ("something stirring too early", "error"),
    "F084": ("an exercise that nobody can begin from a menu", "error"),
    "F085": ("a setting that can't be set so", "error"),
}
"""Each code with its title and severity; `flows/README.md` has a page for each."""


def finding(file: str, mark: Mark, code: str, message: str, mend: str) -> Finding:
    """Make a finding of a known code."""
    return Finding(file, mark.line, mark.column, code, message, mend, CODES[code][1])


def did_you_mean(word: str, known: list[str] | tuple[str, ...] | set[str]) -> str | None:
    """The known word nearest to what was written, if one is near enough to be meant."""
    choices = sorted(str(one) for one in known)
    lowered = {one.lower(): one for one in reversed(choices)}
    close = get_close_matches(word.lower(), lowered, n=1, cutoff=0.65)
    return lowered[close[0]] if close else None


def suggest(word: str, known: list[str] | tuple[str, ...] | set[str], otherwise: str) -> str:
    """How to mend a word that isn't known: a guess first, else `otherwise`."""
    guess = did_you_mean(word, known)
    return f'did you mean "{guess}"?' if guess else otherwise

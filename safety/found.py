"""What a message has come to so far, and of which rules no more has to be known."""

from collections.abc import Iterator, Set
from functools import cached_property
from typing import Final

from safety.company import Company, Look
from safety.finding import Finding
from safety.normalise import Stream
from safety.ranks import spared
from safety.sentence import Sentence
from safety.story import STORY, weakened

LONG: Final = 150
"""From so many words on what is shown is settled by few findings, and no more than these is looked
for (`ranks.spared`). A shorter message gets every rule, for statistics and for whoever edits a
rule."""


class Found:
    """The findings of a message while it is looked through.

    Args:
        text: The message.
        forms: The message in the forms in which rules look for it.
        company: What rules want beside them.
        weak: The rules that need support in a story.

    Attributes:
        long: Whether the message is a long one, of which less has to be known.
        findings: One for each rule.
        masked: Where an idiom covered a rule's words: another reading doesn't uncover them.
        enough: The rules of which no more is looked for.
        spared: The ranks of which no more is looked for.
        work: How many places were tried.
    """

    def __init__(
        self, text: str, forms: list[Stream], company: Company, weak: Set[str] = frozenset()
    ) -> None:
        self.text = text
        self.forms = forms
        self.long = any(form.size >= LONG for form in forms[:1])
        self._weak = weak
        self.findings: dict[str, Finding] = {}
        self.masked: dict[str, list[tuple[int, int]]] = {}
        self.enough: set[str] = set()
        self.spared = 0
        self.work = 0
        self._company = company
        self._accompanied: dict[str, bool] = {}
        self._looks: dict[bool, Look] = {}

    @cached_property
    def pictured(self) -> Stream | None:
        """The form in which emoji are words, if the message has some."""
        return next((one for one in self.forms[-1:] if one.pictured), None)

    @property
    def modified(self) -> bool:
        """Whether something was found that is denied, past or about somebody else."""
        return any(one.modifiers for one in self.findings.values())

    def sentences(self) -> Iterator[tuple[Stream, Sentence]]:
        """The sentences of all forms, without those that say the same again."""
        seen: set[str] = set()
        for stream in self.forms:
            for sentence in stream.sentences:
                if sentence.text not in seen:
                    seen.add(sentence.text)
                    yield stream, sentence

    def covers(self, rule: str, span: tuple[int, int]) -> bool:
        """Whether an idiom masked some of this for a rule, in whatever form."""
        every = self.masked.get(rule, ())
        return any(span[0] < end and start < span[1] for start, end in every)

    def add(self, finding: Finding) -> None:
        """Note a finding: a plain one settles its rule, in a long message its kind, too."""
        rule = finding.rule
        old = self.findings.get(rule)
        if old is None or (old.modifiers and not finding.modifiers):
            self.findings[rule] = finding
        if not finding.modifiers:
            self.enough.add(rule)
            if self.long and rule not in self._weak:
                self.spared |= spared(finding.category, finding.tier, rule)

    def in_company(self) -> list[Finding]:
        """The findings beside which stands what has to be there, and nothing that spoils it."""
        found = [one for rule, one in self.findings.items() if self.accompanied(rule)]
        story = any(form.words > STORY for form in self.forms[:1])
        return weakened(found, self._weak) if story else found

    def accompanied(self, rule: str) -> bool:
        """Whether a rule has its company; worked out once."""
        if rule not in self._company.asked:
            return True
        known = self._accompanied.get(rule)
        if known is None:
            known = self._company.stands(rule, self.forms, self._looks)
            self._accompanied[rule] = known
        return known

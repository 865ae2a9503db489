"""Do the transcript tests speak of the flow beside them."""

from collections.abc import Iterator

from bot.flow.check.subject import Subject
from bot.flow.expression import PERSON_FIELDS
from bot.flow.findings import Finding, finding, suggest
from bot.flow.source import Source
from bot.flow.transcript import Conversation, TranscriptFile
from bot.flow.yaml_reader import Trail


def check(subject: Subject, source: Source, file: TranscriptFile) -> Iterator[Finding]:
    """All findings about a file of transcript tests."""
    flow = subject.flow
    if file.flow != flow.flow:
        yield _find(
            source,
            ("flow",),
            f'these tests are for "{file.flow}" and stand beside "{flow.flow}"',
            f"write flow: {flow.flow}, or move the file",
        )
        return
    for i, test in enumerate(file.tests):
        yield from _conversation(subject, source, ("tests", i), test)


def _conversation(
    subject: Subject, source: Source, path: Trail, test: Conversation
) -> Iterator[Finding]:
    steps, variables = list(subject.flow.steps), list(subject.flow.vars)
    if test.start and test.start not in steps:
        message = f'there is no step "{test.start}"'
        yield _find(source, (*path, "start"), message, suggest(test.start, steps, "name a step"))
    for name in test.person:
        if name not in PERSON_FIELDS:
            mark = source.marks.key((*path, "person", name))
            mend = suggest(name, PERSON_FIELDS, f"what there is: {', '.join(PERSON_FIELDS)}")
            yield finding(source.file, mark, "F070", f'a person has no "{name}"', mend)
    for name in test.vars:
        if name not in variables:
            mend = suggest(name, variables, "declare it in the flow")
            mark = source.marks.key((*path, "vars", name))
            yield finding(source.file, mark, "F070", f'"{name}" is not declared', mend)


def _find(source: Source, path: Trail, message: str, mend: str) -> Finding:
    return finding(source.file, source.marks.value(path), "F070", message, mend)

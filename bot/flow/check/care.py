"""Is the flow kind: short, plain, without blame, with a way out, and read by a clinician."""

from collections.abc import Iterator

from bot.flow import kinds
from bot.flow.check.limits import likely_length
from bot.flow.check.subject import Subject
from bot.flow.compile import skip_trigger
from bot.flow.findings import Finding
from bot.flow.readability import grade, sentences
from bot.flow.revision import content_hash
from bot.flow.texts import FlowText, texts_of


def check(subject: Subject) -> Iterator[Finding]:
    """All findings about how a flow treats people."""
    yield from _skips(subject)
    flow = subject.flow
    if not flow.not_for and flow.pack in subject.care.needs_contraindications:
        yield subject.at_key(
            ("not_for",),
            "F052",
            f"a flow of the pack {flow.pack} says when not to offer it",
            "add at least: not_for: [current danger]",
        )
    reviewed = flow.reviewed.hash
    if reviewed and reviewed != content_hash(flow):
        yield subject.at_key(
            ("reviewed",),
            "F056",
            f"the flow has changed since it was reviewed (it is now {content_hash(flow)})",
            "have it read again, or empty by, on and hash",
        )
    if flow.language == "en":
        for text in texts_of(flow):
            yield from _quotes(subject, text)
            yield from _words(subject, text)
        yield from _grade(subject)


def ratings(subject: Subject) -> Iterator[Finding]:
    """Findings about a rating before without one after."""
    flow = subject.flow
    asked = {
        step.save: name for name, step in flow.steps.items() if isinstance(step, kinds.ScaleStep)
    }
    if flow.measure is None:
        if len(asked) == 1 and flow.pack in subject.care.needs_rating_after:
            variable, step = next(iter(asked.items()))
            yield subject.at_key(
                ("steps", step),
                "F050",
                f'"{variable}" is rated here and never again',
                "ask once more at the end, and add measure: {before: …, after: …}",
            )
        return
    if flow.measure.before == flow.measure.after:
        yield subject.at_value(
            ("measure", "after"),
            "F050",
            f'"{flow.measure.after}" is compared with itself',
            "keep the second rating in a variable of its own",
        )
    for key, variable in (("before", flow.measure.before), ("after", flow.measure.after)):
        if variable in flow.vars and variable not in asked:
            yield subject.at_value(
                ("measure", key),
                "F050",
                f'no scale asks for "{variable}"',
                f"add a step with ask: scale and save: {variable}",
            )


def _skips(subject: Subject) -> Iterator[Finding]:
    for name, step in subject.flow.steps.items():
        if not isinstance(step, kinds.AskStep) or skip_trigger(step) is not None:
            continue
        if isinstance(step, kinds.ChoiceStep):
            if step.required and len(step.options) < 2:
                yield subject.at_key(
                    ("steps", name, "required"),
                    "F051",
                    f'step "{name}" has one answer and no skip, so there is no choice',
                    "add an option, or take `required` out",
                )
        elif step.required:
            yield subject.at_key(
                ("steps", name, "required"),
                "F051",
                f'step "{name}" can\'t be skipped',
                "take `required` out; only a choice may need an answer",
            )


def _quotes(subject: Subject, text: FlowText) -> Iterator[Finding]:
    if text.text[0] in "“„‘«" and text.text[-1] in "”“’»":
        yield subject.at_value(
            text.path,
            "F009",
            "these quotes are typographic, so people would see them",
            'use straight quotes around the text: "…"',
        )


def _words(subject: Subject, text: FlowText) -> Iterator[Finding]:
    for pattern, entry in subject.care.banned:
        for match in pattern.finditer(text.text):
            yield subject.inside(
                text.path,
                match.start(),
                "F053",
                f'we don\'t write "{match.group()}": {entry.why}',
                entry.instead,
            )
    if text.role in {"message", "question"}:
        yield from _length(subject, text)


def _length(subject: Subject, text: FlowText) -> Iterator[Finding]:
    care = subject.care
    length = likely_length(subject.flow, text.text)
    if length > care.message_characters and "{help." not in text.text:
        yield subject.at_value(
            text.path,
            "F054",
            f"this message has {length} characters; people take in {care.message_characters}",
            "shorten it, or make two messages of it",
        )
    questions = text.text.count("?")
    if questions > 1:
        yield subject.at_value(
            text.path,
            "F057",
            f"this message asks {questions} questions",
            "ask one, and the other in a step of its own",
        )
    told = len(sentences(text.text)) - min(questions, 1)
    if told > care.message_sentences and "{help." not in text.text:
        yield subject.at_value(
            text.path,
            "F054",
            f"this message has {told} sentences; {care.message_sentences} are the most, "
            "beside a question",
            "shorten it, or make two messages of it",
        )


def _grade(subject: Subject) -> Iterator[Finding]:
    flow = subject.flow
    texts = [text for text in texts_of(flow) if text.role in {"message", "question"}]
    most, now = subject.care.grade(flow.pack), grade([text.text for text in texts])
    if now > most:
        hardest = max(texts, key=lambda text: grade([text.text]))
        yield subject.at_value(
            hardest.path,
            "F055",
            f"the flow reads at grade {now:.2f}; {most:g} is the most for {flow.pack}",
            "use shorter words and sentences; this message is the hardest",
        )

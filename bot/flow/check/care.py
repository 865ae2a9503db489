"""Is the flow kind: short, plain, without blame, with a way out, and read by a clinician."""

from collections.abc import Callable, Iterable, Iterator

from bot.flow import kinds
from bot.flow.care import CareRules
from bot.flow.check.limits import likely_length
from bot.flow.check.subject import Page, Subject
from bot.flow.compile import skip_trigger
from bot.flow.document import Measure
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
    yield from review(subject, flow.reviewed.hash, content_hash(flow), "flow")
    if flow.language == "en":
        texts = [*texts_of(flow)]
        yield from wording(subject, texts, lambda text: likely_length(flow, text))
        yield from reading(subject, texts, flow.pack, "flow")


def wording(page: Page, texts: list[FlowText], length: Callable[[str], int]) -> Iterator[Finding]:
    """Findings about words that we don't use and messages that are too long.

    Args:
        page: The file they stand in.
        texts: All its texts.
        length: How long a text is likely to be for a person.
    """
    for text in texts:
        yield from _quotes(page, text)
        yield from _banned(page, text)
        if text.role in {"message", "question"}:
            yield from _length(page, text, length(text.text))


def review(page: Page, read: str, now: str, what: str) -> Iterator[Finding]:
    """A finding when the words have changed since somebody read them."""
    if read and read != now:
        yield page.at_key(
            ("reviewed",),
            "F056",
            f"the {what} has changed since it was reviewed (it is now {now})",
            "have it read again, or empty by, on and hash",
        )


def ratings(subject: Subject) -> Iterator[Finding]:
    """Findings about a rating before without one after."""
    flow = subject.flow
    asked = {
        step.save: name for name, step in flow.steps.items() if isinstance(step, kinds.ScaleStep)
    }
    if flow.measure is None:
        if asked and flow.pack in subject.care.needs_rating_after:
            variable, step = next(iter(asked.items()))
            yield subject.at_key(
                ("steps", step),
                "F050",
                f'"{variable}" is rated here and never compared with a rating at the end',
                "ask once more at the end, and add measure: {before: …, after: …, better: less}",
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
    yield from _order(subject, flow.measure)


def _order(subject: Subject, measure: Measure) -> Iterator[Finding]:
    """A finding when nobody who gives the first rating can come to the second."""
    before, after = (
        [
            name
            for name, step in subject.flow.steps.items()
            if isinstance(step, kinds.ScaleStep) and step.save == variable
        ]
        for variable in (measure.before, measure.after)
    )
    ahead = {one for name in before for one in subject.graph.after(name)}
    if before and after and measure.before != measure.after and not ahead & set(after):
        yield subject.at_value(
            ("measure", "after"),
            "F050",
            f'nobody who rates "{measure.before}" comes to "{measure.after}" after it',
            "lead the ways on to it, or exchange the two",
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


def _quotes(page: Page, text: FlowText) -> Iterator[Finding]:
    if text.text[0] in "“„‘«" and text.text[-1] in "”“’»":
        yield page.at_value(
            text.path,
            "F009",
            "these quotes are typographic, so people would see them",
            'use straight quotes around the text: "…"',
        )


def _banned(page: Page, text: FlowText) -> Iterator[Finding]:
    for at, message, mend in unwanted(page.care, "en", text.text):
        yield page.inside(text.path, at, "F053", message, mend)


def unwanted(care: CareRules, lang: str, words: str) -> Iterator[tuple[int, str, str]]:
    """Every word of a text that we don't use in a language: where, why, and what to write."""
    for pattern, entry in care.banned.get(lang, ()):
        for match in pattern.finditer(words):
            yield match.start(), f'we don\'t write "{match.group()}": {entry.why}', entry.instead


def _length(page: Page, text: FlowText, length: int) -> Iterator[Finding]:
    care = page.care
    if length > care.message_characters and "{help." not in text.text:
        yield page.at_value(
            text.path,
            "F054",
            f"this message has {length} characters; people take in {care.message_characters}",
            "shorten it, or make two messages of it",
        )
    questions = text.text.count("?")
    if questions > 1:
        yield page.at_value(
            text.path,
            "F057",
            f"this message asks {questions} questions",
            "ask one, and the other in a step of its own",
        )
    told = len(sentences(text.text)) - min(questions, 1)
    if told > care.message_sentences and "{help." not in text.text:
        yield page.at_value(
            text.path,
            "F054",
            f"this message has {told} sentences; {care.message_sentences} are the most, "
            "beside a question",
            "shorten it, or make two messages of it",
        )


def reading(page: Page, all_texts: list[FlowText], pack: str, what: str) -> Iterator[Finding]:
    """A finding when the texts together are harder to read than the pack allows."""
    texts = spoken(all_texts)
    most, now = page.care.grade(pack), grade([text.text for text in texts])
    if now > most:
        hardest = max(texts, key=lambda text: grade([text.text]))
        yield page.at_value(
            hardest.path,
            "F055",
            f"the {what} reads at grade {now:.2f}; {most:g} is the most for {pack}",
            "use shorter words and sentences; this message is the hardest",
        )


def spoken(texts: Iterable[FlowText]) -> list[FlowText]:
    """The texts that reading grades are about: sentences, not buttons and titles."""
    return [text for text in texts if text.role in {"message", "question"}]

"""Are the translations complete, current, and true to the placeholders.

A flow without a single translated text in a language is simply not translated yet, which is
no finding: people then read it in its own language. One that is begun has to be complete.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from babel.messages.catalog import Message

from bot.flow.care import CareRules
from bot.flow.check.care import unwanted
from bot.flow.check.limits import likely_length, utf16
from bot.flow.check.subject import Page, Subject
from bot.flow.findings import Finding, Mark, finding
from bot.flow.template import TemplateError
from bot.flow.template import parse as parse_template
from bot.flow.texts import FlowText
from bot.flow.translate import TranslationFileError, messages, po_files, read

LONGER: Final = 1.25
"""How much longer than our own limits a translation may be: Spanish takes a fifth more."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text to translate and where it stands in its own file.

    Attributes:
        most: How long its translation may be.
        length: How long a text is likely to be for a person.
        asks: It is a message, so one question is the most.
    """

    name: str
    source: str
    file: str
    mark: Mark
    most: int
    care: CareRules
    length: Callable[[str], int] = utf16
    asks: bool = False


@dataclass(slots=True)
class _Language:
    lang: str
    file: str
    by_name: dict[str, Message] = field(default_factory=dict)


Told: TypeAlias = tuple[Page, str, Iterable[FlowText]]
"""A file, how the names of its texts begin, and the texts."""


def check(
    root: Path, pages: list[Told], phrases: Mapping[str, str], care: CareRules
) -> Iterator[Finding]:
    """All findings about translations."""
    groups = [[*_page_texts(*page)] for page in pages]
    for lang, path in po_files(root).items():
        file = (Path(root.resolve().name) / path.relative_to(root)).as_posix()
        try:
            catalog = read(path)
        except TranslationFileError as error:
            yield finding(
                file,
                Mark(error.line, 1),
                "F063",
                f"this is not a translation file: {error.reason}",
                "open it with Poedit, or take the last version that worked",
            )
            continue
        language = _Language(lang, file, {str(m.context): m for m in messages(catalog)})
        for group in [*groups, [*_phrase_texts(phrases, file, care)]]:
            yield from _group(language, group)


def _page_texts(page: Page, prefix: str, texts: Iterable[FlowText]) -> Iterator[_Text]:
    care = page.care
    length = partial(likely_length, page.flow) if isinstance(page, Subject) else utf16
    for text in texts:
        button = text.role == "button"
        most = care.button_characters if button else care.message_characters
        yield _Text(
            f"{prefix}/{text.key}",
            text.text,
            page.source.file,
            page.source.marks.value(text.path),
            int(max(most, length(text.text)) * LONGER),
            care,
            length,
            text.role in {"message", "question"},
        )


def _phrase_texts(phrases: Mapping[str, str], file: str, care: CareRules) -> Iterator[_Text]:
    for phrase, text in phrases.items():
        most = int(max(care.message_characters, utf16(text)) * LONGER)
        yield _Text(f"phrases/{phrase}", text, file, Mark(), most, care)


def _group(language: _Language, texts: list[_Text]) -> Iterator[Finding]:
    """The texts of one flow in one language."""
    begun = any(_string(language.by_name.get(text.name)) for text in texts)
    for text in texts if begun else ():
        message = language.by_name.get(text.name)
        words = _string(message)
        if message is None or not words:
            yield finding(
                text.file,
                text.mark,
                "F060",
                f"there is no translation to {language.lang} for {text.name}",
                f"run `mooring flows translate update {language.lang}` and add it",
            )
        elif message.id != text.source or message.fuzzy:
            yield _at(
                language,
                message,
                "F061",
                f"the text of {text.name} has changed since it was translated",
                "run `mooring flows translate update`, mend it and delete the mark fuzzy",
            )
        else:
            yield from _words(language, message, text, words)


def _words(language: _Language, message: Message, text: _Text, words: str) -> Iterator[Finding]:
    wanted = _names(text.source) or set()
    there = _names(words)
    if there != wanted:
        listed = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "no brackets"
        yield _at(
            language,
            message,
            "F062",
            f"the names in curly brackets differ from the source in {text.name}",
            f"use exactly these: {listed}",
        )
    length = text.length(words)
    if length > text.most:
        yield _at(
            language,
            message,
            "F064",
            f"the translation of {text.name} has {length} characters; {text.most} are the most",
            "shorten it",
        )
    for _, why, mend in unwanted(text.care, language.lang, words):
        yield _at(language, message, "F053", f"in {text.name}: {why}", mend)
    questions = words.count("?")
    if text.asks and questions > max(1, text.source.count("?")):
        yield _at(
            language,
            message,
            "F057",
            f"the translation of {text.name} asks {questions} questions",
            "ask one, as the original does",
        )


def _names(text: str) -> set[str] | None:
    """The names in curly brackets, or None if the brackets can't be filled."""
    try:
        return set(parse_template(text).names)
    except TemplateError:
        return None


def _string(message: Message | None) -> str:
    return str(message.string or "") if message is not None else ""


def _at(language: _Language, message: Message, code: str, text: str, mend: str) -> Finding:
    return finding(language.file, Mark(message.lineno or 1, 1), code, text, mend)

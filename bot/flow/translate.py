"""Translations of flow texts: gettext catalogues in `flows/locale/LANG/LC_MESSAGES/flows.po`.

`msgctxt` is flow/step/field, so two texts with the same words are translated each for itself.
A translation is only used for the very words it was made from: when those change, the bot
speaks the source language rather than a sentence that nobody has checked against it.
"""

import hashlib
import io
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import PoFileError, read_po, unescape, write_po

DOMAIN: Final = "flows"
_PO_LINE: Final = re.compile(
    r"""(?:\#.*|(?:msg(?:ctxt|id|id_plural|str(?:\[\d\])?)\s+)?"(?:\\.|[^"\\])*")?"""
)
_STAMP: Final = "mooring source"
_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""One date in every header: a file changes when a word changes, not when a command runs."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text to translate: its name and its words."""

    context: str
    text: str


class TranslationFileError(ValueError):
    """A translation file can't be read.

    Attributes:
        line: The line, counted from 1.
    """

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.line = line
        self.reason = reason


Words: TypeAlias = Mapping[tuple[str, str], str]
"""(name of the text, source text) to the translation."""


@dataclass(frozen=True, slots=True)
class Translations:
    """All languages at once; call it to translate."""

    languages: Mapping[str, Words] = field(default_factory=dict)

    def __call__(self, lang: str, name: str, source: str) -> str | None:
        """The translation of exactly these words, or None. `es_MX` falls back to `es`."""
        for code in dict.fromkeys((lang, lang.split("_", maxsplit=1)[0])):
            words = self.languages.get(code, {}).get((name, source))
            if words:
                return words
        return None


def po_files(root: Path) -> dict[str, Path]:
    """The translation file of each language below a folder of flows."""
    found = sorted(root.glob(f"locale/*/LC_MESSAGES/{DOMAIN}.po"))
    return {path.parent.parent.name: path for path in found}


def load(root: Path) -> Translations:
    """Load every language that can be read, from compiled files where they are current."""
    languages = {}
    for lang, path in po_files(root).items():
        try:
            languages[lang] = _words(_compiled_from(path) or read(path))
        except TranslationFileError:
            continue  # the checker reports it; the source language is always there
    return Translations(languages)


def _words(catalog: Catalog) -> Words:
    """What may be said: what is translated and not out of date."""
    return {
        (str(message.context), str(message.id)): str(message.string)
        for message in messages(catalog)
        if message.string and not message.fuzzy
    }


def _compiled_from(path: Path) -> Catalog | None:
    """The compiled file beside a translation file, if it was made from exactly this one."""
    try:
        stamp = hashlib.sha256(path.read_bytes()).hexdigest()
        catalog = read_mo(io.BytesIO(path.with_suffix(".mo").read_bytes()))
        made_from = catalog.get(_STAMP, context=_STAMP)
    except (OSError, ValueError, LookupError, AttributeError, struct.error):
        return None
    return catalog if made_from and made_from.string == stamp else None


def read(path: Path) -> Catalog:
    """Read a translation file.

    Raises:
        TranslationFileError: It is not a gettext file, or not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8")
        _check_lines(path, text)
        lang = path.parent.parent.name
        catalog = read_po(io.StringIO(text, newline="\n"), locale=lang, abort_invalid=True)
        catalog.charset = "utf-8"
        _keep_previous(catalog, text)
    except TranslationFileError:
        raise
    except PoFileError as error:
        reason = str(error).split(" on ")[0]
        raise TranslationFileError(path, (error.lineno or 0) + 1, reason) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise TranslationFileError(path, line, "it is not UTF-8") from None
    except (OSError, ValueError, LookupError) as error:
        raise TranslationFileError(path, 1, f"its head can't be read ({error})") from None
    return catalog


def _keep_previous(catalog: Catalog, text: str) -> None:
    """Give fuzzy messages the words they were made from, which Babel writes but doesn't read."""
    previous: list[str] = []
    for line in text.split("\n"):
        if line.startswith("#| "):
            previous += re.findall(r'"((?:\\.|[^"\\])*)"', line)
        elif line.startswith("msgctxt ") and previous:
            context = unescape(line.removeprefix("msgctxt ").strip())
            message = next((one for one in catalog if one.context == context), None)
            if message is not None:
                message.previous_id = [unescape(f'"{"".join(previous)}"')]
            previous = []


def _check_lines(path: Path, text: str) -> None:
    """Refuse lines that Babel would pass over in silence, such as a text without quotes."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not _PO_LINE.fullmatch(line.strip(" \t\r\ufeff")):
            raise TranslationFileError(path, number, "a text is not in quotes, or they don't close")


def extract(wordings: Iterable[Wording]) -> Catalog:
    """A catalogue of everything there is to translate."""
    catalog = Catalog(domain=DOMAIN, header_comment=_HEADER, **_PROJECT)
    for wording in wordings:
        catalog.add(wording.text, context=wording.context)
    return catalog


_PROJECT: Final[Any] = {
    "project": "Mooring",
    "version": "1",
    "copyright_holder": "Mooring",
    "msgid_bugs_address": "none",
    "last_translator": "none",
    "language_team": "none",
    "creation_date": _EPOCH,
}
_HEADER: Final = "# Mooring: texts of the flows. The words in {brackets} stay as they are."


def update(
    existing: Catalog | None,
    lang: str,
    wordings: Iterable[Wording],
    unreadable: tuple[str, ...] = (),
) -> Catalog:
    """A language's catalogue for the present texts.

    Texts whose names begin with one of `unreadable` stay as they are.

    A text that changed keeps its old translation, marked fuzzy, for the translator to see; it
    is not used until somebody has removed the mark. Matching is by name, never by likeness.
    """
    catalog = Catalog(
        locale=lang,
        domain=DOMAIN,
        revision_date=_EPOCH,
        header_comment=_HEADER,
        **_PROJECT,
        fuzzy=False,
    )
    if existing is not None:
        catalog.last_translator = existing.last_translator
        catalog.language_team = existing.language_team
        catalog.header_comment = existing.header_comment
    old = {str(message.context): message for message in existing or () if message.id}
    for wording in wordings:
        _carry_over(catalog, wording, old.get(wording.context))
    for context, message in old.items():
        if context.startswith(unreadable) and unreadable:
            _carry_over(catalog, Wording(context, str(message.id)), message)
    return catalog


def _carry_over(catalog: Catalog, wording: Wording, known: Message | None) -> None:
    """Add a text with the translation it had, marked fuzzy if its words have changed."""
    if known is None or not known.string:
        catalog.add(wording.text, context=wording.context)
        return
    changed = known.id != wording.text
    made_from = known.previous_id if known.fuzzy else ()
    catalog.add(
        wording.text,
        known.string,
        context=wording.context,
        flags={"fuzzy"} if changed else known.flags,
        previous_id=made_from or (known.id if changed else ()),
        user_comments=known.user_comments,
    )


def write(catalog: Catalog, path: Path) -> None:
    """Write a catalogue as a file for translators."""
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, catalog, width=98, include_previous=True)
    path.write_bytes(out.getvalue())


def compile_file(path: Path) -> Path:
    """Compile a translation file to a `.mo` beside it, which starts faster.

    Raises:
        TranslationFileError: It can't be read.
    """
    catalog = read(path)
    stamp = hashlib.sha256(path.read_bytes()).hexdigest()
    catalog.add(_STAMP, stamp, context=_STAMP)
    target = path.with_suffix(".mo")
    target.write_bytes(_compiled(catalog))
    return target


def _compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)  # leaves fuzzy and empty messages out
    return out.getvalue()


def messages(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalogue that have a name, its header left out."""
    return (message for message in catalog if message.id and message.context)

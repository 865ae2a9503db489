"""Translations of flow texts: gettext catalogues in `flows/locale/LANG/LC_MESSAGES/flows.po`.

`msgctxt` is flow/step/field, so two texts with the same words are translated each for itself.
A translation is only used for the very words it was made from: when those change, the bot
speaks the source language rather than a sentence that nobody has checked against it.
"""

import gettext
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

DOMAIN: Final = "flows"
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


@dataclass(frozen=True, slots=True)
class Translations:
    """All languages at once; call it to translate."""

    catalogs: Mapping[str, gettext.GNUTranslations] = field(default_factory=dict)

    def __call__(self, lang: str, name: str, source: str) -> str | None:
        """The translation of exactly these words, or None. `es_MX` falls back to `es`."""
        for code in dict.fromkeys((lang, lang.split("_", maxsplit=1)[0])):
            catalog = self.catalogs.get(code)
            if catalog is not None:
                words = catalog.pgettext(name, source)
                if words != source:
                    return words
        return None


def po_files(root: Path) -> dict[str, Path]:
    """The translation file of each language below a folder of flows."""
    found = sorted(root.glob(f"locale/*/LC_MESSAGES/{DOMAIN}.po"))
    return {path.parent.parent.name: path for path in found}


def load(root: Path) -> Translations:
    """Load every language that can be read, from compiled files where they are current."""
    catalogs = {}
    for lang, path in po_files(root).items():
        try:
            catalogs[lang] = _load_one(path)
        except TranslationFileError:
            continue  # the checker reports it; the source language is always there
    return Translations(catalogs)


def _load_one(path: Path) -> gettext.GNUTranslations:
    raw = path.read_bytes()
    stamp = hashlib.sha256(raw).hexdigest()
    compiled = path.with_suffix(".mo")
    if compiled.is_file():
        try:
            ready = gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
        except (OSError, UnicodeDecodeError):
            ready = gettext.GNUTranslations()
        if ready.pgettext(_STAMP, _STAMP) == stamp:
            return ready
    return gettext.GNUTranslations(io.BytesIO(_compiled(read(path))))


def read(path: Path) -> Catalog:
    """Read a translation file.

    Raises:
        TranslationFileError: It is not a gettext file, or not UTF-8.
    """
    try:
        return read_po(io.BytesIO(path.read_bytes()), locale=_locale(path), abort_invalid=True)
    except PoFileError as error:
        reason = str(error).split(" on ")[0]
        raise TranslationFileError(path, (error.lineno or 0) + 1, reason) from None
    except UnicodeDecodeError:
        raise TranslationFileError(path, 1, "it is not UTF-8") from None
    except (OSError, ValueError) as error:
        raise TranslationFileError(path, 1, f"{type(error).__name__}") from None


def _locale(path: Path) -> str:
    return path.parent.parent.name


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


def update(existing: Catalog | None, lang: str, wordings: Iterable[Wording]) -> Catalog:
    """A language's catalogue for the present texts.

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
    old = {message.context: message for message in existing or () if message.id}
    for wording in wordings:
        known = old.get(wording.context)
        if known is None or not known.string:
            catalog.add(wording.text, context=wording.context)
            continue
        changed = known.id != wording.text
        before = known.id if changed else known.previous_id if known.fuzzy else ()
        catalog.add(
            wording.text,
            known.string,
            context=wording.context,
            flags={"fuzzy"} if changed else known.flags,
            previous_id=before,
            user_comments=known.user_comments,
        )
    return catalog


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

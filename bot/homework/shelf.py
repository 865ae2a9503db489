"""What a therapist can give: exercises and programmes, by a short key that fits onto a button."""

import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from bot.flow.library import Library
from bot.flow.phrases import PACKS
from bot.flow.serving import WELCOME

KEY: Final = 8
SAFETY: Final = "safety"
PROGRAMMES: Final = "programmes"


class Piece(NamedTuple):
    """An exercise or a programme.

    Attributes:
        kind: `flow` or `programme`.
        work: Its id.
        title: What it is called in the therapist's language.
        pack: Where it belongs; `programmes` for all of these.
    """

    kind: str
    work: str
    title: str
    pack: str

    @property
    def key(self) -> str:
        """Stands for it on buttons, whatever the length of its id."""
        return key_of(self.work)


def key_of(work: str) -> str:
    """The first digits of a hash of an id."""
    return sha256(work.encode()).hexdigest()[:KEY]


def pieces(library: Library, lang: str) -> list[Piece]:
    """Everything that can be given, by pack and title.

    What is said in a crisis is not, nor the first minute: a yes to being here is nobody's homework.
    """
    flows = [
        Piece("flow", flow.id, flow.text("title", lang).render(str), flow.file.pack)
        for flow in library
        if (flow.file.pack != SAFETY or flow.file.therapist_only) and flow.id != WELCOME
    ]
    courses = [
        Piece("programme", course.id, course.text("title", lang), PROGRAMMES)
        for course in library.courses.values()
    ]
    return sorted([*flows, *courses], key=lambda one: (_rank(one.pack), one.title.casefold()))


def piece(library: Library, lang: str, key: str) -> Piece | None:
    """The one that a key stands for."""
    return next((one for one in pieces(library, lang) if one.key == key), None)


def lately(found: Sequence[Piece], works: Iterable[str], most: int) -> list[Piece]:
    """What was given last comes first, each once."""
    by_work = {one.work: one for one in found}
    newest = dict.fromkeys(work for work in works if work in by_work)
    return [by_work[work] for work in newest][:most]


def named(found: Sequence[Piece], words: str) -> list[Piece]:
    """Those with these letters in their title."""
    wanted = plain(words)
    return [one for one in found if wanted and wanted in plain(one.title)]


def packs(found: Sequence[Piece]) -> list[str]:
    """The packs that something can be given of, programmes last."""
    return list(dict.fromkeys(one.pack for one in found))


def plain(words: str) -> str:
    """Letters without case and accents."""
    text = unicodedata.normalize("NFKD", words).casefold()
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


def _rank(pack: str) -> int:
    order = [*PACKS, SAFETY, PROGRAMMES]
    return order.index(pack) if pack in order else len(order)

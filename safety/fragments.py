"""Short fragments read as one sentence: "30 paracetamol. an hour ago", "pills. all of them".

People in distress type in pieces and end each with a full stop. Gaps of phrases don't cross the
ends of sentences, so such pieces are joined in a form of their own. Only short ones are, and few
of them: what two whole sentences say has no one meaning. A question stays a question.
"""

from typing import Final

from safety.tokens import Placed

PIECE: Final = 7
"""Words of a fragment. With nine the first false alarm came, and little more was found."""

TOGETHER: Final = 14
"""Words of fragments that are read as one sentence."""

MOST_WORDS: Final = 60
"""Words of a message; what stands in pieces in a longer one is said again."""


def joined(placed: list[Placed], end: str, ends: tuple[str, ...]) -> tuple[list[Placed], set[int]]:
    """The words without the ends between fragments, and the numbers of the words after those.

    Args:
        placed: The words.
        end: The end of a sentence that may be left out.
        ends: All ends.
    """
    found: list[Placed] = []
    seams: set[int] = set()
    if len(placed) > MOST_WORDS:
        return found, seams
    together = before = 0
    mark: Placed | None = None
    for piece, closes in _pieces(placed, ends):
        size = len(piece)
        if mark is not None:
            if mark[0] == end and max(before, size) <= PIECE and together + size <= TOGETHER:
                seams.add(len(found))
            else:
                found.append(mark)
                together = 0
        found += piece
        together, before, mark = together + size, size, closes
    return found, seams


def _pieces(
    placed: list[Placed], ends: tuple[str, ...]
) -> list[tuple[list[Placed], Placed | None]]:
    """The sentences that have words, each with the end behind it: of several the last."""
    pieces: list[tuple[list[Placed], Placed | None]] = []
    words: list[Placed] = []
    for one in placed:
        if one[0] not in ends:
            words.append(one)
        elif words:
            pieces.append((words, one))
            words = []
    return [*pieces, (words, None)] if words else pieces

from array import array
from typing import final

@final
class Look:
    """The sentences of a message, noted once, as the phrases of a table look at them."""

    def of(self, ranks: int, first: int, last: int, /) -> list[tuple[int, int, list[int]]]:
        """The phrases that may stand in the sentences.

        Args:
            ranks: The ranks of the phrases to look for, a bit each.
            first: The first of the phrases to look for.
            last: The phrase behind the last.

        Returns:
            Phrase, sentence, and the places there at which the phrase may begin; in order of
            ranks, then of sentences, of phrases, and of places.

        Raises:
            ValueError: There are not so many phrases.
        """

@final
class Table:
    """Phrases by their words.

    Args:
        need_from: Where the needs of each word begin in `need`; one number more than words.
        need: The needs of which a word is one, word by word.
        first: The need with which each phrase begins.
        step_from: Where the other steps of each phrase begin; one number more than phrases.
        steps: Of each step a need, the first place where it may stand behind the beginning of
            its phrase, and the place behind the last; of each phrase the rarest first.
        widths: How many words each phrase can have.
        ranks: The rank of each phrase, below 64.

    Raises:
        TypeError: An array is not of type `i`.
        ValueError: A number points to nothing.
    """

    def __new__(
        cls,
        need_from: array[int],
        need: array[int],
        first: array[int],
        step_from: array[int],
        steps: array[int],
        widths: array[int],
        ranks: array[int],
        /,
    ) -> Table: ...
    def look(self, sentences: list[tuple[list[tuple[int, ...]], list[int]]], /) -> Look:
        """Sentences, noted to be looked through.

        Args:
            sentences: Of each the numbers of every word, and how many words from each on come to
                something new. Numbers that the table doesn't know stand for no word of its own.

        Raises:
            TypeError: That is no list of such pairs.
            ValueError: A number is below 0, or there are over a million words.
        """

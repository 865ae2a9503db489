from array import array
from typing import final

@final
class Table:
    """Phrases by their words.

    Args:
        begin_from: Where the phrases of each word begin in `begin`; one number more than words.
        begin: The phrases that can begin with a word, word by word.
        need_from: The same for needs.
        need: The needs of which a word is one.
        step_from: Where the steps of each phrase begin; one number more than phrases.
        steps: Of each step a need, the first place where it may stand behind the beginning of
            its phrase, and the place behind the last.
        widths: How many words each phrase can have.
        ranks: The rank of each phrase, below 16.

    Raises:
        TypeError: An array is not of type `i`.
        ValueError: A number points to nothing.
    """

    def __new__(
        cls,
        begin_from: array[int],
        begin: array[int],
        need_from: array[int],
        need: array[int],
        step_from: array[int],
        steps: array[int],
        widths: array[int],
        ranks: array[int],
        /,
    ) -> Table: ...
    def find(
        self,
        sentences: list[tuple[list[tuple[int, ...]], list[int]]],
        wanted: bytearray | None = None,
        /,
    ) -> list[tuple[int, int, list[int]]]:
        """The phrases that may stand in sentences.

        Args:
            sentences: Of each the numbers of every word, and how many words from each on come to
                something new. Numbers that the table doesn't know stand for no word of its own.
            wanted: Of each phrase whether to look for it; None for all of them.

        Returns:
            Phrase, sentence, and the places there at which the phrase may begin; in order of
            ranks, then of sentences, of phrases, and of places.

        Raises:
            TypeError: That is no list of such pairs.
            ValueError: A number is below 0, there are over a million words, or not as many wanted
                or not as there are phrases.
        """

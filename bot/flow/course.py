"""A programme ready to be given: its days, and its words in the person's language."""

from dataclasses import dataclass

from bot.flow.flow import Translate
from bot.flow.programme import FOLDER, ProgrammeFile, programme_texts


@dataclass(frozen=True, slots=True)
class Course:
    """A programme, with translations.

    Attributes:
        file: What stands in its file.
        translate: Gives the words in other languages.
    """

    file: ProgrammeFile
    translate: Translate | None = None

    @property
    def id(self) -> str:
        """The id."""
        return self.file.programme

    def text(self, key: str, lang: str) -> str:
        """`title`, `summary`, `for_whom` or `rhythm` in a language."""
        return self._said(key, lang)

    def why(self, number: int, lang: str) -> str:
        """The reason of one of its days; the first is number 0."""
        day = self.file.days[number]
        return self._said(f"{day.day}.{day.flow}/why", lang)

    def _said(self, key: str, lang: str) -> str:
        source = next(one.text for one in programme_texts(self.file) if one.key == key)
        words = None
        if self.translate and lang != self.file.language:
            words = self.translate(lang, f"{FOLDER}/{self.id}/{key}", source)
        return (words or source).replace("{{", "{")

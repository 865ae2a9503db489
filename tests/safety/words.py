"""Writes `lexicon/en/ordinary_words.yaml`: `python -m tests.safety.words [SOURCE]`.

SOURCE has a word and how often it is used on each line, the commonest first; without one it is the
English list in the package symspellpy, which is needed for this script and nothing else. Kept are
the common words that one typing mistake would make into a word of a rule, and those that would be
read as others for any reason, such as "crowded" as "cow dead". Run it again when rules have many
new words.
"""

# ruff: noqa: T201  # a script: printing is its work

import importlib.resources
import shutil
import sys
import tempfile
import textwrap
from pathlib import Path

import yaml

from safety.fold import fold
from safety.lexicon import FOLDER, load
from safety.repair import Repairs
from safety.typo import Near

FILE = Path("en", "ordinary_words.yaml")
COMMON = 30_000
"""How many of the commonest words are looked at: rarer ones are rarer than the typo."""

HEAD = """\
# Ordinary words that a typo, or a space, would make into words of a rule. Made by
# `python -m tests.safety.words` from the English list of SymSpell; sources and licences in
# safety/README.md. Don't edit by hand.
language: en
ordinary_words: [
"""


def source() -> str:
    """The list that comes with symspellpy."""
    package = importlib.resources.files("symspellpy")
    return (package / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")


def without_them() -> Repairs:
    """What is known of words without the list that is to be made."""
    with tempfile.TemporaryDirectory() as folder:
        lexicon = shutil.copytree(FOLDER, Path(folder) / "lexicon")
        (lexicon / FILE).unlink()
        repairs = load(lexicon)[0].repairs()
    repairs.prepare()
    return repairs


def ordinary(text: str) -> list[str]:
    """The common words that are near a word of a rule, or would be read as others."""
    repairs = without_them()
    near = Near(repairs.vocabulary | repairs.risk, {})
    words = [fold(line.split()[0]) for line in text.splitlines() if line.strip()][:COMMON]
    known = repairs.vocabulary | set(repairs.meanings)
    new = {one for one in words if one.isalpha() and one not in known}
    return sorted(one for one in new if near.find(one) or repairs.repair(one) != (one,))


def main() -> None:
    """Write the file and say how many words it holds."""
    text = Path(sys.argv[1]).read_text(encoding="utf-8-sig") if sys.argv[1:] else source()
    words = ordinary(text)
    quoted = (f'"{one}"' if yaml.safe_load(one) != one else one for one in words)
    lines = textwrap.fill(", ".join(quoted), 98, initial_indent="  ", subsequent_indent="  ")
    (FOLDER / FILE).write_text(f"{HEAD}{lines},\n]\n", encoding="utf-8")
    print(len(words), "words")


if __name__ == "__main__":
    main()

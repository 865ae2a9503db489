"""The card that every picture of progress lies on: size, colours, letters, dates, bytes.

A card has a ground of its own, the breath's, so light and dark chats see the same. A phone shows
it at 0.4 to 0.5 of its size; so nothing on it is smaller than `SMALL`. Units are pixels of the
picture, counted from its top left corner.

Drawn with matplotlib's objects, without pyplot, whose figures belong to the whole process. One
picture at a time, since matplotlib promises nothing for threads. The letters are DejaVu Sans, which
comes with matplotlib: Latin, Greek, Cyrillic, Hebrew, Arabic and more. Words in a script that it
lacks are not drawn at all, and a number stands for them where one is needed: the same facts are
always in the message below.
"""

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.lines import Line2D
from PIL import Image

WIDTH: Final = 600
EDGE: Final = 34
LARGE, MEDIUM, SMALL = 35, 29, 26
"""Heights of letters."""

GROUND: Final = "#1c2724"
TRACK: Final = "#3c4c46"
INK: Final = "#ffffff"
SOFT: Final = "#b9cac2"
"""Words that are read second: 9:1 on the ground."""
SAND: Final = "#d8c8a4"
SAGE: Final = "#8fcbb0"
SLATE: Final = "#9db3cf"
COLOURS: Final = 96
DRAWING: Final = Lock()
"""Held while a picture is made."""


class Card:
    """One picture.

    Args:
        height: As much as the picture may need, in pixels; `png` cuts what is left over.
    """

    def __init__(self, height: int) -> None:
        self.height = height
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=GROUND)
        self.canvas = FigureCanvasAgg(self.figure)

    def words(
        self, x: float, y: float, text: str, size: int = SMALL, colour: str = INK, **more: Any
    ) -> None:
        """Write a line; `y` is the middle of its small letters. Left out without its letters."""
        if drawable(text):
            place = (x / WIDTH, 1 - y / self.height)
            look: dict[str, Any] = {"color": colour, "fontproperties": letters(size)}
            look |= {"va": "center_baseline", "parse_math": False} | more
            self.figure.text(*place, text, **look)

    def width(self, text: str, size: int) -> float:
        """How wide a line is."""
        pen = self.canvas.get_renderer()  # type: ignore[no-untyped-call]  # theirs has no types
        return float(pen.get_text_width_height_descent(text, letters(size), ismath=False)[0])

    def lines(self, text: str, size: int, width: float, most: int = 2) -> list[str]:
        """Words as lines that fit; what is too long for the last one ends in an ellipsis.

        None at all for words whose letters can't be drawn.
        """
        if not drawable(text):
            return []
        found: list[str] = []
        for word in text.split():
            longer = f"{found[-1]} {word}" if found else word
            if found and self.width(longer, size) <= width:
                found[-1] = longer
            else:
                found.append(word)
        kept = found[:most]
        short = len(found) > most
        while kept and (short or self.width(kept[-1], size) > width):
            kept[-1] = kept[-1].rstrip("…")[:-1].rstrip() + "…"
            short = False
        return kept

    def head(self, heading: str, lines: Sequence[str] = ()) -> float:
        """The heading and what stands below it, in smaller letters; where it ends."""
        y = 56.0
        for part in self.lines(heading, LARGE, WIDTH - 2 * EDGE):
            self.words(EDGE, y, part, LARGE)
            y += 46
        for line in lines:
            for part in self.lines(line, SMALL, WIDTH - 2 * EDGE):
                self.words(EDGE, y, part, SMALL, SOFT)
                y += 36
        return y

    def below(self, axes: Axes, y: float, places: Sequence[tuple[float, str]]) -> None:
        """Write below places of the plot; what would leave the card is moved to the side, and
        what would stand in another's way is left out.
        """
        box, (low, high) = axes.get_position(), axes.get_xlim()
        free = 0.0
        for x, text in places:
            half = self.width(text, SMALL) / 2 if drawable(text) else 0.0
            at = (box.x0 + (x - low) / (high - low) * box.width) * WIDTH
            at = min(max(at, EDGE + half), WIDTH - EDGE / 2 - half)
            if at - half >= free:
                self.words(at, y, text, SMALL, SOFT, ha="center")
                free = at + half + 12

    def plot(self, left: float, top: float, width: float, height: float) -> Axes:
        """A place to draw in, with nothing around it."""
        box = (left / WIDTH, 1 - (top + height) / self.height, width / WIDTH, height / self.height)
        axes = self.figure.add_axes(box, facecolor="none")
        axes.axis("off")
        return axes

    def over(self) -> Axes:
        """The whole card as one place to draw in, in its pixels."""
        axes = self.plot(0, 0, WIDTH, self.height)
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(self.height, 0)
        return axes

    def legend(self, y: float, entries: Sequence[tuple[Line2D, str]], more: str = "") -> float:
        """What the marks mean, in as many lines as it takes, below what is left to say; where it
        ends.
        """
        for line in self.lines(more, SMALL, WIDTH - 2 * EDGE):
            self.words(EDGE, y, line, SMALL, SOFT)
            y += 44
        axes, x = self.over(), float(EDGE)
        for mark, text in entries:
            if not drawable(text):
                continue
            needed = 44 + self.width(text, SMALL) + 30
            if x > EDGE and x + needed - 30 > WIDTH - EDGE:
                x, y = float(EDGE), y + 40
            mark.set_data([x + 2, x + 30] if mark.get_linestyle() != "None" else [x + 16], [y])
            if mark.get_linestyle() != "None":
                mark.set_ydata([y, y])
            axes.add_line(mark)
            self.words(x + 44, y, text, SMALL, SOFT)
            x += needed
        return y + 40

    def png(self, bottom: float) -> bytes:
        """The picture, down to `bottom`. The same input gives the same bytes."""
        self.canvas.draw()  # type: ignore[no-untyped-call]  # theirs has no types
        size = self.canvas.get_width_height()
        pixels = self.canvas.buffer_rgba()  # type: ignore[no-untyped-call]  # the same
        whole = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1)
        plain = whole.convert("RGB").crop((0, 0, WIDTH, round(bottom)))
        few = plain.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        out = io.BytesIO()
        few.save(out, "PNG", optimize=True)
        return out.getvalue()


@cache
def letters(size: int) -> FontProperties:
    """DejaVu Sans of a height, straight from its file: no font of this machine is asked."""
    return FontProperties(fname=_font_file(), size=size)


@cache
def _font_file() -> str:
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")


@cache
def drawable(text: str) -> bool:
    """Whether there is a shape for every letter."""
    shapes = get_font(_font_file()).get_charmap()
    return all(letter.isspace() or ord(letter) in shapes for letter in text)


def dot(colour: str, size: float = 18) -> Line2D:
    """A filled mark for a legend."""
    return Line2D([0], [0], linestyle="None", marker="o", markersize=size, color=colour,
                  markeredgewidth=0)  # fmt: skip


def ring(colour: str, size: float = 18) -> Line2D:
    """A hollow mark for a legend."""
    return Line2D([0], [0], linestyle="None", marker="o", markersize=size, color=GROUND,
                  markeredgecolor=colour, markeredgewidth=4)  # fmt: skip


def diamond(colour: str) -> Line2D:
    """A mark that differs from a dot by its shape too, for a legend."""
    return Line2D([0], [0], linestyle="None", marker="D", markersize=15, color=colour,
                  markeredgewidth=0)  # fmt: skip


def stroke(colour: str) -> Line2D:
    """A line for a legend."""
    return Line2D([0, 1], [0, 0], color=colour, linewidth=6, solid_capstyle="round")

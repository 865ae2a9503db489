"""The drawn breath: its times, its size, its calm, its words."""

import io
import math
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.telegram.breath import (
    CARD,
    DONE,
    FILL,
    INK,
    LONGEST,
    MOVING_FRAMES,
    SIZE,
    SPEED,
    breath_animation,
)
from bot.telegram.lettering import label

WORDS: Final = {
    "in": "Breathe in",
    "again": "A little more",
    "hold": "Hold",
    "out": "Breathe out",
    "rest": "Rest",
}
SIGH: Final = (("in", 3), ("again", 2), ("out", 7))
PARTS: Final = ("in", "again", "hold", "out", "rest")
rhythms = (
    st.tuples(*(st.none() | st.integers(1, 12) for _ in PARTS))
    .map(lambda found: tuple((part, n) for part, n in zip(PARTS, found, strict=True) if n))
    .filter(bool)
)


def frames(data: bytes) -> Iterator[tuple[Image.Image, int]]:
    """Each frame as it looks, and how long it is shown, in milliseconds."""
    with Image.open(io.BytesIO(data)) as picture:
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            yield picture.convert("RGB"), picture.info["duration"]


def circle(picture: Image.Image) -> int:
    """The circle's width, on a line between the word and the number."""
    return count(picture.crop((0, 163, SIZE, 164)), FILL)


def count(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    """How many pixels have exactly that colour."""
    return next((n for n, one in picture.getcolors(1 << 17) or [] if one == colour), 0)


def contrast(first: tuple[int, int, int], second: tuple[int, int, int]) -> float:
    def light(colour: tuple[int, int, int]) -> float:
        parts = [one / 255 for one in colour]
        red, green, blue = (
            one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lights = sorted([light(first), light(second)])
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_one_loop_is_one_round_and_it_never_ends() -> None:
    data = breath_animation(SIGH, 6, words=WORDS)
    assert data.startswith(b"GIF89a")
    assert sum(shown for _, shown in frames(data)) == 12_000
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.info["loop"] == 0
        assert picture.size == (SIZE, SIZE)


def test_it_moves_smoothly_and_is_small() -> None:
    data = breath_animation(SIGH, 6, words=WORDS)
    shown = [duration for _, duration in frames(data)]
    assert len(shown) / 12 >= 20
    assert sorted(shown)[len(shown) * 9 // 10] <= 40
    assert max(shown) <= 160, "even where the breath turns, nothing stands still for longer"
    assert len(data) < 600_000


def test_a_frame_is_a_whole_picture_again() -> None:
    looks = [
        picture for picture, _ in frames(breath_animation((("in", 2), ("out", 2)), 1, words={}))
    ]
    widths = [circle(picture) for picture in looks]
    top = widths.index(max(widths))
    assert widths[: top + 1] == sorted(widths[: top + 1])
    assert widths[top:] == sorted(widths[top:], reverse=True)
    assert widths[0] < max(widths) - 40


@pytest.mark.parametrize("part", ["hold", "rest"])
def test_a_pause_alone_stands_still_and_costs_little(part: str) -> None:
    data = breath_animation(((part, 20),), 1, words=WORDS)
    assert len(data) < 60_000
    assert sum(shown for _, shown in frames(data)) == 20_000
    everywhere = [tone for picture, _ in frames(data) if (tone := picture.getpixel((180, 100)))]
    assert set(everywhere) == {FILL}


def test_the_ring_fills_once() -> None:
    looks = [picture for picture, _ in frames(breath_animation((("rest", 10),), 1, words={}))]
    filled = [count(picture, DONE) for picture in looks]
    assert filled == sorted(filled)
    assert filled[0] == 0
    assert filled[-1] > 3_000


def test_the_same_input_gives_the_same_bytes() -> None:
    assert breath_animation(SIGH, 6, words=WORDS) == breath_animation(SIGH, 6, words=WORDS)
    assert breath_animation(SIGH, 6, words=WORDS) != breath_animation(SIGH, 5, words=WORDS)
    assert breath_animation(SIGH, 6, words=WORDS) != breath_animation(SIGH, 6, words={})


def test_what_is_written_can_be_read() -> None:
    assert contrast(INK, FILL) >= 4.5
    assert contrast(INK, CARD) >= 4.5
    assert contrast(FILL, CARD) >= 3
    assert contrast(DONE, CARD) >= 3


def test_a_word_is_whole_or_not_there() -> None:
    assert label("Breathe in", 26, 240) is not None
    assert label("सांस छोड़ें \U000f0000", 26, 240) is None
    assert label("a very long sentence that nobody could read in a circle", 26, 240) is None
    assert label("", 26, 240) is None
    long = label("Exhala despacio, sin forzar", 26, 240)
    assert long is None or long.width <= 242


@pytest.mark.parametrize("word", ["Sostén", "Выдох", "زفير", "נשיפה", "सांस", "呼气"])
def test_every_language_is_drawn_or_left_to_the_caption(word: str) -> None:
    data = breath_animation((("out", 2),), 1, words={"out": word})
    bare = breath_animation((("out", 2),), 1, words={})
    assert (data == bare) == (label(word, 26, SIZE - 120) is None)


@pytest.mark.parametrize(
    "parts", [(), (("in", 0),), (("sideways", 3),), (("rest", LONGEST + 1),), (("in", -1),)]
)
def test_what_is_no_rhythm_is_refused(parts: tuple[tuple[str, int], ...]) -> None:
    with pytest.raises(ValueError, match=r"breath|rhythm|round"):
        breath_animation(parts, 1, words=WORDS)


def test_no_round_is_no_rhythm() -> None:
    with pytest.raises(ValueError, match="one round"):
        breath_animation(SIGH, 0, words=WORDS)


@pytest.mark.parametrize("parts", [SIGH, (("rest", LONGEST),), (("in", 290), ("out", 310))])
def test_frames_and_size_are_bounded(parts: tuple[tuple[str, int], ...]) -> None:
    data = breath_animation(parts, 6, words=WORDS)
    assert sum(1 for _ in frames(data)) <= MOVING_FRAMES
    assert len(data) < 1_000_000


@settings(max_examples=12, deadline=None)
@given(rhythms, st.integers(1, 30))
def test_any_rhythm_keeps_its_time_and_its_calm(
    parts: tuple[tuple[str, int], ...], rounds: int
) -> None:
    data = breath_animation(parts, rounds, words=WORDS)
    seconds = sum(length for _, length in parts)
    shown = list(frames(data))
    assert sum(duration for _, duration in shown) == seconds * 1000
    assert len(data) < 90_000 * seconds
    assert len(data) < 1_000_000
    widths = [circle(picture) for picture, _ in shown]
    for (before, after), (_, duration) in zip(
        zip(widths, widths[1:] + widths[:1], strict=True), shown, strict=True
    ):
        allowed = 2 * SPEED * duration / 1000 + 4
        assert abs(after - before) <= math.ceil(allowed)

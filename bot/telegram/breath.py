"""A breath to follow with the eyes: a circle that grows, stays and shrinks, as a looping GIF.

GIF, because Pillow writes it alone and Telegram plays it as an animation. H.264 through PyAV was
measured as well: a sixteenth of the bytes, but 100 MB more to install, 20 MB more in memory and
twice the time; and each rhythm is sent once, then known by its file id. Frames are written one
by one, each only where it differs from the one before, so memory stays at a few pictures.

Nothing flashes, and the edge of the circle moves at most `SPEED`, for those whom motion makes ill.
Everything lies on a card of its own, so light and dark chats see the same.
"""

import io
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from PIL import Image, ImageChops

from bot.telegram.lettering import label

SIZE: Final = 360
SPEED: Final = 60.0
"""The fastest that the circle's edge moves, in pixels a second."""
LONGEST: Final = 600
"""The longest round that is drawn, in seconds."""
MOVING: Final = {"in": 1, "again": 1, "out": -1}
STILL: Final = ("hold", "rest")

SMALL, LARGE, MIDDLE = 68.0, 134.0, 104.0
SOFT: Final = 2.5
"""Over how many pixels the circle's edge fades."""
RING_OUTER, RING_INNER = 168.0, 162.0
MOVING_DELAYS: Final = (4, 5, 10, 20, 25, 50, 100)
STILL_DELAYS: Final = (10, 20, 25, 50, 100)
MOVING_FRAMES, STILL_FRAMES = 600, 200

CARD, FILL, TRACK, DONE, INK = (
    (0x1C, 0x27, 0x24),
    (0x4A, 0x7C, 0x69),
    (0x3C, 0x4C, 0x46),
    (0xD8, 0xC8, 0xA4),
    (0xFF, 0xFF, 0xFF),
)
"""The ink has 4.5:1 on the circle and on the card: a word may lie across the edge."""
STEPS: Final = 4
# Where each run of colours begins in the palette; the runs are blends of two colours.
EDGES, WORDS, TRACKS, DONES, CLEAR = 0, 5, 9, 11, 13


@dataclass(frozen=True)
class Moment:
    """One frame: where the breath is, and for how long it is shown, in hundredths of a second."""

    part: str
    left: int
    radius: float
    turn: float
    delay: int


def breath_animation(
    parts: tuple[tuple[str, int], ...], rounds: int, *, words: Mapping[str, str]
) -> bytes:
    """One round of a rhythm as a GIF that loops for ever; the same bytes for the same input.

    Args:
        parts: in, again, hold, out or rest, each with its whole seconds, in their order.
        rounds: How often the person will go through it; drawn small when more than once.
        words: The word for each part. It is left out where no font here has its letters;
            the caption says it then.

    Raises:
        ValueError: The rhythm is empty, unknown, or longer than `LONGEST` seconds a round.
    """
    _check(parts, rounds)
    return _gif(_pictures(parts, rounds, words))


def _check(parts: Sequence[tuple[str, int]], rounds: int) -> None:
    unknown = [part for part, _ in parts if part not in MOVING and part not in STILL]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no part of a breath; use in, again, hold, out, rest")
    if not parts or rounds < 1 or any(seconds < 1 for _, seconds in parts):
        raise ValueError("a rhythm has at least one part and one round, each part a second or more")
    if sum(seconds for _, seconds in parts) > LONGEST:
        raise ValueError(f"a round of more than {LONGEST} s is not drawn; describe it in words")


def _moments(parts: Sequence[tuple[str, int]]) -> Iterator[Moment]:
    """The frames of one round: many where the circle moves, few where it stays."""
    total = sum(seconds for _, seconds in parts)
    moving = sum(seconds for part, seconds in parts if part in MOVING)
    delays = {
        True: _delay(moving, MOVING_DELAYS, MOVING_FRAMES),
        False: _delay(total - moving, STILL_DELAYS, STILL_FRAMES),
    }
    passed = 0
    for (part, seconds), (low, high) in zip(parts, _radii(parts), strict=True):
        delay = delays[part in MOVING]
        for at in range(0, seconds * 100, delay):
            eased = (1 - math.cos(math.pi * at / (seconds * 100))) / 2
            radius = low + (high - low) * eased
            turn = (passed + at / 100) / total
            yield Moment(part, seconds - at // 100, radius, turn, delay)
        passed += seconds


def _delay(seconds: int, delays: Sequence[int], most: int) -> int:
    """The shortest delay with which that many seconds need no more frames than allowed."""
    fitting = (delay for delay in delays if seconds * 100 // delay <= most)
    return next(fitting, delays[-1])


def _radii(parts: Sequence[tuple[str, int]]) -> list[tuple[float, float]]:
    """From where to where the circle goes in each part; no faster than `SPEED` at any moment."""
    rising = sum(seconds for part, seconds in parts if MOVING.get(part) == 1)
    falling = sum(seconds for part, seconds in parts if MOVING.get(part) == -1)
    if not rising or not falling:
        return [(MIDDLE, MIDDLE)] * len(parts)
    reach = min(LARGE - SMALL, SPEED * min(rising, falling) * 2 / math.pi)
    radius, found = (SMALL + LARGE - reach) / 2, []
    for part, seconds in parts:
        share = seconds / {1: rising, -1: falling}.get(MOVING.get(part, 0), 1)
        after = radius + MOVING.get(part, 0) * reach * share
        found.append((radius, after))
        radius = after
    return found


@cache
def _maps() -> tuple[Image.Image, Image.Image, Image.Image]:
    """For each pixel: its distance from the middle, its angle, and whether the ring is there."""
    middle = (SIZE - 1) / 2
    distance, angle, ring = (bytearray(SIZE * SIZE) for _ in range(3))
    for place in range(SIZE * SIZE):
        x, y = place % SIZE - middle, place // SIZE - middle
        far = math.hypot(x, y)
        distance[place] = max(0, min(255, round((far - SMALL / 2) * 2)))
        angle[place] = int((math.atan2(x, -y) / math.tau % 1) * 256)
        inside = min(far - RING_INNER, RING_OUTER - far)
        ring[place] = 0 if inside < -0.5 else 1 if inside < 0.5 else 2
    first, second, third = (
        Image.frombytes("L", (SIZE, SIZE), bytes(one)) for one in (distance, angle, ring)
    )
    return first, second, third


def _pictures(
    parts: Sequence[tuple[str, int]], rounds: int, words: Mapping[str, str]
) -> Iterator[tuple[Image.Image, int]]:
    """The frames, drawn, each with how long it is shown."""
    _, angle, _ = _maps()
    rings = _rings(parts)
    ground, known = Image.new("L", (SIZE, SIZE)), None
    for moment in _moments(parts):
        if known != (known := (moment.part, moment.left, moment.radius)):
            ground = _ground(moment, rounds, words.get(moment.part, ""))
            for depth, ring in enumerate(rings):
                ground.paste(TRACKS + depth, None, ring)
        picture = ground.copy()
        reached = min(256, round(moment.turn * 256))
        passed = angle.point([255] * reached + [0] * (256 - reached))
        for depth, ring in enumerate(rings):
            picture.paste(DONES + depth, None, ImageChops.multiply(passed, ring))
        yield picture, moment.delay


def _ground(moment: Moment, rounds: int, word: str) -> Image.Image:
    """The circle with what is written in it."""
    distance, _, _ = _maps()
    radii = (level / 2 + SMALL / 2 for level in range(256))
    picture = distance.point([_shade(radius - moment.radius) for radius in radii])
    _write(picture, word, 26, 142)
    _write(picture, str(moment.left), 50, 190)
    if rounds > 1:
        _write(picture, f"x {rounds}", 17, 327)
    return picture


def _rings(parts: Sequence[tuple[str, int]]) -> list[Image.Image]:
    """Where the ring is half and where it is whole; it is open between two parts."""
    _, angle, ring = _maps()
    gaps = _gaps(parts)
    there = angle.point([0 if place in gaps else 255 for place in range(256)])
    return [
        ImageChops.multiply(there, ring.point([255 * (level == depth) for level in range(256)]))
        for depth in (1, 2)
    ]


def _shade(beyond: float) -> int:
    """The palette's entry at so many pixels beyond the circle's edge."""
    return EDGES + max(0, min(STEPS, round((0.5 - beyond / SOFT) * STEPS)))


def _gaps(parts: Sequence[tuple[str, int]]) -> set[int]:
    """Where the ring is open: between two parts."""
    if len(parts) == 1:
        return set()
    total, passed, found = sum(seconds for _, seconds in parts), 0, set()
    for _, seconds in parts:
        found |= {(round(passed / total * 256) + by) % 256 for by in (-1, 0)}
        passed += seconds
    return found


def _write(picture: Image.Image, text: str, size: int, middle: int) -> None:
    mask = label(text, size, SIZE - 120)
    if mask is None:
        return
    at = ((SIZE - mask.width) // 2, middle - mask.height // 2)
    tones = mask.point([WORDS + max(0, (level + 32) // 64 - 1) for level in range(256)])
    picture.paste(tones, at, mask.point([255 if level >= 32 else 0 for level in range(256)]))


def _palette() -> bytes:
    def blend(first: Sequence[int], second: Sequence[int], share: float) -> list[int]:
        return [round(a + (b - a) * share) for a, b in zip(first, second, strict=True)]

    runs = [blend(CARD, FILL, step / STEPS) for step in range(STEPS + 1)]
    runs += [blend(FILL, INK, (step + 1) / STEPS) for step in range(STEPS)]
    runs += [blend(CARD, TRACK, 0.5), list(TRACK), blend(CARD, DONE, 0.5), list(DONE)]
    return bytes(tone for colour in runs for tone in colour).ljust(768, b"\0")


def _gif(frames: Iterator[tuple[Image.Image, int]]) -> bytes:
    """A GIF of frames of palette entries; equal ones become one that lasts longer."""
    out = io.BytesIO()
    out.write(b"GIF89a" + struct.pack("<HHBBB", SIZE, SIZE, 0xF7, 0, 0) + _palette())
    out.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")
    held, delay = next(frames)
    pending = (held, (0, 0))
    for picture, more in frames:
        change = ImageChops.difference(held, picture)
        box = change.getbbox()
        if box is None:
            delay += more
            continue
        out.write(_block(*pending, delay))
        kept = change.crop(box).point([0] + [255] * 255)
        patch = Image.new("L", kept.size, CLEAR)
        patch.paste(picture.crop(box), None, kept)
        held, pending, delay = picture, (patch, box[:2]), more
    out.write(_block(*pending, delay) + b"\x3b")
    return out.getvalue()


def _block(picture: Image.Image, at: tuple[int, int], delay: int) -> bytes:
    """One frame: Pillow packs its pixels, the rest is the GIF89a specification's."""
    packed = io.BytesIO()
    picture.save(packed, "GIF", optimize=False, interlace=False)
    raw = packed.getvalue()
    tail = _pixels(raw)
    control = struct.pack("<BBBBHBB", 0x21, 0xF9, 4, 0x05, delay, CLEAR, 0)
    return control + struct.pack("<BHHHHB", 0x2C, *at, *picture.size, 0) + tail


def _pixels(raw: bytes) -> bytes:
    """The packed pixels of a GIF of one frame, without what stands before and after them."""
    place = 13 + (3 << (raw[10] & 7) + 1 if raw[10] & 0x80 else 0)
    while raw[place] == 0x21:
        place += 2
        while raw[place]:
            place += raw[place] + 1
        place += 1
    return raw[place + 10 : -1]

"""20,000 damaged flow files: a finding or a flow that works, never an exception or a hang."""

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import pytest

from bot.flow.compile import compile_flow
from bot.flow.document import FlowFile
from bot.flow.shape import parse
from bot.flow.source import read_bytes
from tests.flowkit import FLOW_FILES, examine

BATCHES: Final = 40
PER_BATCH: Final = 500
SECONDS_PER_FILE: Final = 20
"""Far above what any file takes: only a hang meets it."""

FILES: Final = tuple(path.read_bytes() for path in FLOW_FILES)
TOKENS: Final = (
    *(b"no", b"on", b"~", b"null", b"012", b"12:30", b"1_000", b"0x1F", b".5", b"-", b":", b"{"),
    *(b"}", b"[", b"]", b",", b"'", b'"', b"#", b"&a", b"*a", b"!!int", b"<<: *a", b"---", b"..."),
    *(b"", b"|", b">", b"\t", b"  ", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"{urge}", b"{|}"),
    *(b"{person.nme}", b'if: "a = b"', b'if: "urge >"', b"go: nowhere", b"next: [1, 2]", b"steps:"),
    *(
        b"vars:",
        b'set: {x: "1/0"}',
        b"9" * 25,
        b"in: 0s",
        b"rounds: -1",
        b"- {}",
        b"? a",
        b"min: 9",
    ),
    *(
        b"%YAML 1.1",
        b"ask: txet",
        b"end: stopped",
        b"call: mutant",
        b"max: -9",
        b"\xf0\x9f\x92\x9b",
    ),
)


class HangError(Exception):
    """A file took far too long."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raise when the block takes longer."""

    def late(_number: int, _frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def mutate(chance: random.Random) -> bytes:
    """A real flow with one to four things done to it."""
    raw = chance.choice(FILES)
    for _ in range(chance.randint(1, 4)):
        lines = raw.split(b"\n")
        at = chance.randrange(len(lines))
        chance.choice((damage_lines, damage_text))(lines, at, chance)
        raw = b"\n".join(lines)
    return raw


def damage_lines(lines: list[bytes], at: int, chance: random.Random) -> None:
    """Lose, repeat, exchange, cut off or borrow lines, or move one sideways."""
    match chance.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, chance.choice(lines))
        case 2:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = b" " * chance.randint(1, 9) + lines[at].lstrip()
        case 4:
            lines[at] = chance.choice(chance.choice(FILES).split(b"\n"))
        case _:
            del lines[max(1, at) :]


def damage_text(lines: list[bytes], at: int, chance: random.Random) -> None:
    """Put something in, take quotes out, exchange a word or a byte of one line."""
    spot = chance.randint(0, len(lines[at]))
    before, after = lines[at][:spot], lines[at][spot:]
    match chance.randrange(4):
        case 0:
            lines[at] = before + chance.choice(TOKENS) + after
        case 1:
            lines[at] = swap_word(lines[at], chance)
        case 2:
            lines[at] = lines[at].replace(b'"', b"", chance.randint(1, 2))
        case _:
            lines[at] = before + bytes([chance.randrange(256)]) + after


def swap_word(line: bytes, chance: random.Random) -> bytes:
    words = line.split(b" ")
    words[chance.randrange(len(words))] = chance.choice(TOKENS)
    return b" ".join(words)


@pytest.fixture(scope="module")
def known() -> dict[str, FlowFile]:
    files = [parse(read_bytes(raw, "x.yaml"), FlowFile)[0] for raw in FILES]
    return {file.flow: file for file in files if file}


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_damaged_file_is_explained_or_works(batch: int, known: dict[str, FlowFile]) -> None:
    chance = random.Random(batch)  # noqa: S311
    damaged = 0
    for _ in range(PER_BATCH):
        raw = mutate(chance)
        with limited(SECONDS_PER_FILE):
            found, file = examine(raw, known)
            if any(one.severity == "error" for one in found):
                damaged += 1
                continue
            assert file is not None
            compile_flow(file)
        for one in found:
            assert one.line >= 1
            assert one.message
            assert one.mend
    assert damaged > PER_BATCH // 4, "the mutations hardly damage anything: is the checker on?"

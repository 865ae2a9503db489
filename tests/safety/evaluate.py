"""The target table against a folder of data: `python -m tests.safety.evaluate FOLDER`.

The texts are split in two by a hash of each line, or of each conversation: rules may be tuned
while reading the first half only, and the second says how well they hold on text nobody read.
The data is read, counted and never copied: only numbers are printed, unless `--show` asks for
the lines of the first half that interrupt.
"""

# ruff: noqa: T201  # a script: printing is its work

import argparse
import csv
import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from safety import screen, weigh
from safety.screen import matcher
from tests.safety.slow import worst

HALVES = ("tuned", "held back")


def half(key: str) -> int:
    """Which half a line or a conversation belongs to."""
    return sha256(key.encode()).digest()[0] % 2


def ordinary(path: Path, show: int) -> None:
    """Interrupts and concerns on lines of which almost none is at risk."""
    counts: dict[int, dict[str, int]] = {0: defaultdict(int), 1: defaultdict(int)}
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for line in lines:
        which, result = half(line), weigh(screen(line))
        counts[which]["lines"] += 1
        counts[which]["interrupt"] += result.interrupt
        counts[which][result.tier or "nothing"] += 1
        if which == 0 and (result.interrupt or (show > 1 and result.tier)):
            shown = [(one.rule, line[slice(*one.span)]) for one in result.findings]
            if show:
                print("   ", result.tier, shown, "|", line[:200])
    for which, count in counts.items():
        rate = 100 * count["interrupt"] / max(1, count["lines"])
        print(
            f"{path.stem:<22} {HALVES[which]:<10} {count['lines']:>5} lines  "
            f"interrupt {count['interrupt']:>3} = {rate:.2f} %  concern {count['concern']:>3}  "
            f"third party {count['third_party']:>3}"
        )


def conversations(path: Path, show: int) -> None:
    """Per persona: which share of conversations is caught, and by which turn."""
    turns: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            turns[row["persona"], row["conversation"]].append((int(row["turn"]), row["text"]))
    for persona in sorted({one for one, _ in turns}):
        for which in (0, 1):
            mine = {
                key: sorted(value)
                for key, value in turns.items()
                if key[0] == persona and half("/".join(key)) == which
            }
            _persona(persona, HALVES[which], mine.values(), show if which == 0 else 0)


def _persona(persona: str, name: str, talks: Iterable[list[tuple[int, str]]], show: int) -> None:
    any_tier, interrupts, total = [], [], 0
    tiers: dict[str, int] = defaultdict(int)
    talks = list(talks)
    for talk in talks:
        results = [(turn, weigh(screen(text)), text) for turn, text in talk]
        total += len(results)
        for _, result, text in results:
            tiers[result.tier or "nothing"] += 1
            if show and (persona == "Kevin") == result.interrupt:
                shown = [(one.rule, text[slice(*one.span)]) for one in result.findings]
                print("   ", result.tier, shown, "|", text[:300])
        numbers = range(1, len(results) + 1)
        found = [at for at, one in zip(numbers, results, strict=True) if one[1].tier]
        stops = [at for at, one in zip(numbers, results, strict=True) if one[1].interrupt]
        any_tier += found[:1]
        interrupts += stops[:1]
    share = 100 * len(interrupts) / max(1, len(talks))
    print(
        f"{persona:<6} {name:<10} {len(talks):>2} talks {total:>3} turns | any tier "
        f"{len(any_tier)}/{len(talks)} by turn {_at(any_tier)} | interrupt {len(interrupts)}"
        f"/{len(talks)} ({share:.0f} %) by turn {_at(interrupts)} | turns: {dict(tiers)}"
    )


def _at(turns: list[int]) -> str:
    return f"{statistics.median(turns):g} (last {max(turns)})" if turns else "-"


def timings(folder: Path) -> None:
    """What a message costs: real ones, and those made to be slow. Milliseconds."""
    lines = [
        line
        for path in sorted(folder.glob("ordinary_*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    with (folder / "vera_mh_turns.tsv").open(encoding="utf-8", newline="") as stream:
        talk = [row["text"][:4096] for row in csv.DictReader(stream, delimiter="\t")]
    for name, texts in (("ordinary lines", lines), ("conversation turns", talk)):
        spent = sorted(_time(text, 3) for text in texts)
        cut = [spent[int(len(spent) * part)] for part in (0.5, 0.9, 0.99)]
        print(
            f"{name:<24} {len(texts):>5}  median {cut[0]:.3f}  90 % {cut[1]:.3f}  "
            f"99 % {cut[2]:.3f}  worst {spent[-1]:.3f}"
        )
    full = ("\n".join(talk))[:200000]
    real = [full[at : at + 4096] for at in range(0, len(full) - 4096, 4096)]
    kinds = worst(matcher().lexicon) | {"4,096 real characters": real}
    slow = {name: max(_time(text, 3) for text in texts) for name, texts in kinds.items()}
    for name, most in sorted(slow.items(), key=lambda one: -one[1]):
        print(f"worst: {name:<34} {most:8.3f}")


def _time(text: str, times: int) -> float:
    """The median of a few runs, in milliseconds of processor time: others share the machine."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        screen(text)
        spent.append(1000 * (time.process_time() - start))
    return statistics.median(spent)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="count", default=0, help="lines of the tuned half")
    parser.add_argument("--no-times", action="store_true")
    given = parser.parse_args()
    start = time.perf_counter()
    rules = len(matcher().lexicon.rules)
    print(f"{rules} rules, ready after {time.perf_counter() - start:.2f} s")
    for path in sorted(given.folder.glob("ordinary_*.txt")):
        ordinary(path, given.show)
    if (given.folder / "vera_mh_turns.tsv").exists():
        conversations(given.folder / "vera_mh_turns.tsv", given.show)
    gc.collect()
    if not given.no_times:
        timings(given.folder)


if __name__ == "__main__":
    main()

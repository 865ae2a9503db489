"""Whether the bot said what a transcript expects."""


def alike(expected: str, said: str) -> bool:
    """Whether a message is what a test expects; `…` at either end stands for any words."""
    wanted, there = " ".join(expected.split()), " ".join(said.split())
    open_start, open_end = wanted.startswith("…"), wanted.endswith("…")
    core = wanted.strip("…").strip()
    if open_start and open_end:
        return core in there
    if open_end:
        return there.startswith(core)
    if open_start:
        return there.endswith(core)
    return core == there

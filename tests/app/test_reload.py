"""A saved flow is spoken at once in the preview, and a mistake never takes one away."""

import asyncio
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bot.flow.flow import Flow
from bot.flow.review import record
from bot.flow.revision import content_hash
from bot.flow.serving import Serving
from bot.flow.workspace import open_workspace
from bot.preview import people
from bot.reload import follow, update
from tests.delivery.kit import serving, talking
from tests.flowkit import FLOWS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "flows"
    (folder / "avoidant").mkdir(parents=True)
    for name in ("phrases.yaml", "care.yaml", "avoidant/one-word-weather.yaml"):
        shutil.copy(FLOWS / name, folder / name)
    return folder


def edit(root: Path, old: str, new: str) -> None:
    path = root / "avoidant/one-word-weather.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def title(library: Any) -> str:
    flow = library.current("one-word-weather")
    assert flow is not None
    return str(flow.text("title", "en").plain)


def test_a_new_title_is_served(root: Path) -> None:
    library = open_workspace(root).library()
    edit(root, "One-word weather", "Weather in a word")
    update(library, open_workspace(root))
    assert title(library) == "Weather in a word"


def test_a_mistake_leaves_the_flow_as_it_was(root: Path) -> None:
    library = open_workspace(root).library()
    edit(root, "start: ", "start: nowhere_")
    update(library, open_workspace(root))
    assert title(library) == "One-word weather"


def test_a_flow_that_is_gone_is_offered_no_longer(root: Path) -> None:
    library = open_workspace(root).library()
    (root / "avoidant/one-word-weather.yaml").unlink()
    update(library, open_workspace(root))
    assert library.current("one-word-weather") is None


async def kept_nowhere(flows: Iterable[Flow]) -> None:
    """For a library that no bot serves."""


async def test_whoever_begins_a_flow_that_was_changed_stands_in_it_after_a_restart(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as bench:
        path = bench.flows / "start" / "two-questions.yaml"
        ada = bench.person()

        def renames(old: str, new: str) -> None:
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

        async with talking(bench) as app:
            before = app.library.current("two-questions")
            watching = asyncio.create_task(
                follow(bench.flows, app.library, lambda _: None, app.keep)
            )

            def changed() -> bool:
                path.touch()  # the watcher may begin a moment after its first look
                return app.library.current("two-questions") is not before

            renames("q_second", "q_new")
            await bench.until(changed, "the new structure")
            people.start(bench.server.world, ada.account, "flow_two_questions")
            await ada.hears("What first?")
            ada.send("words")
            await ada.hears("How strong")
            await bench.settled()
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        renames("q_new", "q_newest")
        async with talking(bench):
            ada.send("7")
            await ada.hears("Both are kept.")
            await bench.settled()
        assert {name: value for _, name, value in bench.answers(ada.id)} == {
            "first": '"words"', "second": "7", "asked": "2",
        }  # fmt: skip


def test_an_edit_after_the_review_holds_a_flow_back_until_it_is_read_again(root: Path) -> None:
    serving = Serving(reviewed_only=True)

    def read() -> None:
        path = root / "avoidant/one-word-weather.yaml"
        flow = open_workspace(root).flow(path.stem)
        assert flow is not None
        assert flow.flow is not None
        text = path.read_text(encoding="utf-8")
        path.write_text(record(text, "Ines", "2026-11-30", content_hash(flow.flow)), "utf-8")

    read()
    library = open_workspace(root).library(serving)
    assert title(library) == "One-word weather"
    edit(root, "One-word weather", "Weather in a word")
    update(library, open_workspace(root), serving)
    assert library.current("one-word-weather") is None
    assert library.called("one-word-weather") is not None
    read()
    update(library, open_workspace(root), serving)
    assert title(library) == "Weather in a word"
    assert "one-word-weather" not in {flow.id for flow in library.held_back}


async def test_saving_a_file_shows_its_findings(root: Path) -> None:
    library = open_workspace(root).library()
    shown: asyncio.Queue[list[dict[str, Any]]] = asyncio.Queue()
    watching = asyncio.create_task(follow(root, library, shown.put_nowait, kept_nowhere))
    async with asyncio.timeout(30):
        assert await shown.get() == []
        codes: list[str] = []
        while "F015" not in codes:
            edit(root, "start: ", "start: no_")
            try:
                async with asyncio.timeout(2):
                    codes = [one["code"] for one in await shown.get()]
            except TimeoutError:
                continue  # the watcher may begin a moment after its first look
    watching.cancel()

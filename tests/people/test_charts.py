"""Pictures of progress: the same each time, small, in the colours of the card, and true."""

import io
import subprocess
import sys
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.flow.library import Library
from bot.people.charts import DRAWN, curve
from bot.people.charts_card import GROUND, SAGE, SAND, SLATE, WIDTH, Card, drawable
from bot.people.charts_pairs import gathered
from bot.people.charts_time import dates, middle_line, reach
from bot.people.progress import look
from bot.people.progress_views import View, Viewer
from bot.people.spans import EACH_MAX
from bot.telegram.files import MAKERS
from tests.people.lives import LIVES, Days, ago

SIZE_MAX: Final = 100_000


def views(library: Library, name: str, lang: str = "en") -> list[View]:
    span, life = LIVES[name]
    return Viewer(
        library, lang, "Europe/Madrid", library.phrases.say(f"progress_{span}", lang)
    ).all(look(library.newest(), *life))


def picture(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.format == "PNG"
        return opened.convert("RGB")


def count(image: Image.Image, colour: str) -> int:
    """Pixels of nearly that colour."""
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return sum(
        n
        for n, tone in image.getcolors(1 << 24) or []
        if isinstance(tone, tuple)
        and max(abs(a - b) for a, b in zip(tone, wanted, strict=True)) < 9
    )


@pytest.mark.parametrize("name", LIVES)
def test_every_case_is_drawn_on_the_card_and_small(library: Library, name: str) -> None:
    for view in views(library, name, "es"):
        data = DRAWN[view.draw](view.data)
        assert len(data) < SIZE_MAX
        image = picture(data)
        assert image.width == WIDTH
        assert 0.4 <= image.height / image.width <= 1.75
        ground = tuple(bytes.fromhex(GROUND[1:]))
        corners = [(0, 0), (WIDTH - 1, 0), (0, image.height - 1), (WIDTH - 1, image.height - 1)]
        assert {image.getpixel(corner) for corner in corners} == {ground}


def test_the_same_data_gives_the_same_bytes(library: Library) -> None:
    for view in views(library, "month"):
        assert DRAWN[view.draw](view.data) == DRAWN[view.draw](view.data)


def test_every_picture_can_be_sent() -> None:
    assert {f"bot.people.charts:{name}" for name in DRAWN} <= set(MAKERS.values())


def test_one_check_in_is_a_dot_without_a_line(library: Library) -> None:
    (one,) = [view for view in views(library, "one") if view.draw == "mood"]
    image = picture(DRAWN["mood"](one.data))
    assert count(image, SAND)
    assert not count(image, SAGE)


def test_the_line_of_many_check_ins_is_drawn(library: Library) -> None:
    (month,) = [view for view in views(library, "month") if view.draw == "mood"]
    assert count(picture(DRAWN["mood"](month.data)), SAGE) > 1000


def test_worse_has_a_mark_of_its_own_and_no_alarm(library: Library) -> None:
    (helped,) = [view for view in views(library, "year") if view.key == "helped"]
    image = picture(DRAWN["helped"](helped.data))
    assert count(image, SLATE)
    loud = [tone for _, tone in image.getcolors(1 << 24) or [] if isinstance(tone, tuple)
            and tone[0] > 150 and max(tone[1:]) < 90]  # fmt: skip
    assert not loud


DOTS: Final = st.lists(st.tuples(st.integers(738_000, 738_365), st.integers(0, 10)), max_size=80)


@given(DOTS, st.sampled_from([30, 91, 365]))
def test_the_line_is_no_invention(points: list[tuple[int, float]], length: int) -> None:
    points = sorted(points)
    how = reach(length)
    parts = middle_line(points, how)
    if len({day for day, _ in points}) < 7:
        assert parts == []
    for part in parts:
        assert len(part) > 1
        for (day, value), (following, _) in pairwise(part):
            assert following - day <= 2 * how.near + 1
            near = [n for other, n in points if abs(other - day) <= how.near]
            assert min(near) <= value <= max(near)
        assert {day for day, _ in part} <= {day for day, _ in points}


@given(
    st.lists(
        st.tuples(st.integers(738_000, 738_900), st.integers(0, 10), st.integers(0, 10)),
        min_size=1,
        max_size=60,
    ),
)
def test_each_run_has_a_place_or_is_in_one(pairs: list[tuple[int, float, float]]) -> None:
    pairs = sorted(pairs)
    unit, marks, places = gathered(pairs)
    assert (unit == "each") == (len(pairs) <= EACH_MAX)
    assert len(marks) <= places
    assert set(marks) <= set(range(places))
    if unit == "each":
        assert [tuple(mark) for mark in marks.values()] == pairs
    assert {mark.day for mark in marks.values()} <= {day for day, _, _ in pairs}
    for mark in marks.values():
        assert min(one[1] for one in pairs) <= mark.before <= max(one[1] for one in pairs)


@pytest.mark.parametrize(("first", "last"), [(739_000, 739_000), (739_000, 739_003),
                                             (739_000, 739_029), (739_000, 740_500)])  # fmt: skip
def test_dates_are_days_of_the_picture(first: int, last: int) -> None:
    named = dates(first, last, "es")
    assert all(first <= day <= last for day, _ in named)
    assert len({text for _, text in named}) == len(named)


def long_title(**more: Any) -> dict[str, Any]:
    title = "Un ejercicio con un título muy largo que no cabe en una línea ni en dos líneas enteras"
    return {
        "lang": "es", "heading": title, "name": title, "direction": title, "low": 0, "high": 10,
        "ends": ["nada", "muchísimo"], "pairs": [[739_000, 4, 6]],
        "words": {"before": "antes", "after": "después"}, **more,
    }  # fmt: skip


def test_long_words_stay_on_the_card() -> None:
    image = picture(curve(long_title()))
    edge = image.crop((WIDTH - 20, 0, WIDTH, image.height))
    assert len(edge.getcolors(1 << 24) or []) == 1
    card = Card(100)
    for line in card.lines(long_title()["name"], 30, 400):
        assert card.width(line, 30) <= 400


@pytest.mark.parametrize("title", ["Дыхание", "Αναπνοή", "Nafas dalam", "Größe", "נשימה", "تنفس"])
def test_scripts_that_are_drawn(title: str) -> None:
    assert drawable(title)
    assert curve(long_title(heading=title)) != curve(long_title(heading=" "))


@pytest.mark.parametrize("title", ["呼吸", "숨쉬기", "श्वास"])
def test_words_without_letters_here_are_left_out(title: str) -> None:
    assert not drawable(title)
    assert curve(long_title(heading=title)) == curve(long_title(heading="\u3000呼"))
    row = {"number": 1, "name": title, "better": 2, "same": 1, "worse": 0}
    words = {"better": "b", "same": "s", "worse": "w"}
    data = {"heading": title, "what": "", "more": "", "rows": [row], "words": words}
    assert DRAWN["helped"](data) != DRAWN["helped"]({**data, "rows": [{**row, "number": 2}]})


def test_a_year_of_two_exercises_a_day_is_still_drawn(library: Library) -> None:
    days = Days()
    for day in range(365, 0, -1):
        days.did("daily-checkin", ago(day), mood=day % 11).did(
            "slow-exhale", ago(day - 0.2), level=day % 11, level_after=day % 7
        )
    viewer = Viewer(library, "en", "", "all")
    for view in viewer.all(look(library.newest(), *days.life)):
        assert len(DRAWN[view.draw](view.data)) < SIZE_MAX


def test_what_draws_is_loaded_with_the_first_picture() -> None:
    """Nor do the desk, the turn and the sender load it: 55 MB that most processes never need."""
    check = "import sys, bot.app, bot.people.charts; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0

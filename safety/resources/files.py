"""Reading country files. A damaged file or row is said and left out; the others still serve."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from safety.marked import Marked, Problem, Trail, read
from safety.resources.row import Resource
from safety.resources.shape import LISTS, TEXTS, check, row

FOLDER: Final = Path(__file__).parent
COUNTRIES: Final = "countries"

Rows = dict[str, tuple[Resource, ...]]


def read_countries(folder: Path = FOLDER) -> tuple[Rows, list[Problem]]:
    """The rows of every country file in `folder/countries`, and what is wrong in them.

    Never raises; a folder that is not there is a problem like any other.
    """
    found: Rows = {}
    problems: list[Problem] = []
    place = folder / COUNTRIES
    for path in sorted(place.glob("*.yaml")):
        marked = read(path, f"{COUNTRIES}/{path.name}")
        check(marked, path.stem)
        if not marked.problems:
            found[path.stem] = _rows(marked, path.stem)
        problems += marked.problems
    if not found:
        empty = "there is no country file that can be read"
        problems.append(Problem(place.as_posix(), 1, 1, "L001", empty, "restore the folder"))
    return found, problems


def _rows(marked: Marked, country: str) -> tuple[Resource, ...]:
    rows = []
    for number, data in enumerate(marked.data["lines"]):
        trail: Trail = ("lines", number)
        if row(marked, trail, data):
            rows.append(_resource(marked, trail, country, data))
    return tuple(rows)


def _resource(marked: Marked, trail: Trail, country: str, data: dict[str, Any]) -> Resource:
    values: dict[str, Any] = {key: data[key] for key in TEXTS if data.get(key)}
    values |= {key: tuple(data.get(key) or ()) for key in LISTS}
    if "verified_on" in values:
        values["verified_on"] = date.fromisoformat(values["verified_on"])
    return Resource(
        country=country,
        free=bool(data.get("free")),
        file=marked.file,
        line=marked.places.get(trail, (1, 1))[0],
        **values,
    )

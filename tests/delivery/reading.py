"""Reading `/metrics` as Prometheus does."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import httpx
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_families
from prometheus_client.parser import text_string_to_metric_families as families

from tests.delivery.hook import HERE

TOKEN: Final = "-".join(["reader"] * 5)
OPEN: Final = "application/openmetrics-text; version=1.0.0"


class Series(NamedTuple):
    """One line of the page, without its value."""

    name: str
    labels: frozenset[tuple[str, str]]


class Reading:
    """What stood on the page.

    Args:
        text: The page, in the plain format.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.families: list[Metric] = list(families(text))
        self.values = {
            Series(one.name, frozenset(one.labels.items())): one.value
            for family in self.families
            for one in family.samples
        }

    def __call__(self, name: str, **labels: str) -> float:
        """The sum over all series of this name that have these labels."""
        wanted = set(labels.items())
        found = [
            value
            for series, value in self.values.items()
            if series.name == f"mooring_{name}" and wanted <= series.labels
        ]
        assert found, f"no {name} {labels}"
        return sum(found)

    @property
    def ours(self) -> set[Series]:
        """The series that the bot itself makes."""
        return {one for one in self.values if one.name.startswith("mooring_")}


async def get(number: int, headers: Mapping[str, str]) -> httpx.Response:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    async with httpx.AsyncClient() as client:
        return await client.get(f"http://{HERE}:{number}/metrics", headers=encoded)


def knowing(token: str = TOKEN, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **more}


async def read(number: int) -> Reading:
    """The page of the bot on this port."""
    answer = await get(number, knowing())
    assert answer.status_code == 200, answer.text
    return Reading(answer.text)


def open_names(text: str) -> Iterable[Any]:
    """The metrics of a page in OpenMetrics' format, which its parser is strict about."""
    return list(open_families(text))  # type: ignore[no-untyped-call]

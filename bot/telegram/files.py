"""Pictures and files that are made when they are sent, from the data that waits in the outbox.

What draws is loaded with the first: most processes of a day make few.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

Maker = Callable[[Mapping[str, Any]], bytes]

MAKERS: Final[Mapping[str, str]] = {
    "qr": "bot.homework.qr:picture",
    "table": "bot.homework.table:table",
    **{name: f"bot.people.charts:{name}"
       for name in ("mood", "measure", "curve", "change", "helped", "overview")},
    "export_page": "bot.people.rights_page:page",
    "export_data": "bot.people.rights_page:data",
}  # fmt: skip
"""By the name in a job: the module and the function that make it."""


def make(name: str, data: Mapping[str, Any]) -> bytes:
    """The bytes of a picture (PNG) or a file.

    Raises:
        LookupError: Nobody makes this.
    """
    module, _, function = MAKERS[name].partition(":")
    maker: Maker = getattr(import_module(module), function)
    return maker(data)

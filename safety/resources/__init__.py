"""Help lines by country: numbers, the words around them, and finding a country by its name.

>>> from safety.resources import help_lines
>>> "findahelpline.com" in help_lines("US", "en")
True
"""

from safety.resources.directory import Directory, default, for_country, help_lines, read_directory
from safety.resources.places import Country, countries, find_country
from safety.resources.row import Resource

__all__ = [
    "Country",
    "Directory",
    "Resource",
    "countries",
    "default",
    "find_country",
    "for_country",
    "help_lines",
    "read_directory",
]

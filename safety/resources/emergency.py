"""The emergency number of every region that the telephone networks' metadata knows."""

import re
from functools import lru_cache
from typing import Final

from phonenumbers import SUPPORTED_SHORT_REGIONS, PhoneMetadata, country_code_for_region

REGIONS: Final = frozenset(SUPPORTED_SHORT_REGIONS)
_NORTH_AMERICAN: Final = ("911", "112", "999")
_ELSEWHERE: Final = ("112", "999", "911", "000", "111")
_MOST: Final = 4


@lru_cache(maxsize=512)
def emergency_numbers(region: str) -> tuple[str, ...]:
    """What to dial in an emergency, as typed there; empty where the metadata says nothing.

    One number that reaches everybody where there is one (112 in most of the world, 911 where
    the country code is 1); else the separate numbers, of which the metadata doesn't say which
    is the ambulance's.
    """
    metadata = PhoneMetadata.short_metadata_for_region(region) if region in REGIONS else None
    known = metadata.emergency if metadata else None
    if known is None or not known.national_number_pattern:
        return ()
    pattern = re.compile(known.national_number_pattern)
    order = _NORTH_AMERICAN if country_code_for_region(region) == 1 else _ELSEWHERE
    for number in order:
        if pattern.fullmatch(number):
            return (number,)
    width = min(len(str(known.example_number or "000")), 3)
    every = [f"{n:0{width}}" for n in range(10**width) if pattern.fullmatch(f"{n:0{width}}")]
    return tuple(every[:_MOST]) or (str(known.example_number),)

"""Which sub-district (街镇) of the district a text names. Pure."""

from functools import cache
from pathlib import Path

import yaml


@cache
def sub_districts() -> dict[str, tuple[str, ...]]:
    """Every sub-district by name, with the names people use for it."""
    listed = yaml.safe_load(Path(__file__).with_name("places.yml").read_text(encoding="utf-8"))
    return {name: tuple(others) for name, others in listed.items()}


def sub_district_of(text: str) -> str:
    """The sub-district named first, or an empty string: where nobody says where, nothing is guessed."""
    places = {
        place: name
        for name, others in sub_districts().items()
        for said in (name, *others)
        if (place := text.find(said)) >= 0
    }
    return places[min(places)] if places else ""

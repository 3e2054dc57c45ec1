"""The responsible units (责任单位) as the plan divides the work. Pure; the data are ``units.yml``."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Unit:
    """A department of the plan: ``items`` are the plan's numbers its duty comes from."""

    name: str
    items: tuple[int, ...]
    duty: str
    topics: tuple[str, ...]


@cache
def units() -> tuple[Unit, ...]:
    """Every unit, the lead of rumor control first."""
    return tuple(
        Unit(unit["name"], tuple(unit["items"]), unit["duty"], tuple(unit["topics"])) for unit in _data()["units"]
    )


def default_unit(topic: str, claim: str) -> str:
    """The unit the plan gives such a claim to; what nobody else has is the lead's."""
    for name, words in _by_words():
        if words.search(claim):
            return name
    return next((unit.name for unit in units() if topic in unit.topics), str(_data()["lead"]))


def require_unit(name: str) -> str:
    """``name``, stripped. Raises ``InvalidInput`` unless it is one of the plan's units."""
    name = name.strip()
    if name not in {unit.name for unit in units()}:
        raise InvalidInput("unit", "请选择责任单位。" if not name else f"责任单位里没有“{name}”，请从名单里选。")
    return name


@cache
def _by_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(words)) for name, words in _data()["by_words"])


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("units.yml").read_text(encoding="utf-8"))
    return data

"""Which companies, shops and brands a text names: a lead that names one is clarified with it first (涉企核实). Pure.

A hint for the desk, not a judgement: staff correct it.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

MOST_NAMES = 5
_LONGEST_NAME = 12
_SHORTEST_NAME = 2
_HAN_RUN = re.compile("[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class _Words:
    brands: tuple[str, ...]
    name: re.Pattern[str]
    last_break: re.Pattern[str]
    generic: frozenset[str]
    nobody: re.Pattern[str]


@cache
def _words() -> _Words:
    lists: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("companies.yml").read_text(encoding="utf-8"))
    endings = "|".join(sorted(map(re.escape, lists["endings"]), key=len, reverse=True))
    breaks = "|".join(sorted(map(re.escape, lists["breaks"]), key=len, reverse=True))
    generic = "|".join(sorted(map(re.escape, lists["generic"]), key=len, reverse=True))
    return _Words(
        brands=tuple(lists["brands"]),
        name=re.compile(rf"(.{{1,{_LONGEST_NAME}}}?)({endings})"),
        last_break=re.compile(rf".*(?:{breaks})"),
        generic=frozenset(lists["generic"]),
        nobody=re.compile(rf"(?:{generic})*"),
    )


def company_names(text: str) -> tuple[str, ...]:
    """The names in the order they come, each once, at most five; empty when nobody is named (某超市, 楼下的店)."""
    words = _words()
    found = {place: brand for brand in words.brands if (place := text.find(brand)) >= 0}
    for run in _HAN_RUN.finditer(text):
        for match in words.name.finditer(run.group()):
            own = words.last_break.sub("", match.group(1))
            if len(own) >= _SHORTEST_NAME and not words.nobody.fullmatch(own):
                found.setdefault(run.start() + match.end(1) - len(own), own + match.group(2))
    names: list[str] = []
    for _, name in sorted(found.items()):
        # 海河乳品 inside 海河乳品有限公司 is one name.
        if not any(name in known or known in name for known in names):
            names.append(name)
    return tuple(names[:MOST_NAMES])

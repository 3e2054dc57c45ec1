"""The numbers and word lists of the checks, read once from ``limits.toml`` and ``word_lists.yml``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.entries.kinds import Verdict

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Lengths:
    """In characters, or how many."""

    truth_shortest: int
    sentence_longest: int
    key_points_fewest: int
    key_point_longest: int
    advice_shortest: int
    advice_longest: int
    phrasings_fewest: int


@dataclass(frozen=True, slots=True)
class Alikeness:
    """Cosines from which two entries are reported as near-duplicates."""

    phrasings: float
    entries: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Every number of the checks."""

    lengths: Lengths
    near_duplicate: Alikeness
    shared_source_topics: int


@dataclass(frozen=True, slots=True)
class WordLists:
    """Every pattern of the checks."""

    banned: re.Pattern[str]
    turned_round: re.Pattern[str]
    shouting: re.Pattern[str]
    contradicting: Mapping[Verdict, re.Pattern[str]]
    hard_terms: tuple[str, ...]
    explained_before: re.Pattern[str]
    explained_after: re.Pattern[str]
    roundup_titles: re.Pattern[str]


@cache
def load_limits() -> Limits:
    """The numbers in ``limits.toml``."""
    values = tomllib.loads((_HERE / "limits.toml").read_text(encoding="utf-8"))
    return Limits(
        lengths=Lengths(**values["length"]),
        near_duplicate=Alikeness(**values["near_duplicate"]),
        shared_source_topics=values["shared_source"]["topics"],
    )


@cache
def load_word_lists() -> WordLists:
    """The lists in ``word_lists.yml``."""
    values = yaml.safe_load((_HERE / "word_lists.yml").read_text(encoding="utf-8"))
    return WordLists(
        banned=re.compile("|".join(values["banned"])),
        turned_round=re.compile(values["turned_round"]),
        shouting=re.compile(values["shouting"]),
        contradicting={
            Verdict(verdict): re.compile("|".join(patterns)) for verdict, patterns in values["contradicting"].items()
        },
        hard_terms=tuple(values["hard_terms"]),
        explained_before=re.compile(values["explained_before"]),
        explained_after=re.compile(values["explained_after"]),
        roundup_titles=re.compile(values["roundup_titles"]),
    )

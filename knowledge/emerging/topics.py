"""Which topic of the entries a claim belongs to. Pure."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.matching.vocabulary import family_of


@dataclass(frozen=True, slots=True)
class _Rules:
    words: tuple[tuple[str, re.Pattern[str]], ...]
    families: dict[str, str]
    otherwise: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _rules() -> _Rules:
    listed = yaml.safe_load(Path(__file__).with_name("topics.yml").read_text(encoding="utf-8"))
    return _Rules(
        words=tuple((topic, re.compile(words)) for topic, words in listed["words"]),
        families=dict(listed["families"]),
        otherwise=tuple((topic, re.compile(words)) for topic, words in listed["otherwise"]),
    )


def topics() -> frozenset[str]:
    """Every topic a claim can be given."""
    rules = _rules()
    return frozenset([*(topic for topic, _ in (*rules.words, *rules.otherwise)), *rules.families.values()])


def topic_of(text: str, foods: tuple[str, ...]) -> str:
    """The topic of a claim in plain words that names ``foods``; empty when nothing tells."""
    rules = _rules()
    by_words = next((topic for topic, words in rules.words if words.search(text)), "")
    if by_words:
        return by_words
    for food in foods:
        topic = rules.families.get(family_of("foods", food), "")
        if topic:
            return topic
    return next((topic for topic, words in rules.otherwise if words.search(text)), "")

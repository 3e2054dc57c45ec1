"""Entries that nobody wrote, in as many phrasings as a measurement needs, of the words matching knows."""

import itertools
import random
from collections.abc import Iterator

from knowledge.matching.types import IndexedEntry
from knowledge.matching.vocabulary import word_list

PHRASINGS_PER_ENTRY = 10
"""The title is one of them, as in the shipped knowledge base on average."""

_SEED = 4
_TITLE = "{food}{practice}会{effect}"
_WORDINGS = (
    "{food}{practice}真的会{effect}吗",
    "听说{practice}的{food}吃了{effect}",
    "{food}{practice}还能不能吃",
    "为什么说{food}{practice}会{effect}",
    "{effect}是不是因为吃了{practice}的{food}",
    "家里的{food}{practice}了会不会{effect}",
    "网上说{food}{practice}{effect}是真的假的",
    "{practice}的{food}含有{substance}吗",
    "{food}里的{substance}会{effect}吗",
)
_ANSWER = "没有证据表明{food}{practice}会{effect}。{food}按说明保存和加热，其中的{substance}不超过国家标准的限量。"


def make_entries(phrasings: int) -> list[IndexedEntry]:
    """Return entries with that many titles and phrasings in all (rounded down to whole entries); always the same."""
    return [_entry(number, words) for number, words in enumerate(_words(phrasings // PHRASINGS_PER_ENTRY))]


def make_entry(number: int) -> IndexedEntry:
    """Return one entry that :func:`make_entries` never makes: the one that is published later."""
    words = {"food": f"新发现的食物{number}", "practice": "加热", "effect": "掉头发", "substance": "新物质"}
    return _entry(-1 - number, words)


def make_questions(count: int) -> list[str]:
    """Return short questions about the same foods, in other words than the phrasings."""
    return [f"{words['food']}{words['practice']}以后吃会{words['effect']}吗" for words in _words(count, seed=_SEED + 1)]


def make_messages(count: int, characters: int) -> list[str]:
    """Return forwarded messages of that length, a claim in each sentence; always the same."""
    sentences = itertools.cycle(f"{question[:-1]},大家一定要注意。" for question in make_questions(997))
    return ["".join(itertools.islice(sentences, characters))[:characters] for _ in range(count)]


def _words(count: int, seed: int = _SEED) -> Iterator[dict[str, str]]:
    lists = {
        "food": sorted(word_list("foods").terms),
        "practice": sorted(word_list("practices").terms),
        "effect": sorted(word_list("effects").terms),
        "substance": sorted(word_list("substances").terms),
    }
    chance = random.Random(seed)
    for _ in range(count):
        yield {kind: chance.choice(words) for kind, words in lists.items()}


def _entry(number: int, words: dict[str, str]) -> IndexedEntry:
    return IndexedEntry(
        f"made-{number}",
        _TITLE.format(**words),
        tuple(wording.format(**words) for wording in _WORDINGS),
        _ANSWER.format(**words),
    )

"""Which words the tokenizer knows, and how often each is expected."""

import string
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from knowledge.training.dictionary import LONGEST_WORD, Dictionary

VOCABULARY_SIZE = 60_000
FOOD_WORD_FREQUENCY = 60
_LATIN_FREQUENCY = 2_000
_LATIN = string.ascii_lowercase + string.digits + "%"


@cache
def jieba_frequencies() -> dict[str, int]:
    """Word counts of jieba's dictionary."""
    text = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8")
    rows = (line.split(" ") for line in text.splitlines())
    return {row[0]: int(row[1]) for row in rows}


def glossed_words(dictionary: Dictionary) -> list[str]:
    """Words that may enter the vocabulary: explained by the dictionary and counted by jieba, or our own."""
    counts = jieba_frequencies()
    return [
        word
        for word in dictionary.words
        if (counts.get(word, 0) > 0 or word in dictionary.authored_words) and dictionary.glosses(word)
    ]


def choose_vocabulary(dictionary: Dictionary, food_words: Iterable[str]) -> dict[str, float]:
    """Each known word with its expected share of running text, most frequent first.

    Food words keep a least frequency, so that ``膨大剂`` is one token and not three characters.
    """
    counts = jieba_frequencies()
    food = {w for w in {*food_words, *dictionary.authored_words} if len(w) <= LONGEST_WORD}
    least = {w: FOOD_WORD_FREQUENCY if w in food else 0 for w in glossed_words(dictionary)}
    weights = {w: max(counts.get(w, 0), frequency) for w, frequency in least.items()}
    characters = {w: n for w, n in counts.items() if len(w) == 1 and n >= 2 and "\u4e00" <= w <= "\u9fff"}
    weights.update({w: n for w, n in characters.items() if w not in weights})
    ranked = sorted(weights, key=lambda w: (-(weights[w] + (10_000_000 if len(w) == 1 else 0)), w))
    chosen = {w: float(max(weights[w], 1)) for w in ranked[: VOCABULARY_SIZE - len(_LATIN)]}
    chosen.update(dict.fromkeys(_LATIN, float(_LATIN_FREQUENCY)))
    total = sum(chosen.values())
    return {w: chosen[w] / total for w in sorted(chosen, key=lambda w: (-chosen[w], w))}

"""The readable numbers a candidate is judged by."""

import itertools
import re

from knowledge.matching.alignment import Alignment
from knowledge.matching.guards import unmatched
from knowledge.matching.types import Scope
from knowledge.matching.vocabulary import Mentions

_PARTICLES = re.compile(
    r"(?:是不是|是否|真的假的|是真的吗|是真的|真的|真假|听说|据说|网传|有人说|都说|请问|到底|究竟|其实|吗|呢|吧|啊|呀|嘛|(?<![怎什])么|的|了|会|能|就|都)"
)
_NOT_WORDS = re.compile(r"[^a-z0-9\u3400-\u9fff%]")
_LONGEST_LEAD = 4.0
_LONG = 40
"""Characters of core words from which on a text tells a story."""


def core_words(text: str) -> str:
    """Return a normalised text without punctuation and the words that only make it a question or a hearsay."""
    bare = _NOT_WORDS.sub("", text)
    return _PARTICLES.sub("", bare) or bare


def overlap_features(asked: Mentions, row: Mentions, entry: Mentions) -> dict[str, float]:
    """Compare what a question mentions with the best phrasing and with the whole entry."""
    # Most questions name things of few kinds: for the others there is nothing to compare.
    foods, substances = asked.foods, asked.substances
    foods_missing = len(unmatched("foods", foods, entry.foods)) if foods else 0
    shares_effect = _shares_effect(asked, entry)
    return {
        "food_matched": float(foods_missing < len(foods)),
        "food_missing": foods_missing / len(foods) if foods else 0.0,
        "food_extra": _share_missing("foods", row.foods, foods),
        "subject_absent": float(not foods and not substances and bool(entry.foods or entry.substances)),
        "substance_matched": 0.0 if substances.isdisjoint(entry.substances) else 1.0,
        "substance_missing": _share_missing("substances", substances, entry.substances),
        "substance_extra": _share_missing("substances", row.substances, substances),
        "effect_matched": float(shares_effect),
        "effect_missing": float(not shares_effect and bool(asked.harms or asked.benefits)),
        "effect_extra": float(bool(row.harms or row.benefits) and not _shares_effect(asked, row)),
        "practice_matched": 0.0 if asked.practices.isdisjoint(entry.practices) else 1.0,
        "practice_missing": 0.0 if asked.practices <= entry.practices else 1.0,
        "practice_extra": 0.0 if row.practices <= asked.practices else 1.0,
        "idle_aspect_missing": 0.0 if asked.idle_aspects <= entry.idle_aspects else 1.0,
        "aspect_matched": 0.0 if asked.aspects.isdisjoint(entry.aspects) else 1.0,
        "aspect_missing": 0.0 if asked.aspects <= entry.aspects else 1.0,
        "aspect_extra": 0.0 if row.aspects <= asked.aspects else 1.0,
        "group_missing": 0.0 if asked.people <= entry.people else 1.0,
        "group_extra": 0.0 if row.people <= asked.people else 1.0,
    }


def alignment_features(with_row: Alignment | None, with_entry: Alignment | None, dense: float) -> dict[str, float]:
    """Name the numbers of the alignments with the best phrasing and with all an entry says.

    Without them (an encoder without token vectors) the cosine stands in.
    """
    row = with_row or Alignment(dense, dense, 1 - dense, 1 - dense)
    entry = with_entry or Alignment(dense, dense, 1 - dense, 1 - dense)
    return {
        "covered": row.covered,
        "covered_back": row.covered_back,
        "unexplained": row.unexplained,
        "unexplained_back": row.unexplained_back,
        "covered_by_entry": entry.covered,
        "unexplained_by_entry": entry.unexplained,
    }


def character_pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text's core words; a single character stands for itself."""
    core = core_words(text)
    return frozenset(map("".join, itertools.pairwise(core))) or frozenset(core)


def share_unsaid(asked: frozenset[str], known: frozenset[str]) -> float:
    """Return the share (0-1) of one text's character pairs that another nowhere says: a question's, or a phrasing's."""
    # Counted from what both hold, which is little where a whole message is asked.
    return (len(asked) - len(asked & known)) / len(asked) if asked else 0.0


def message_features(scope: Scope, claim: str) -> dict[str, float]:
    """Describe the question itself: idle talk about food and very short texts are seldom answered by any entry."""
    words = len(core_words(claim))
    return {
        "length": min(words, _LONG) / _LONG,
        "is_food_chat": float(scope is Scope.FOOD_CHAT),
        "is_off_topic": float(scope is Scope.OFF_TOPIC),
        "is_very_short": float(words <= 3),
        "is_long": float(words >= _LONG),
    }


def lead(score: float, next_score: float | None) -> float:
    """Return how far a ranking score stands above the next entry's, capped: beyond that, more lead says nothing."""
    return _LONGEST_LEAD if next_score is None else min(_LONGEST_LEAD, max(0.0, score - next_score))


def length_agreement(one: int, other: int) -> float:
    """Return the shorter length divided by the longer one (1 for equally long texts)."""
    return min(one, other) / max(one, other) if one and other else 0.0


def _share_missing(list_name: str, asked: frozenset[str], known: frozenset[str]) -> float:
    if not asked:
        return 0.0
    return len(unmatched(list_name, asked, known)) / len(asked) if known else 1.0


def _shares_effect(asked: Mentions, known: Mentions) -> bool:
    return not asked.harms.isdisjoint(known.harms) or not asked.benefits.isdisjoint(known.benefits)

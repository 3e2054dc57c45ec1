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
    return {
        "food_matched": float(
            bool(asked.foods) and len(unmatched("foods", asked.foods, entry.foods)) < len(asked.foods)
        ),
        "food_missing": _share_missing("foods", asked.foods, entry.foods),
        "food_extra": _share_missing("foods", row.foods, asked.foods),
        "subject_absent": float(not asked.subjects and bool(entry.subjects)),
        "substance_matched": float(bool(asked.substances & entry.substances)),
        "substance_missing": _share_missing("substances", asked.substances, entry.substances),
        "substance_extra": _share_missing("substances", row.substances, asked.substances),
        "effect_matched": float(bool((asked.harms & entry.harms) | (asked.benefits & entry.benefits))),
        "effect_missing": float(bool(asked.harms | asked.benefits) and not _shares_effect(asked, entry)),
        "effect_extra": float(bool(row.harms | row.benefits) and not _shares_effect(asked, row)),
        "practice_matched": float(bool(asked.practices & entry.practices)),
        "practice_missing": float(bool(asked.practices - entry.practices)),
        "practice_extra": float(bool(row.practices - asked.practices)),
        "idle_aspect_missing": float(bool(asked.idle_aspects - entry.idle_aspects)),
        "aspect_matched": float(bool(asked.aspects & entry.aspects)),
        "aspect_missing": float(bool(asked.aspects - entry.aspects)),
        "aspect_extra": float(bool(row.aspects - asked.aspects)),
        "group_missing": float(bool(asked.people - entry.people)),
        "group_extra": float(bool(row.people - asked.people)),
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
    return len(asked - known) / len(asked) if asked else 0.0


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
    return len(unmatched(list_name, asked, known)) / len(asked) if asked else 0.0


def _shares_effect(asked: Mentions, known: Mentions) -> bool:
    return bool((asked.harms & known.harms) | (asked.benefits & known.benefits))

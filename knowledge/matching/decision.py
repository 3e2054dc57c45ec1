"""From ranked candidates to what is done with them; pure."""

from collections.abc import Sequence
from math import inf

from knowledge.matching.thresholds import Limits
from knowledge.matching.types import Answer, Candidate, Clarify, Decision, Unmatched

OFFERED = 3
NEAREST = 3
_OF_THE_DOUBT = 2
"""What an unguarded answer may leave in doubt, divided by this, is what one against a yielding guard may leave."""


def decide(ranking: Sequence[Candidate], limits: Limits) -> Decision:
    """Decide on a best-first ``ranking``.

    The first candidate answers when it is probable enough and no guard forbids it; a guard that yields asks for half
    of the doubt. Otherwise up to three that are at least worth asking about are offered; a single one is offered too,
    since the resident may decline it.
    """
    if ranking and ranking[0].probability >= answered_from(limits.answer, ranking[0].blocked_by):
        return Answer(ranking[0])
    offered = tuple(
        candidate
        for candidate in ranking[:OFFERED]
        if candidate.probability >= limits.clarify and candidate.blocked_by not in NEVER_OFFERED
    )
    if offered:
        return Clarify(offered)
    return Unmatched(tuple(ranking[:NEAREST]))


def answered_from(limit: float, blocked_by: str | None) -> float:
    """Return the probability from which on a candidate answers where an unguarded one does from ``limit`` on."""
    if blocked_by is None:
        return limit
    return 1 - (1 - limit) / _OF_THE_DOUBT if blocked_by in YIELDING else inf


# These see another side of the same thing (how to choose it, how it was kept), which a short title often leaves unsaid.
# 2026-11-26, on drawn knowledge files: where the probability was above 0.75 they were wrong in nine of ten cases, as
# often as an unguarded answer is right; those about another food, substance or effect are never overruled.
YIELDING = frozenset({"different_aspect", "different_practice"})
# A question about a pet, or about another food, is not helped by the choice of an entry that is certainly not it.
NEVER_OFFERED = frozenset({"animal", "different_food", "no_chinese"})

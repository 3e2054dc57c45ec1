"""From ranked candidates to what is done with them; pure."""

from collections.abc import Sequence

from knowledge.matching.thresholds import Limits
from knowledge.matching.types import Answer, Candidate, Clarify, Decision, Unmatched

OFFERED = 3
NEAREST = 3


def decide(ranking: Sequence[Candidate], limits: Limits) -> Decision:
    """Decide on a best-first ``ranking``.

    The first candidate answers when it is probable enough and no guard forbids it. Otherwise up to three that are
    at least worth asking about are offered; a single one is offered too, since the resident may decline it.
    """
    if ranking and ranking[0].blocked_by is None and ranking[0].probability >= limits.answer:
        return Answer(ranking[0])
    offered = tuple(
        candidate
        for candidate in ranking[:OFFERED]
        if candidate.probability >= limits.clarify and candidate.blocked_by not in NEVER_OFFERED
    )
    if offered:
        return Clarify(offered)
    return Unmatched(tuple(ranking[:NEAREST]))


# A question about a pet, or about another food, is not helped by the choice of an entry that is certainly not it.
NEVER_OFFERED = frozenset({"animal", "different_food", "no_chinese"})

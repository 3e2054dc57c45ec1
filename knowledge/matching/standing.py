"""How one candidate stands among the others of a question: what its own numbers are worth depends on theirs."""

from collections.abc import Sequence
from typing import Protocol

from knowledge.matching.features import lead

COMPARED_FEATURES = (
    "dense", "lexical", "lexical_entry", "covered", "covered_back", "covered_by_entry", "answer_above", "unexplained",
    "unexplained_by_entry", "unsaid", "unsaid_back",
)  # fmt: skip
"""Features told a second time as the distance from the best other candidate, under ``beside_<name>``.

A cosine of 0.6 is much where the next entry has 0.3, and little where three others have it too.
"""
COMPARED = 10
"""Candidates a question's best is compared among."""


class Ranked(Protocol):
    """What is known of a candidate once the candidates stand in order."""

    @property
    def features(self) -> dict[str, float]: ...
    @property
    def rank_score(self) -> float: ...
    @property
    def blocked_by(self) -> str | None: ...


def standing_features(ranked: Sequence[Ranked]) -> list[dict[str, float]]:
    """Return the features of each of the first ``COMPARED`` candidates, with how it stands among them.

    ``ranked`` is in the order of the ranking and may hold more; the next one tells the last one's lead.
    """
    compared = ranked[:COMPARED]
    return [
        {
            **one.features,
            **beside,
            "rank_score": one.rank_score,
            "lead": _lead(ranked) if place == 0 else 0.0,
            "behind": ranked[0].rank_score - one.rank_score,
            "guarded": float(one.blocked_by is not None),
        }
        for place, (one, beside) in enumerate(zip(compared, _beside(compared), strict=True))
    ]


def _beside(compared: Sequence[Ranked]) -> list[dict[str, float]]:
    distances: list[dict[str, float]] = [{} for _ in compared]
    for name in COMPARED_FEATURES:
        values = [one.features[name] for one in compared]
        # Nothing stands beside an only candidate: its distance is from zero.
        best, second, *_ = [*sorted(values, reverse=True), 0.0, 0.0]
        of_best = values.index(best) if values else 0
        for place, value in enumerate(values):
            distances[place][f"beside_{name}"] = value - (second if place == of_best else best)
    return distances


def _lead(ranked: Sequence[Ranked]) -> float:
    return lead(ranked[0].rank_score, ranked[1].rank_score if len(ranked) > 1 else None)

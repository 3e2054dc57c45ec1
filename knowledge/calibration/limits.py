"""Choosing from which probability on to answer and to offer, on cases the numbers were not fitted on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from knowledge.calibration.cases import Case, Kind
from knowledge.matching.decision import answered_from
from knowledge.matching.thresholds import Limits
from knowledge.matching.types import Richness

# What a wrong answer may cost: shares of the cases of one kind of knowledge base. The targets of issue 4: the stricter
# ones for our own entries, the others for a knowledge file of titles or of titles and answers. Our own entries have
# linked neighbours, which do not count here and do in the evaluation: they are left four of its ten in a thousand.
MOST_WRONG_WHEN_ANSWERED = {Richness.FULL: 0.006, Richness.ANSWERS: 0.02, Richness.TITLES: 0.02}
_OUTSIDE = {
    Kind.NEAR: 0.05,
    Kind.NEAR_MISS: 0.05,
    Kind.HARD: 0.06,
    Kind.WITHHELD: 0.05,
    Kind.UNKNOWN: 0.03,
    Kind.FAR: 0.005,
}
MOST_ANSWERED = {
    Richness.FULL: {**_OUTSIDE, Kind.NEAR: 0.03, Kind.NEAR_MISS: 0.04, Kind.WITHHELD: 0.06},
    Richness.ANSWERS: _OUTSIDE,
    Richness.TITLES: _OUTSIDE,
}
MOST_OFFERED = {Kind.NEAR: 0.12, Kind.HARD: 0.2, Kind.UNKNOWN: 0.2, Kind.FAR: 0.03}
# Another encoder than the calibrated one gets limits that held to a third of that.
CAUTION = 1 / 3
_GRID = [step / 100 for step in range(20, 99)]


@dataclass(frozen=True, slots=True)
class Judged:
    """The best candidate of one case: its confidence, whether it is (related to) the topic, what guard blocks it."""

    case: Case
    knowledge: Richness
    confidence: float
    is_right: bool
    is_related: bool
    blocked_by: str | None
    right_is_offered: bool


def choose_limits(judged: Sequence[Judged], caution: float = 1.0) -> dict[Richness, Limits]:
    """Return, per kind of knowledge base, the lowest limits that keep every share within its bound.

    A lower limit answers more.
    """
    return {k: _choose([one for one in judged if one.knowledge is k], k, caution) for k in Richness}


def _choose(judged: Sequence[Judged], knowledge: Richness, caution: float) -> Limits:
    answer = _lowest(lambda limit: _is_answer_safe(judged, knowledge, limit, caution), _GRID)
    clarify = _lowest(lambda limit: _is_offer_fair(judged, limit, caution), [step for step in _GRID if step <= answer])
    return Limits(answer=answer, clarify=clarify)


def comparable_limits(judged: Sequence[Judged], other: Sequence[Judged], limits: Mapping[Richness, Limits]) -> Limits:
    """Return the limits at which ``judged`` answers and offers as many questions as ``other`` does at ``limits``.

    Two systems are comparable only when they answer equally often: one that answers nothing is never wrong.
    """
    asked = [one for one in other if one.case.kind is Kind.QUESTION]
    own = sorted((one.confidence for one in judged if one.case.kind is Kind.QUESTION), reverse=True)
    answered = sum(_answers(one, limits[one.knowledge].answer) for one in asked)
    offered = sum(one.confidence >= limits[one.knowledge].clarify for one in asked)
    return Limits(answer=_reached_by(own, answered), clarify=_reached_by(own, max(answered, offered)))


def _reached_by(highest_first: Sequence[float], count: int) -> float:
    """Return the limit that ``count`` of the confidences reach; none reaches infinity."""
    return round(highest_first[count - 1], 4) if count else inf


def figures_at(judged: Sequence[Judged], chosen: Mapping[Richness, Limits]) -> dict[str, dict[str, float]]:
    """Return, per kind of knowledge base, the shares at its limits."""
    figures: dict[str, dict[str, float]] = {}
    for knowledge in Richness:
        mine = [one for one in judged if one.knowledge is knowledge]
        if any(one.case.kind is Kind.QUESTION for one in mine):
            shares = _figures(mine, chosen[knowledge])
            figures[str(knowledge)] = {name: round(value, 4) for name, value in shares.items()}
    return figures


def _figures(judged: Sequence[Judged], limits: Limits) -> dict[str, float]:
    asked = [one for one in judged if one.case.kind is Kind.QUESTION]
    answered = [one for one in asked if _answers(one, limits.answer)]
    clarified = [one for one in asked if not _answers(one, limits.answer) and one.confidence >= limits.clarify]
    shares = {
        "questions": float(len(asked)),
        "best_is_right": _share(asked, lambda one: one.is_right),
        "answered": len(answered) / len(asked),
        "wrong_when_answered": _share(answered, lambda one: not one.is_right),
        "unrelated_when_answered": _share(answered, _is_wrong),
        "clarified": len(clarified) / len(asked),
        "clarified_hit": _share(clarified, lambda one: one.right_is_offered),
    }
    for kind in Kind:
        if kind is not Kind.QUESTION:
            those = [one for one in judged if one.case.kind is kind]
            shares[f"{kind}_answered"] = _share(those, lambda one: _answers(one, limits.answer))
            shares[f"{kind}_clarified"] = _share(
                those, lambda one: not _answers(one, limits.answer) and one.confidence >= limits.clarify
            )
    return shares


def _is_answer_safe(judged: Sequence[Judged], knowledge: Richness, limit: float, caution: float) -> bool:
    answered = [one for one in judged if one.case.kind is Kind.QUESTION and _answers(one, limit)]
    if _share(answered, _is_wrong) > MOST_WRONG_WHEN_ANSWERED[knowledge] * caution:
        return False
    for kind, most in MOST_ANSWERED[knowledge].items():
        those = [one for one in judged if one.case.kind is kind]
        # Where its own entry is left out, the one that editors linked to it is no mistake.
        if _share(those, lambda one: _answers(one, limit) and not one.is_related) > most * caution:
            return False
    return True


def _is_offer_fair(judged: Sequence[Judged], limit: float, caution: float) -> bool:
    for kind, most in MOST_OFFERED.items():
        those = [one for one in judged if one.case.kind is kind]
        if _share(those, lambda one: one.confidence >= limit) > most * caution:
            return False
    return True


def _answers(one: Judged, limit: float) -> bool:
    return one.confidence >= answered_from(limit, one.blocked_by)


def _is_wrong(one: Judged) -> bool:
    # A neighbouring entry that the editors linked as related does answer, if less exactly.
    return not one.is_right and not one.is_related


def _lowest(holds: Callable[[float], bool], grid: Sequence[float]) -> float:
    # From the top: a limit is good only if every higher one is too, so that no lucky dip is chosen.
    chosen = grid[-1]
    for limit in reversed(grid):
        if not holds(limit):
            break
        chosen = limit
    return chosen


def _share(those: Sequence[Judged], counts: Callable[[Judged], bool]) -> float:
    return sum(map(counts, those)) / len(those) if those else 0.0

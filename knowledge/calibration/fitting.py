"""From considered candidates to weights and limits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from knowledge.calibration.cases import Case, CaseSet, Kind, Knowledge
from knowledge.calibration.limits import Judged
from knowledge.matching.encoder import Encoder
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.matcher import Considered, Matcher, confidence_features, sigmoid
from knowledge.matching.spelling import plain_words
from knowledge.matching.thresholds import LinearModel, Thresholds

Matrix = NDArray[np.float64]

RANKING_FEATURES = (
    "dense", "lexical", "lexical_entry", "answer_above", "covered", "covered_back", "unexplained", "unexplained_back",
    "covered_by_entry", "unexplained_by_entry",
    "food_matched", "food_missing", "food_extra", "substance_matched", "substance_missing", "substance_extra",
    "effect_matched", "effect_missing", "effect_extra", "practice_matched", "practice_missing", "practice_extra",
    "idle_aspect_missing", "aspect_matched", "aspect_missing", "aspect_extra", "group_missing", "group_extra",
)  # fmt: skip
CONFIDENCE_FEATURES = (
    *RANKING_FEATURES,
    "dense_high", "subject_absent", "length_agreement", "is_food_chat", "is_off_topic", "is_very_short", "is_long",
    "lead", "behind", "guarded",
)  # fmt: skip
_CANDIDATES_LEARNT = 3
_RIVALS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """One case with every entry that was considered for it."""

    case: Case
    knowledge: Knowledge
    considered: tuple[Considered, ...]
    ids: tuple[str, ...]

    @property
    def right(self) -> int | None:
        """The place of the right entry among those considered."""
        return self.ids.index(self.case.topic_id) if self.case.topic_id in self.ids else None


def ask_all(sets: Sequence[CaseSet], encoders: Sequence[Encoder], thresholds: Thresholds) -> list[Asked]:
    """Ask every case of its knowledge base, with the encoder that has not seen the case's topic."""
    asked: list[Asked] = []
    for one in sets:
        encoder = encoders[one.fold]
        matcher = Matcher(IndexSnapshot.build(one.entries, encoder, 0), encoder, thresholds)
        for case in one.cases:
            considered = matcher.consider(plain_words(case.text))
            ids = tuple(one.entries[found.entry].entry_id for found in considered)
            asked.append(Asked(case, one.knowledge, tuple(considered), ids))
    return asked


def fit_ranking(asked: Sequence[Asked]) -> LinearModel:
    """Fit weights under which the right entry stands above its strongest rivals."""
    differences: list[Matrix] = []
    weights: list[float] = []
    for one in asked:
        if one.right is None:
            continue
        right = _vector(one.considered[one.right].features, RANKING_FEATURES)
        rivals = [
            found
            for place, found in enumerate(one.considered)
            if place != one.right and one.ids[place] not in one.case.related
        ][:_RIVALS]
        for rival in rivals:
            differences.append(right - _vector(rival.features, RANKING_FEATURES))
            weights.append(1 / len(rivals))
    rows = np.array(differences)
    # A pair told the other way round teaches the same; both keep the model without an intercept honest.
    both = np.vstack([rows, -rows])
    labels = np.concatenate([np.ones(len(rows)), np.zeros(len(rows))])
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=2000)
    model.fit(both, labels, sample_weight=np.array(weights * 2))
    return LinearModel(0.0, {n: round(float(w), 4) for n, w in zip(RANKING_FEATURES, model.coef_[0], strict=True)})


def reranked(one: Asked, ranking: LinearModel) -> Asked:
    """Return the case with its candidates ordered by ``ranking``."""
    scored = [
        (replace(found, rank_score=ranking.score(found.features)), entry_id)
        for found, entry_id in zip(one.considered, one.ids, strict=True)
    ]
    scored.sort(key=lambda pair: (not pair[0].is_exact, -pair[0].rank_score))
    return replace(one, considered=tuple(f for f, _ in scored), ids=tuple(i for _, i in scored))


def fit_confidence(asked: Sequence[Asked], weights: dict[tuple[Kind, Knowledge], float]) -> LinearModel:
    """Fit the probability that a candidate is the right entry, on the first three of every (reranked) case."""
    rows, labels, sample_weights = [], [], []
    for one in asked:
        for place, features in enumerate(_top(one)):
            rows.append(_vector(features, CONFIDENCE_FEATURES))
            labels.append(float(one.ids[place] == one.case.topic_id))
            sample_weights.append(weights[one.case.kind, one.knowledge])
    matrix = np.array(rows)
    centre, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-6
    model = LogisticRegression(C=0.3, max_iter=3000)
    model.fit((matrix - centre) / spread, np.array(labels), sample_weight=np.array(sample_weights))
    coefficients = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - (coefficients * centre).sum())
    return LinearModel(
        round(intercept, 4),
        {n: round(float(w), 4) for n, w in zip(CONFIDENCE_FEATURES, coefficients, strict=True)},
    )


def case_weights(asked: Sequence[Asked], shares: dict[Kind, float]) -> dict[tuple[Kind, Knowledge], float]:
    """Return a weight per case so that each kind counts its share however many cases it has."""
    counts: dict[tuple[Kind, Knowledge], int] = {}
    for one in asked:
        counts[one.case.kind, one.knowledge] = counts.get((one.case.kind, one.knowledge), 0) + 1
    total = len(asked)
    return {
        key: shares[key[0]] / len(Knowledge) * total / count / sum(shares.values()) for key, count in counts.items()
    }


def judge(one: Asked, confidence: LinearModel) -> Judged:
    """Return what the fitted numbers make of a (reranked) case."""
    scored = [
        (
            0.995 if found.is_exact else sigmoid(confidence.score(features)),
            place,
            found.blocked_by is not None and not found.is_exact,
        )
        for place, (found, features) in enumerate(zip(one.considered, _top(one), strict=False))
    ]
    if not scored:
        return Judged(one.case, one.knowledge, 0.0, False, False, False, False)
    probability, place, is_blocked = max(scored, key=lambda item: (item[0], -item[1]))
    return Judged(
        case=one.case,
        knowledge=one.knowledge,
        confidence=probability,
        is_right=one.ids[place] == one.case.topic_id,
        is_related=one.ids[place] in one.case.related,
        is_blocked=is_blocked,
        right_is_offered=one.case.topic_id in one.ids[:_CANDIDATES_LEARNT],
    )


def _top(one: Asked) -> Iterator[dict[str, float]]:
    first = one.considered[0].rank_score if one.considered else 0.0
    for place, found in enumerate(one.considered[:_CANDIDATES_LEARNT]):
        following = one.considered[place + 1].rank_score if place + 1 < len(one.considered) else None
        yield confidence_features(found, place=place, first=first, following=following)


def _vector(features: dict[str, float], names: Sequence[str]) -> Matrix:
    return np.array([features.get(name, 0.0) for name in names], np.float64)

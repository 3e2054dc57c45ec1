"""From considered candidates to weights and limits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from knowledge.calibration.cases import Case, CaseSet, Kind
from knowledge.calibration.limits import Judged
from knowledge.matching.encoder import Encoder
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.matcher import Considered, Matcher, sigmoid
from knowledge.matching.spelling import plain_words
from knowledge.matching.standing import COMPARED_FEATURES, standing_features
from knowledge.matching.thresholds import LinearModel, Scoring, Thresholds
from knowledge.matching.trees import BoostedTrees
from knowledge.matching.types import Richness

Matrix = NDArray[np.float64]

RANKING_FEATURES = (
    "dense", "lexical", "lexical_entry", "answer_above", "covered", "covered_back", "unexplained", "unexplained_back",
    "covered_by_entry", "unexplained_by_entry", "unsaid_back",
    "food_matched", "food_missing", "food_extra", "substance_matched", "substance_missing", "substance_extra",
    "effect_matched", "effect_missing", "effect_extra", "practice_matched", "practice_missing", "practice_extra",
    "idle_aspect_missing", "aspect_matched", "aspect_missing", "aspect_extra", "group_missing", "group_extra",
)  # fmt: skip
CONFIDENCE_FEATURES = (
    *RANKING_FEATURES,
    "dense_high", "subject_absent", "unsaid", "length", "length_agreement", "is_food_chat", "is_off_topic",
    "is_very_short", "is_long", "lead", "behind", "guarded",
    *(f"beside_{name}" for name in COMPARED_FEATURES),
)  # fmt: skip
# Which way a feature may move the confidence; the others may do as the cases teach.
_DIRECTION = {
    **dict.fromkeys(
        ("dense", "dense_high", "lexical", "lexical_entry", "covered", "covered_back", "covered_by_entry",
         "food_matched", "substance_matched", "effect_matched", "practice_matched", "aspect_matched", "lead"), 1),
    **dict.fromkeys(
        ("unexplained", "unexplained_back", "unexplained_by_entry", "food_missing", "food_extra", "substance_missing",
         "effect_missing", "practice_missing", "idle_aspect_missing", "aspect_missing", "group_missing", "behind",
         "guarded", "unsaid", "unsaid_back", "is_food_chat", "is_off_topic"), -1),
}  # fmt: skip
_NEIGHBOUR = {Richness.FULL: 0.25, Richness.ANSWERS: 1.0, Richness.TITLES: 1.0}
"""How much it counts that an entry linked to the right one is not the right one: of our own, where editors link what
answers too, if less exactly, a part; of a file of others nobody has said so.

Chosen on 2026-11-26 on the development part of the own questions: with 1 the confidence was too modest there
(calibration error 0.048), with 0 it let through too many neighbours (2.3 % wrong); this gave 0.030 and 1.4 %.
"""
_CANDIDATES_LEARNT = 6
_CANDIDATES_OFFERED = 3
_RIVALS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """One case with every entry that was considered for it."""

    case: Case
    knowledge: Richness
    considered: tuple[Considered, ...]
    ids: tuple[str, ...]

    @property
    def right(self) -> int | None:
        """The place of the right entry among those considered."""
        return self.ids.index(self.case.topic_id) if self.case.topic_id in self.ids else None


def ask_all(sets: Sequence[CaseSet], served: Encoder, unseen: Sequence[Encoder], thresholds: Thresholds) -> list[Asked]:
    """Ask every case of its knowledge base, with the encoder in service or one that has not seen the case's topic."""
    asked: list[Asked] = []
    for one in sets:
        encoder = served if one.is_served else unseen[one.fold]
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


def fit_confidence(asked: Sequence[Asked], weights: Mapping[Kind, float]) -> BoostedTrees:
    """Fit the log-odds that a candidate is the right entry, on the first ones of every (reranked) case.

    Boosted trees that may only rise or fall with a feature where it is plain which: more agreement never lowers the
    confidence, something missing never raises it.
    """
    rows, labels, sample_weights = [], [], []
    for one in asked:
        for place, features in enumerate(_top(one)):
            if _is_unknown(one.case, one.ids[place]):
                continue
            rows.append(_vector(features, CONFIDENCE_FEATURES))
            labels.append(float(one.ids[place] == one.case.topic_id))
            is_neighbour = one.ids[place] in one.case.related
            sample_weights.append(weights[one.case.kind] * (_NEIGHBOUR[one.knowledge] if is_neighbour else 1.0))
    model = HistGradientBoostingClassifier(
        max_iter=160,
        learning_rate=0.08,
        max_leaf_nodes=12,
        max_depth=6,
        min_samples_leaf=40,
        l2_regularization=5.0,
        early_stopping=False,
        monotonic_cst=[_DIRECTION.get(name, 0) for name in CONFIDENCE_FEATURES],
        random_state=0,
    )
    model.fit(np.array(rows), np.array(labels), sample_weight=np.array(sample_weights))
    return exported(model, CONFIDENCE_FEATURES)


def exported(model: HistGradientBoostingClassifier, names: Sequence[str]) -> BoostedTrees:
    """Return a fitted classifier's trees as plain arrays."""
    # scikit-learn keeps the nodes in attributes without a public door; the calibration's test compares the outcome.
    trees = [iteration[0].nodes for iteration in model._predictors]
    most = max(map(len, trees))
    shape = (len(trees), most)
    feature, left, right = (np.zeros(shape, np.int64) for _ in range(3))
    threshold, value = np.zeros(shape), np.zeros(shape)
    for number, nodes in enumerate(trees):
        own = np.arange(len(nodes))
        is_leaf = nodes["is_leaf"].astype(bool)
        feature[number, own] = np.where(is_leaf, 0, nodes["feature_idx"])
        threshold[number, own] = np.where(is_leaf, 0.0, nodes["num_threshold"])
        left[number, own] = np.where(is_leaf, own, nodes["left"])
        right[number, own] = np.where(is_leaf, own, nodes["right"])
        value[number, own] = np.where(is_leaf, nodes["value"], 0.0)
    depth = int(max(nodes["depth"].max() for nodes in trees))
    baseline = float(np.ravel(model._baseline_prediction)[0])
    return BoostedTrees(tuple(names), baseline, depth, feature, threshold, left, right, value)


def case_weights(asked: Sequence[Asked], shares: Mapping[Kind, float]) -> dict[Kind, float]:
    """Return a weight per case so that each kind counts its share however many cases it has."""
    counts: dict[Kind, int] = {}
    for one in asked:
        counts[one.case.kind] = counts.get(one.case.kind, 0) + 1
    total = sum(shares[kind] for kind in counts)
    return {kind: shares[kind] / total * len(asked) / count for kind, count in counts.items()}


def judge_all(asked: Sequence[Asked], confidence: Scoring) -> list[Judged]:
    """Return what the fitted numbers make of (reranked) cases."""
    standing = [list(_top(one)) for one in asked]
    scores = iter(confidence.scores([features for rows in standing for features in rows]))
    return [_judge(one, [sigmoid(next(scores)) for _ in rows]) for one, rows in zip(asked, standing, strict=True)]


def _judge(one: Asked, probabilities: Sequence[float]) -> Judged:
    if not probabilities:
        return Judged(one.case, one.knowledge, 0.0, False, False, None, False)
    scored = [
        (0.995 if found.is_exact else probability, place, None if found.is_exact else found.blocked_by)
        for place, (found, probability) in enumerate(zip(one.considered, probabilities, strict=False))
    ]
    probability, place, blocked_by = max(scored, key=lambda item: (item[0], -item[1]))
    return Judged(
        case=one.case,
        knowledge=one.knowledge,
        confidence=probability,
        is_right=one.ids[place] == one.case.topic_id,
        is_related=one.ids[place] in one.case.related or _is_unknown(one.case, one.ids[place]),
        blocked_by=blocked_by,
        right_is_offered=one.case.topic_id in one.ids[:_CANDIDATES_OFFERED],
    )


def _is_unknown(case: Case, entry_id: str) -> bool:
    """A look-alike is known not to be about its topic; another entry may well answer it."""
    return case.kind is Kind.NEAR_MISS and entry_id != case.group


def _top(one: Asked) -> Iterator[dict[str, float]]:
    yield from standing_features(one.considered)[:_CANDIDATES_LEARNT]


def _vector(features: dict[str, float], names: Sequence[str]) -> Matrix:
    return np.array([features.get(name, 0.0) for name in names], np.float64)

"""The confidence's trees: the same numbers as the library that grew them, before and after they are written down."""

import json

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from knowledge.calibration.fitting import exported
from knowledge.matching.trees import BoostedTrees

NAMES = ("agreement", "missing")


@pytest.fixture(scope="module")
def grown() -> tuple[HistGradientBoostingClassifier, BoostedTrees, np.ndarray]:
    chance = np.random.default_rng(5)
    matrix = chance.random((600, 2))
    labels = (matrix[:, 0] - matrix[:, 1] + 0.2 * chance.standard_normal(600) > 0).astype(float)
    model = HistGradientBoostingClassifier(
        max_iter=20, max_leaf_nodes=6, early_stopping=False, monotonic_cst=[1, -1], random_state=0
    ).fit(matrix, labels)
    return model, exported(model, NAMES), matrix


def rows_of(matrix: np.ndarray) -> list[dict[str, float]]:
    return [dict(zip(NAMES, map(float, row), strict=True)) for row in matrix]


def test_exported_trees_score_like_the_model_they_came_from(
    grown: tuple[HistGradientBoostingClassifier, BoostedTrees, np.ndarray],
) -> None:
    model, trees, matrix = grown
    assert trees.scores(rows_of(matrix)) == pytest.approx(model.decision_function(matrix).tolist(), abs=1e-6)


def test_saved_trees_score_the_same_when_they_are_read_again(
    grown: tuple[HistGradientBoostingClassifier, BoostedTrees, np.ndarray],
) -> None:
    _, trees, matrix = grown
    again = BoostedTrees.from_json(json.loads(json.dumps(trees.to_json())))
    assert again.scores(rows_of(matrix)) == pytest.approx(trees.scores(rows_of(matrix)), abs=1e-4)
    assert again.names == NAMES


def test_more_agreement_never_lowers_the_score_and_more_missing_never_raises_it(
    grown: tuple[HistGradientBoostingClassifier, BoostedTrees, np.ndarray],
) -> None:
    _, trees, _ = grown
    steps = np.linspace(0, 1, 21)
    by_agreement = trees.scores([{"agreement": float(step), "missing": 0.5} for step in steps])
    by_missing = trees.scores([{"agreement": 0.5, "missing": float(step)} for step in steps])
    assert by_agreement == sorted(by_agreement)
    assert by_missing == sorted(by_missing, reverse=True)


def test_a_feature_that_is_not_given_counts_as_zero_and_no_rows_give_no_scores(
    grown: tuple[HistGradientBoostingClassifier, BoostedTrees, np.ndarray],
) -> None:
    _, trees, _ = grown
    assert trees.scores([{"agreement": 0.3}]) == trees.scores([{"agreement": 0.3, "missing": 0.0, "other": 9.0}])
    assert trees.scores([]) == []

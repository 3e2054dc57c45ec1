"""Whether a system knows when it is right: separation (AUROC) and calibration (ECE)."""

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from knowledge.evaluation.measures import Replies

BINS = 10
Judged = Sequence[tuple[float, bool]]


def judged(replies: Replies) -> list[tuple[float, bool]]:
    """Return for every question and negative the confidence, and whether the best entry is the right one."""
    asked = [(reply.confidence, reply.ranking[:1] == (question.topic_id,)) for question, reply in replies.questions]
    asked.extend((reply.confidence, False) for negatives in replies.negatives.values() for _, reply in negatives)
    return asked


def auroc(cases: Judged) -> float | None:
    """Return the chance that a right case has more confidence than another one; ``None`` without both kinds."""
    labels = [right for _, right in cases]
    if all(labels) or not any(labels):
        return None
    return round(float(roc_auc_score(labels, [confidence for confidence, _ in cases])), 4)


def calibration_error(cases: Judged) -> float:
    """Return the expected calibration error: how far confidence and share of right ones lie apart, over ten bins."""
    if not cases:
        return 0.0
    confidence = np.array([value for value, _ in cases], np.float64)
    right = np.array([label for _, label in cases], np.float64)
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    apart = sum(abs(float((confidence - right)[bins == number].sum())) for number in range(BINS))
    return round(apart / len(cases), 4)

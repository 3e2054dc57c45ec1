"""How well an encoder alone finds the topic of a question: plain cosine against the titles, nothing else."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

_ACCEPTED_IN_SCOPE = 0.95
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares between 0 and 1; ``false_accepts`` where 95% of the questions in scope are accepted."""

    recall_at_1: float
    mean_reciprocal_rank: float
    false_accepts: dict[str, float]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def measure(model_dir: Path, directory: Path) -> Figures:
    """Figures on ``kb.jsonl``, ``questions.jsonl`` and each ``negatives_*.jsonl`` of ``directory``."""
    # Vectors are compared in full precision, as matching does.
    model = SentenceTransformer(str(model_dir), device="cpu").float()

    def encode(texts: list[str]) -> NDArray[np.float32]:
        return np.asarray(model.encode(texts, show_progress_bar=False), dtype=np.float32)

    topics = _rows(directory / "kb.jsonl")
    position = {topic["topic_id"]: row for row, topic in enumerate(topics)}
    titles = encode([topic["title"] for topic in topics])
    questions = _rows(directory / "questions.jsonl")
    scores = encode([question["q"] for question in questions]) @ titles.T
    right = scores[np.arange(len(questions)), [position[question["topic_id"]] for question in questions]]
    ranks = (scores > right[:, None]).sum(axis=1) + 1
    threshold = np.quantile(scores.max(axis=1), 1 - _ACCEPTED_IN_SCOPE)
    accepted = {
        path.stem.removeprefix("negatives_"): encode([row["q"] for row in _rows(path)]) @ titles.T
        for path in sorted(directory.glob("negatives_*.jsonl"))
    }
    return Figures(
        recall_at_1=float((ranks == 1).mean()),
        mean_reciprocal_rank=float(np.where(ranks <= _DEPTH, 1 / ranks, 0).mean()),
        false_accepts={
            name: float((best.max(axis=1) >= threshold).mean()) for name, best in accepted.items()
        },
    )

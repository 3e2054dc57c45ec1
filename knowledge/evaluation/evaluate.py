"""One evaluation: a throw-away index from a knowledge file alone, the production matcher, and BM25 beside it."""

import time
from typing import Any

from knowledge.evaluation.files import LabelledFiles
from knowledge.evaluation.measures import measure
from knowledge.evaluation.systems import Bm25System, MatcherSystem, Reply, percentile
from knowledge.matching.encoder import Encoder
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.matcher import Matcher
from knowledge.matching.thresholds import Thresholds

# No real revision belongs to a throw-away index; zero is never given to a published one.
_REVISION = 0


def evaluate_files(files: LabelledFiles, encoder: Encoder, thresholds: Thresholds) -> dict[str, Any]:
    """Return the figures of matcher and baseline, the time per question, and what was measured."""
    snapshot = IndexSnapshot.build(files.entries, encoder, _REVISION)
    system = MatcherSystem(Matcher(snapshot, encoder, thresholds))
    for question in files.questions[:3]:
        system.ask(question.text)  # the first calls load tables; they are not what a resident waits for
    milliseconds: list[float] = []

    def timed(text: str) -> Reply:
        started = time.perf_counter()
        reply = system.ask(text)
        milliseconds.append((time.perf_counter() - started) * 1000)
        return reply

    figures = measure(timed, files)
    return {
        "matcher": figures,
        "baselines": {"bm25": measure(Bm25System(files.entries, thresholds.baseline).ask, files)},
        "latency_ms": {
            "median": round(percentile(milliseconds, 0.5), 3),
            "p95": round(percentile(milliseconds, 0.95), 3),
        },
        "encoder": {"name": encoder.name, "digest": encoder.digest, "dimension": encoder.dimension},
        "revision": snapshot.revision,
    }

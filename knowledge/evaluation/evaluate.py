"""One evaluation: a throw-away index from a knowledge file alone, the production matcher, and BM25 beside it."""

from typing import Any

from knowledge.evaluation.files import LabelledFiles
from knowledge.evaluation.measures import measure
from knowledge.evaluation.systems import Bm25System, MatcherSystem, percentile
from knowledge.evaluation.timing import TimedSystem
from knowledge.matching.encoder import Encoder
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.matcher import Matcher
from knowledge.matching.thresholds import Thresholds

# No real revision belongs to a throw-away index; zero is never given to a published one.
_REVISION = 0


def evaluate_files(files: LabelledFiles, encoder: Encoder, thresholds: Thresholds) -> dict[str, Any]:
    """Return the figures of matcher and baseline, the time per question, and what was measured."""
    snapshot = IndexSnapshot.build(files.entries, encoder, _REVISION)
    system = TimedSystem(MatcherSystem(Matcher(snapshot, encoder, thresholds)))
    for question in files.questions[:3]:
        system.ask(question.text)  # the first calls load tables; they are not what a resident waits for
    system.milliseconds.clear()
    figures = measure(system.ask, files)
    return {
        "matcher": figures,
        "baselines": {"bm25": measure(Bm25System(files.entries, thresholds.baseline).ask, files)},
        "latency_ms": {
            "median": round(percentile(system.milliseconds, 0.5), 3),
            "p95": round(percentile(system.milliseconds, 0.95), 3),
        },
        "encoder": {"name": encoder.name, "digest": encoder.digest, "dimension": encoder.dimension},
        "revision": snapshot.revision,
    }

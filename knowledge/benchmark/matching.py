"""The whole way: encoding a question, matching it against made-up entries, publishing one more entry."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from knowledge.benchmark.phrasings import make_entries, make_entry, make_messages, make_questions
from knowledge.benchmark.searching import Tell
from knowledge.benchmark.timing import Latency, resident_mb, time_each, timed
from knowledge.matching.encoder import Encoder
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.matcher import Matcher
from knowledge.matching.reading import read_message
from knowledge.matching.thresholds import load_thresholds

QUESTIONS = 200
MESSAGES = 50
MESSAGE_CHARACTERS = 500
PUBLICATIONS = 5


@dataclass(frozen=True, slots=True)
class MatchingFigures:
    """Matching and publishing at one size. ``rows`` counts the answers' sentences too."""

    phrasings: int
    entries: int
    rows: int
    memory_mb: float
    build_s: float
    publish: Latency
    publish_matcher: Latency
    save: Latency
    match: Latency
    message: Latency
    per_second: float


def measure_encoding(encoder: Encoder) -> Latency:
    """Time the encoding of one short question."""
    return time_each(lambda question: encoder.encode_queries([question]), make_questions(QUESTIONS))


def measure_matching(phrasings: int, encoder: Encoder, tell: Tell) -> MatchingFigures:
    """Build an index of made-up entries, match short questions with it, publish entries one by one."""
    tell(f"{phrasings:,} phrasings: building the index")
    entries = make_entries(phrasings)
    before = resident_mb()
    snapshot, build_s = timed(lambda: IndexSnapshot.build(entries, encoder, 0))
    thresholds = load_thresholds(encoder_digest=encoder.digest)
    matcher = Matcher(snapshot, encoder, thresholds)
    memory_mb = resident_mb() - before
    tell(f"{phrasings:,} phrasings: matching")
    match = time_each(matcher.match, make_questions(QUESTIONS))
    message = time_each(lambda text: read_message(text, matcher), make_messages(MESSAGES, MESSAGE_CHARACTERS))
    tell(f"{phrasings:,} phrasings: publishing one entry")
    # In the middle: everything after it moves.
    middle = len(entries) // 2
    versions = [[*entries[:middle], make_entry(number), *entries[middle:]] for number in range(PUBLICATIONS)]
    publish = time_each(lambda version: snapshot.followed_by(version, encoder, 1), versions, warm=1)
    publish_matcher = time_each(lambda one: Matcher(one, encoder, thresholds), [snapshot] * PUBLICATIONS, warm=1)
    with tempfile.TemporaryDirectory() as directory:
        save = time_each(snapshot.save, [Path(directory) / str(n) for n in range(PUBLICATIONS)], warm=1)
    return MatchingFigures(
        phrasings=phrasings,
        entries=len(entries),
        rows=len(snapshot.rows),
        memory_mb=memory_mb,
        build_s=build_s,
        publish=publish,
        publish_matcher=publish_matcher,
        save=save,
        match=match,
        message=message,
        per_second=1000 / match.median_ms,
    )

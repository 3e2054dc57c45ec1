"""Every system on every data set: one row each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from knowledge.calibration.cases import SeedEntry
from knowledge.evaluation.baselines import LimitedSystem, Ranker, answer_limit, directory_megabytes
from knowledge.evaluation.confidence import auroc, calibration_error, judged
from knowledge.evaluation.counting import Counted
from knowledge.evaluation.data_sets import DataSet, calibration_entries
from knowledge.evaluation.measures import Replies, ask_all, contradiction_count, negative_counts, question_counts
from knowledge.evaluation.processes import BaselineAway
from knowledge.evaluation.systems import MatcherSystem, Reply, percentile
from knowledge.evaluation.timing import TimedSystem
from knowledge.matching.encoder import Encoder
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.matcher import Matcher
from knowledge.matching.thresholds import Thresholds
from knowledge.matching.types import IndexedEntry

MATCHER = "this matcher"
CONTRADICTIONS = "contradictions"
# No real revision belongs to a throw-away index; zero is never given to a published one.
_REVISION = 0

MakeRanker = Callable[[Sequence[IndexedEntry], Sequence[str]], Ranker]
Tell = Callable[[str], None]


class MeasuredSystem(Protocol):
    """A system that counts the time of each question."""

    milliseconds: list[float]

    def ask(self, text: str) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One system on one data set. ``answered_from`` is the limit a baseline was given."""

    system: str
    replies: Replies
    counts: Mapping[str, Counted]
    auroc: float | None
    calibration_error: float | None
    median_ms: float
    p95_ms: float
    megabytes: float
    answered_from: float | None


@dataclass(frozen=True, slots=True)
class Result:
    """All rows of one data set, and the systems that could not be measured with the reason."""

    data: DataSet
    rows: tuple[Row, ...]
    left_out: Mapping[str, str]

    @property
    def matcher(self) -> Row:
        """The row of this project's matcher."""
        return next(row for row in self.rows if row.system == MATCHER)


@dataclass(frozen=True, slots=True)
class Bench:
    """What a comparison needs besides the data: the seed and its near negatives are for the baselines' limits."""

    encoder: Encoder
    encoder_path: Path
    thresholds: Thresholds
    seed: Sequence[SeedEntry]
    near_negatives: Sequence[str]
    scratch: Path
    tell: Tell


def compare(sets: Sequence[DataSet], makers: Mapping[str, MakeRanker], bench: Bench) -> list[Result]:
    """Measure the matcher and every baseline on every data set; sets with equal entries share their indexes."""
    results: list[Result] = []
    for entries in dict.fromkeys(one.files.entries for one in sets):
        mine = [one for one in sets if one.files.entries == entries]
        results.extend(_compare_on(entries, mine, makers, bench))
    return results


def _compare_on(
    entries: tuple[IndexedEntry, ...], sets: Sequence[DataSet], makers: Mapping[str, MakeRanker], bench: Bench
) -> Iterator[Result]:
    rows: dict[str, list[Row]] = {one.name: [] for one in sets}
    left_out: dict[str, str] = {}
    bench.tell(MATCHER)
    snapshot = IndexSnapshot.build(entries, bench.encoder, _REVISION)
    matcher = MatcherSystem(Matcher(snapshot, bench.encoder, bench.thresholds))
    megabytes = directory_megabytes(bench.encoder_path) + _saved_megabytes(snapshot, bench.scratch)
    for one in sets:
        rows[one.name].append(_row(MATCHER, TimedSystem(matcher), one, megabytes=megabytes, gives_probability=True))
    for name, make in makers.items():
        bench.tell(name)
        try:
            ranker, limit = _ranker_and_limit(entries, sets, make, bench)
        except BaselineAway as reason:
            left_out[name] = str(reason)
            continue
        for one in sets:
            system = LimitedSystem(ranker, limit)
            rows[one.name].append(
                _row(
                    name, system, one, megabytes=ranker.megabytes, gives_probability=ranker.gives_probability,
                    answered_from=limit,
                )
            )  # fmt: skip
    for one in sets:
        yield Result(one, tuple(rows[one.name]), left_out)


def _ranker_and_limit(
    entries: tuple[IndexedEntry, ...], sets: Sequence[DataSet], make: MakeRanker, bench: Bench
) -> tuple[Ranker, float]:
    near = list(dict.fromkeys(bench.near_negatives))
    asked = [text for one in sets for text in one.texts]
    ruled = calibration_entries(entries, bench.seed)
    if ruled == entries:
        ranker = make(entries, [*dict.fromkeys([*near, *asked])])
        return ranker, answer_limit(ranker, near)
    return make(entries, [*dict.fromkeys(asked)]), answer_limit(make(ruled, near), near)


def _row(
    name: str,
    system: MeasuredSystem,
    data: DataSet,
    *,
    megabytes: float,
    gives_probability: bool,
    answered_from: float | None = None,
) -> Row:
    for question in data.files.questions[:3]:
        system.ask(question.text)  # the first calls load tables; they are not what a resident waits for
    system.milliseconds.clear()
    replies = ask_all(system.ask, data.files)
    cases = judged(replies)
    return Row(
        system=name,
        replies=replies,
        counts=counts_of(replies),
        auroc=auroc(cases),
        calibration_error=calibration_error(cases) if gives_probability else None,
        median_ms=percentile(system.milliseconds, 0.5),
        p95_ms=percentile(system.milliseconds, 0.95),
        megabytes=megabytes,
        answered_from=answered_from,
    )


def counts_of(replies: Replies) -> dict[str, Counted]:
    """Return the shares a system is judged by; those of negatives are under their file stem."""
    counts = question_counts(replies.questions)
    for stem, asked in replies.negatives.items():
        counts[stem] = negative_counts([reply for _, reply in asked])["answered"]
    if replies.contradictions:
        counts[CONTRADICTIONS] = contradiction_count(replies.contradictions)
    return counts


def _saved_megabytes(snapshot: IndexSnapshot, scratch: Path) -> float:
    directory = scratch / "index"
    snapshot.save(directory)
    return directory_megabytes(directory)

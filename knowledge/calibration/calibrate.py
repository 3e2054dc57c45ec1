"""The whole calibration: ask, fit, choose limits on held-out topics, write ``thresholds.toml``."""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.calibration.cases import (
    CaseSet,
    Kind,
    build_case_sets,
    read_own_labelled_files,
    read_seed,
)
from knowledge.calibration.draws import draw_case_sets, draw_practice_sets
from knowledge.calibration.fitting import (
    Asked,
    ask_all,
    case_weights,
    fit_confidence,
    fit_ranking,
    judge_all,
    reranked,
)
from knowledge.calibration.limits import CAUTION, Judged, choose_limits, comparable_limits, figures_at
from knowledge.evaluation.systems import Bm25System
from knowledge.matching.encoder import Encoder
from knowledge.matching.thresholds import CONFIDENCE_FILE, Limits, LinearModel, Thresholds
from knowledge.matching.trees import BoostedTrees
from knowledge.matching.types import Richness
from knowledge.training.topics import PracticeTopic

_PARTS = 4
_NEVER = Limits(answer=float("inf"), clarify=float("inf"))
_NOWHERE = dict.fromkeys(Richness, _NEVER)
# What asking begins with: it only decides which entries are looked at, and must not depend on an earlier calibration.
UNFITTED = Thresholds(
    ranking=dict.fromkeys(Richness, LinearModel(0.0, {"dense": 1.0, "lexical_entry": 1.0, "covered_by_entry": 1.0})),
    confidence=dict.fromkeys(Richness, LinearModel(0.0, {})),
    limits=_NOWHERE,
    cautious=_NOWHERE,
    baseline=_NEVER,
    encoder_digest="",
    calibrated_on=date.min,
)
# How much each kind of case counts in the fit, whatever its number: a probability means something only for a mix. Three
# of four messages about food that reach a knowledge base of our size have an answer in it, half of those that reach a
# small file of somebody else.
_OTHERS = {
    Kind.QUESTION: 6.0,
    Kind.WITHHELD: 1.5,
    Kind.NEAR_MISS: 1.0,
    Kind.NEAR: 1.5,
    Kind.HARD: 0.5,
    Kind.FAR: 1.0,
    Kind.UNKNOWN: 0.5,
}
_SHARES = {
    Richness.FULL: {
        Kind.QUESTION: 12.0,
        Kind.WITHHELD: 1.0,
        Kind.NEAR_MISS: 0.8,
        Kind.NEAR: 1.2,
        Kind.HARD: 0.3,
        Kind.FAR: 0.5,
        Kind.UNKNOWN: 0.4,
    },
    Richness.ANSWERS: _OTHERS,
    Richness.TITLES: _OTHERS,
}


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a calibration found, ready to be written."""

    thresholds: Thresholds
    trees: Mapping[Richness, BoostedTrees]
    figures: dict[str, dict[str, float]]
    baseline_figures: dict[str, dict[str, float]]


def calibrate(
    seed_dir: Path,
    data_dir: Path,
    topics: Sequence[PracticeTopic],
    encoder: Encoder,
    fold_encoders: Sequence[Encoder],
    today: date,
) -> Calibration:
    """Calibrate on the seed entries, the labelled files of ``data_dir`` and the practice topics.

    ``fold_encoders`` are encoders that have not seen the topics of their fold; ``encoder`` is the one the numbers
    will be used with, and asked where our own entries are all there.
    """
    seed = read_seed(seed_dir)
    with tempfile.TemporaryDirectory() as scratch:
        labelled = read_own_labelled_files(seed, data_dir, Path(scratch))
    sets = [
        *build_case_sets(seed, labelled),
        *draw_case_sets(seed, labelled),
        *draw_practice_sets(topics, labelled),
    ]
    asked = ask_all(sets, encoder, fold_encoders, UNFITTED)
    judged = held_out(asked)
    limits = choose_limits(judged)
    baseline_judged = [judged for one in sets for judged in _baseline(one)]
    fitted = {richness: _fit([one for one in asked if one.knowledge is richness], richness) for richness in Richness}
    trees = {richness: confidence for richness, (_, confidence) in fitted.items()}
    thresholds = Thresholds(
        ranking={richness: ranking for richness, (ranking, _) in fitted.items()},
        confidence=trees,
        limits=limits,
        cautious=choose_limits(judged, CAUTION),
        baseline=comparable_limits(baseline_judged, judged, limits),
        encoder_digest=encoder.digest,
        calibrated_on=today,
    )
    baseline_limits = dict.fromkeys(Richness, thresholds.baseline)
    return Calibration(thresholds, trees, figures_at(judged, limits), figures_at(baseline_judged, baseline_limits))


def held_out(asked: Sequence[Asked]) -> list[Judged]:
    """Judge every case with numbers fitted on other topics, and on knowledge bases of the same kind."""
    judged: list[Judged] = []
    for richness in Richness:
        mine = [one for one in asked if one.knowledge is richness]
        for part in range(_PARTS):
            ranking, confidence = _fit([one for one in mine if _part_of(one.case.group) != part], richness)
            kept_back = [reranked(one, ranking) for one in mine if _part_of(one.case.group) == part]
            judged.extend(judge_all(kept_back, confidence))
    return judged


def _fit(asked: Sequence[Asked], richness: Richness) -> tuple[LinearModel, BoostedTrees]:
    ranking = fit_ranking(asked)
    ordered = [reranked(one, ranking) for one in asked]
    return ranking, fit_confidence(ordered, case_weights(ordered, _SHARES[richness]))


def _baseline(cases: CaseSet) -> Iterator[Judged]:
    """Judge a set's cases by BM25 over title and answer, in the same terms."""
    system = Bm25System(cases.entries, _NEVER)
    for case in cases.cases:
        reply = system.ask(case.text)
        best = reply.ranking[0] if reply.ranking else ""
        yield Judged(
            case=case,
            knowledge=cases.knowledge,
            confidence=reply.confidence,
            is_right=best != "" and best == case.topic_id,
            is_related=best in case.related,
            blocked_by=None,
            right_is_offered=case.topic_id in reply.ranking[:3],
        )


def _part_of(group: str) -> int:
    return int.from_bytes(hashlib.sha256(f"part {group}".encode()).digest()[:4], "big") % _PARTS


def write_thresholds(calibration: Calibration, file: Path, encoder_name: str) -> None:
    """Write ``calibration`` as TOML with the trees beside it, each aside and then into place."""
    trees = json.dumps(
        {richness: trees.to_json() for richness, trees in calibration.trees.items()}, separators=(",", ":")
    )
    for path, text in (
        (file.with_name(CONFIDENCE_FILE), f"{trees}\n"),
        (file, "\n".join(_toml(calibration, encoder_name, f"{trees}\n")) + "\n"),
    ):
        aside = path.with_suffix(".part")
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)


def _toml(calibration: Calibration, encoder_name: str, trees: str) -> Iterator[str]:
    thresholds = calibration.thresholds
    yield "# Written by `python -m knowledge.calibration`; not by hand. Shares are from topics held out of the fit."
    yield f'encoder = "{encoder_name}"'
    yield f'encoder_digest = "{thresholds.encoder_digest}"'
    yield f"calibrated_on = {thresholds.calibrated_on.isoformat()}"
    yield f'confidence_sha256 = "{hashlib.sha256(trees.encode()).hexdigest()}"'
    for richness in Richness:
        yield from ("", f"[limits.{richness}]", *_limit_lines(thresholds.limits[richness]))
        yield from ("", f"[limits.other_encoder.{richness}]", *_limit_lines(thresholds.cautious[richness]))
    yield from ("", "[baseline]", *_limit_lines(thresholds.baseline))
    for richness in Richness:
        yield from ("", f"[ranking.{richness}]", *_model_lines(f"ranking.{richness}", thresholds.ranking[richness]))
    for name, figures in (("matcher", calibration.figures), ("bm25", calibration.baseline_figures)):
        for knowledge, shares in figures.items():
            yield from ("", f"[figures.{name}.{knowledge}]")
            yield from (f"{key} = {value}" for key, value in shares.items())


def _limit_lines(limits: Limits) -> Iterator[str]:
    yield f"answer = {limits.answer}"
    yield f"clarify = {limits.clarify}"


def _model_lines(name: str, model: LinearModel) -> Iterator[str]:
    yield f"intercept = {model.intercept}"
    yield f"[{name}.weights]"
    yield from (f"{feature} = {weight}" for feature, weight in model.weights.items())

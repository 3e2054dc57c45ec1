"""The shipped encoder, thresholds and entries together, on the project's own questions.

The questions are in no entry and no training pair, but weights and limits were fitted on them: the figures flatter.
Stricter ones, of topics held out of the fit, stand in thresholds.toml. A change that lowers a figure below its floor
fails here.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from knowledge.calibration.cases import DATA, read_own_labelled_files, read_seed
from knowledge.calibration.forwarding import as_forward
from knowledge.evaluation.evaluate import evaluate_files
from knowledge.evaluation.files import LabelledFiles, Question
from knowledge.matching.encoder import SentenceTransformerEncoder, load_encoder
from knowledge.matching.thresholds import Thresholds, load_thresholds
from knowledge.settings import KnowledgeSettings

FLOORS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return load_encoder(KnowledgeSettings().encoder_path)


@pytest.fixture(scope="module")
def thresholds(encoder: SentenceTransformerEncoder) -> Thresholds:
    return load_thresholds(encoder_digest=encoder.digest)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> LabelledFiles:
    seed = read_seed(KnowledgeSettings().seed_dir)
    return read_own_labelled_files(seed, DATA, tmp_path_factory.mktemp("scratch"))


@pytest.fixture(scope="module")
def figures(files: LabelledFiles, encoder: SentenceTransformerEncoder, thresholds: Thresholds) -> dict[str, Any]:
    return evaluate_files(files, encoder, thresholds)


def test_the_thresholds_belong_to_the_shipped_encoder(thresholds: Thresholds) -> None:
    assert not thresholds.calibrated_for_other_encoder


def test_no_question_is_a_phrasing(files: LabelledFiles) -> None:
    known = {text for entry in files.entries for text in (entry.title, *entry.phrasings)}

    assert [question.text for question in files.questions if question.text in known] == []


@pytest.mark.parametrize("name", sorted(FLOORS["questions"]["at_least"]))
def test_questions_are_found_and_answered(figures: dict[str, Any], name: str) -> None:
    assert figures["matcher"]["questions"][name] >= FLOORS["questions"]["at_least"][name]


def test_answers_are_seldom_wrong(figures: dict[str, Any]) -> None:
    at_most = FLOORS["questions"]["at_most"]["wrong_when_answered"]

    assert figures["matcher"]["questions"]["wrong_when_answered"] <= at_most


@pytest.mark.parametrize("stem", sorted(FLOORS["negatives"]))
def test_what_nothing_answers_is_seldom_answered(figures: dict[str, Any], stem: str) -> None:
    assert figures["matcher"]["negatives"][stem]["answered"] <= FLOORS["negatives"][stem]


def test_look_alikes_are_told_apart(figures: dict[str, Any]) -> None:
    assert figures["matcher"]["contradictions"]["accuracy"] >= FLOORS["contradictions"]["accuracy"]


def test_the_matcher_is_above_bm25_on_every_line(figures: dict[str, Any]) -> None:
    ours, plain = figures["matcher"], figures["baselines"]["bm25"]

    for name in ("recall_at_1", "recall_at_3", "mrr_at_10", "answered"):
        assert ours["questions"][name] > plain["questions"][name], name
    assert ours["questions"]["wrong_when_answered"] < plain["questions"]["wrong_when_answered"]
    assert ours["contradictions"]["accuracy"] > plain["contradictions"]["accuracy"]
    for stem, shares in ours["negatives"].items():
        assert shares["answered"] < plain["negatives"][stem]["answered"], stem


def test_long_forwards_are_found(
    files: LabelledFiles, encoder: SentenceTransformerEncoder, thresholds: Thresholds
) -> None:
    forwards = tuple(Question(as_forward(one.text), one.topic_id) for one in files.questions[::4])

    figures = evaluate_files(LabelledFiles(files.entries, forwards, {}, ()), encoder, thresholds)["matcher"]

    assert figures["questions"]["recall_at_1"] >= FLOORS["forwards"]["recall_at_1"]
    assert figures["questions"]["wrong_when_answered"] <= FLOORS["forwards"]["wrong_when_answered"]

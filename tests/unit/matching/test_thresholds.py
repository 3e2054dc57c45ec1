"""The dated file of numbers."""

import shutil
from pathlib import Path

import pytest

from knowledge.matching.thresholds import (
    CONFIDENCE_FILE,
    THRESHOLDS_FILE,
    LinearModel,
    ThresholdsInvalid,
    load_thresholds,
)
from knowledge.matching.types import Richness


def test_the_shipped_file_holds_date_figures_and_ordered_limits() -> None:
    thresholds = load_thresholds()

    assert thresholds.calibrated_on.year >= 2026
    for richness in Richness:
        limits = thresholds.limits[richness]
        assert 0 < limits.clarify <= limits.answer < 1
        assert thresholds.cautious[richness].answer >= limits.answer
    assert set(thresholds.figures) == {"matcher", "bm25"}
    assert not thresholds.calibrated_for_other_encoder


def test_another_encoder_gets_the_cautious_limits_and_is_flagged() -> None:
    known = load_thresholds()

    other = load_thresholds(encoder_digest="0" * 64)

    assert other.calibrated_for_other_encoder
    assert other.limits == known.cautious
    assert not load_thresholds(encoder_digest=known.encoder_digest).calibrated_for_other_encoder


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[limits.full]", "[limits.fool]"),
        ("calibrated_on", "calibrated"),
        ("[ranking.full]", "[ranking.full"),
        ("\nclarify = ", "\nclarify = 9"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, old: str, new: str) -> None:
    file = tmp_path / "thresholds.toml"
    shutil.copy(THRESHOLDS_FILE.with_name(CONFIDENCE_FILE), tmp_path)
    file.write_text(THRESHOLDS_FILE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(ThresholdsInvalid, match=r"thresholds\.toml"):
        load_thresholds(file)


@pytest.mark.parametrize("damage", ["", "{}", '{"full": {"names": []}}', "[1, 2"])
def test_damaged_trees_are_refused_too(tmp_path: Path, damage: str) -> None:
    shutil.copy(THRESHOLDS_FILE, tmp_path)
    (tmp_path / CONFIDENCE_FILE).write_text(damage, encoding="utf-8")

    with pytest.raises(ThresholdsInvalid, match=r"thresholds\.toml"):
        load_thresholds(tmp_path / THRESHOLDS_FILE.name)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ThresholdsInvalid):
        load_thresholds(tmp_path / "none.toml")


def test_a_feature_without_a_weight_does_not_count() -> None:
    assert LinearModel(1.0, {"a": 2.0}).score({"a": 3.0, "b": 100.0}) == 7.0

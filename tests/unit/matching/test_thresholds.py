"""The dated file of numbers."""

from pathlib import Path

import pytest

from knowledge.matching.thresholds import THRESHOLDS_FILE, LinearModel, ThresholdsInvalid, load_thresholds


def test_the_shipped_file_holds_date_figures_and_ordered_limits() -> None:
    thresholds = load_thresholds()

    assert thresholds.calibrated_on.year >= 2026
    assert 0 < thresholds.limits.clarify <= thresholds.limits.answer < 1
    assert thresholds.cautious.answer >= thresholds.limits.answer
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
        ("[limits]", "[limitless]"),
        ("calibrated_on", "calibrated"),
        ("[ranking]", "[ranking"),
        ("\nclarify = ", "\nclarify = 9"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, old: str, new: str) -> None:
    file = tmp_path / "thresholds.toml"
    file.write_text(THRESHOLDS_FILE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(ThresholdsInvalid, match=r"thresholds\.toml"):
        load_thresholds(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ThresholdsInvalid):
        load_thresholds(tmp_path / "none.toml")


def test_a_feature_without_a_weight_does_not_count() -> None:
    assert LinearModel(1.0, {"a": 2.0}).score({"a": 3.0, "b": 100.0}) == 7.0

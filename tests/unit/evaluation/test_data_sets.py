"""Reading the labelled questions."""

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.calibration.cases import SeedEntry
from knowledge.evaluation.data_sets import Part, calibration_entries, read_outside, read_own
from knowledge.evaluation.files import MalformedLine
from knowledge.matching.types import IndexedEntry

SEED = (SeedEntry(IndexedEntry("a", "隔夜菜会致癌", ("剩菜不能吃",), "冷藏得当不会。"), frozenset(), 0),)


def write(file: Path, *lines: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own" / "development"
    write(folder / "questions.jsonl", {"q": "剩菜不能吃！", "topic_id": "a"}, {"q": "隔夜的能吃么", "topic_id": "a"})
    write(folder / "negatives_far.jsonl", {"q": "下雨吗"}, {"q": "刮风吗"}, {"q": "刮风吗"})
    write(folder / "contradictions.jsonl", {"q_true": "隔夜菜致癌", "q_false": "隔夜茶呢", "topic_id": "a"})
    write(tmp_path / "calibration" / "negatives_far.jsonl", {"q": "下雨吗"})
    return tmp_path / "own"


def test_what_was_learnt_and_what_comes_twice_is_not_asked(own: Path) -> None:
    data = read_own(own, Part.DEVELOPMENT, SEED, own.parent / "calibration")

    assert [question.text for question in data.files.questions] == ["隔夜的能吃么"]
    assert data.files.negatives == {"negatives_far": ("刮风吗",)}
    assert data.dropped == 3
    assert data.texts == ("隔夜的能吃么", "刮风吗", "隔夜菜致癌", "隔夜茶呢")
    assert data.may_be_quoted


def test_a_topic_that_is_gone_is_named(own: Path) -> None:
    write(own / "final" / "questions.jsonl", {"q": "没了", "topic_id": "gone"})

    with pytest.raises(MalformedLine, match=r"questions.jsonl:1: topic_id 'gone'"):
        read_own(own, Part.FINAL, SEED, own.parent / "calibration")


def test_outside_questions_may_be_absent_and_are_never_quoted(tmp_path: Path) -> None:
    assert read_outside(tmp_path) is None
    write(tmp_path / "kb.jsonl", {"topic_id": "t", "title": "凉白开有毒"})
    write(tmp_path / "questions.jsonl", {"q": "凉白开能喝吗", "topic_id": "t"})
    write(tmp_path / "negatives_near.jsonl", {"q": "怎么做菜"})

    data = read_outside(tmp_path)

    assert data is not None
    assert not data.may_be_quoted
    assert set(data.files.negatives) == {"negatives_near"}


def test_limits_are_chosen_on_entries_that_tell_as_much() -> None:
    bare = (IndexedEntry("t", "凉白开有毒"),)

    assert calibration_entries(bare, SEED) == (IndexedEntry("a", "隔夜菜会致癌"),)
    assert calibration_entries((SEED[0].entry,), SEED) == (SEED[0].entry,)

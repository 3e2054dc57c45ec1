"""Messages hold the line separators of Unicode, pasted in with text, and a JSON line may hold them as they are."""

import json
from pathlib import Path

import pytest

from knowledge.calibration.same_rumor import read_groups
from knowledge.coverage import read_questions
from knowledge.evaluation.files import read_negatives

SEPARATORS = ("\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c")


def _write(file: Path, *values: dict[str, object]) -> Path:
    file.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8")
    return file


@pytest.mark.parametrize("separator", SEPARATORS)
def test_coverage_reads_a_question_whole(tmp_path: Path, separator: str) -> None:
    text = f"西瓜打针{separator}能吃吗"
    assert read_questions(_write(tmp_path / "q.jsonl", {"q": text}, {"q": "隔夜菜"})) == (text, "隔夜菜")


@pytest.mark.parametrize("separator", SEPARATORS)
def test_evaluation_reads_a_question_whole(tmp_path: Path, separator: str) -> None:
    text = f"西瓜打针{separator}能吃吗"
    assert read_negatives(_write(tmp_path / "negatives_a.jsonl", {"q": text}, {"q": "隔夜菜"})) == (text, "隔夜菜")


@pytest.mark.parametrize("separator", SEPARATORS)
def test_groups_of_wordings_are_read_whole(tmp_path: Path, separator: str) -> None:
    texts = [f"西瓜打针{separator}了", "打针西瓜"]
    (group,) = read_groups([_write(tmp_path / "groups.jsonl", {"group": "a", "topic": "b", "texts": texts})])
    assert group.texts == tuple(texts)

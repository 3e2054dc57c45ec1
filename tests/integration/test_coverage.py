"""Which questions have no good entry, and how a file of questions is read."""

from pathlib import Path

import pytest

from knowledge.coverage import read_questions
from knowledge.errors import InvalidInput
from knowledge.service import Knowledge
from tests.builders import RAINBOW, RAINBOW_REWORDED


def test_questions_are_asked_and_those_without_an_answer_grouped(knowledge: Knowledge) -> None:
    found = knowledge.coverage(
        [
            "隔夜菜真的致癌吗",
            "听说青团加了防腐剂不能吃",
            RAINBOW,
            "今天天气怎么样",
            RAINBOW_REWORDED,
            "吃完以后上吐下泻",
        ]
    )
    assert (found.asked, found.answered, found.emergencies, found.unanswered) == (6, 1, 1, 3)
    assert [gap.questions for gap in found.gaps] == [(RAINBOW, RAINBOW_REWORDED), ("听说青团加了防腐剂不能吃",)]
    assert found.off_topic == ("今天天气怎么样",)
    assert found.revision == knowledge.revision
    assert found.gaps[0].nearest is not None
    assert found.gaps[0].nearest.entry_id in {"geye-cai", "weibolu", "tousu"}


def test_asking_leaves_no_trace(knowledge: Knowledge) -> None:
    knowledge.coverage([RAINBOW])
    assert knowledge.list_reports() == []


def test_plain_lines_and_json_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('\ufeff{"q": " 一 "}\n\n{"text": "二", "id": 3}\n三\n', encoding="utf-8")
    assert read_questions(file) == ("一", "二", "三")


@pytest.mark.parametrize("line", [b'{"q": ', b'{"question": "x"}', b'{"q": 3}', b'{"q": " "}', "中".encode("gbk")])
def test_a_malformed_line_is_named_by_file_and_number(tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes(b'{"q": "ok"}\n' + line + b"\n")
    with pytest.raises(InvalidInput) as caught:
        read_questions(file)
    assert caught.value.field == "q.jsonl:2"


def test_a_file_without_questions_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text("\n\n", encoding="utf-8")
    with pytest.raises(InvalidInput):
        read_questions(tmp_path / "q.jsonl")

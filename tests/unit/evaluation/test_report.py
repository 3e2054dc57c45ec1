"""The report says what it may, and no more."""

from dataclasses import replace
from datetime import date

from knowledge.evaluation.comparison import MATCHER, Result, Row, counts_of
from knowledge.evaluation.data_sets import DataSet
from knowledge.evaluation.files import LabelledFiles, Question
from knowledge.evaluation.measures import ask_all
from knowledge.evaluation.report import MOST_LINES, Circumstances, write_report
from knowledge.evaluation.systems import Reply
from knowledge.evaluation.table import comparison_table
from knowledge.matching.types import IndexedEntry

WHEN = Circumstances(date(2026, 11, 26), "abc1234", "make evaluate", "encoder", date(2026, 11, 25))
FILES = LabelledFiles(
    entries=(IndexedEntry("a", "隔夜菜会致癌"),),
    questions=tuple(Question(f"第{number}个问题", "a", "question") for number in range(60)),
    negatives={"negatives_near": ("糖醋排骨怎么做",)},
    contradictions=(),
)
DIALOGUE = {
    "measured_on": "2026-11-26", "sets": ["development questions"], "asked": 200, "questions": 150,
    "equal_by_set": {"development questions": 0.995}, "equal": 0.995, "direct_mode": 0,
    "different": [{"set": "development questions", "check": "answer a", "chat": "words only", "intent": "greet"}],
    "different_by_kind": [
        {"set": "development questions", "check": "answer", "chat": "words only", "intent": "greet", "n": 1}
    ],
    "intents": {"greet": {"n": 15, "recall": 0.6, "precision": 1.0}},
}  # fmt: skip


def result(*, may_be_quoted: bool) -> Result:
    replies = ask_all(lambda _: Reply(("b",), answered=("b",), confidence=0.9), FILES)
    row = Row(MATCHER, replies, counts_of(replies), 0.5, 0.02, 1.5, 3.0, 40.0, None)
    return Result(DataSet("own", "Own questions", FILES, may_be_quoted), (row,), {"txtai": "it is not there"})


def test_date_commit_command_and_figures_are_there() -> None:
    report = write_report([result(may_be_quoted=True)], WHEN, DIALOGUE)

    for part in (
        "2026-11-26",
        "`abc1234`",
        "    make evaluate",
        "100.0 (100.0–100.0)",
        "Left out: txtai",
        "| question | 60 |",
    ):
        assert part in report, part
    assert "**99.5 %**" in report
    assert "| greet | 15 | 60.0 | 100.0 |" in report
    assert "- BM25: bm25s" in report


def test_texts_that_may_not_be_quoted_are_not() -> None:
    report = write_report([result(may_be_quoted=False)], WHEN, None)

    assert "个问题" not in report
    assert "糖醋排骨" not in report
    assert "| wrong answer, the right entry not ranked | 60 | a |" in report
    assert "dialogue" not in report


def test_examples_are_few_and_of_every_kind() -> None:
    report = write_report([result(may_be_quoted=True)], WHEN, None)

    lines = [line for line in report.splitlines() if " → " in line and line.startswith("- ")]
    assert len(lines) == MOST_LINES
    assert any("糖醋排骨" in line for line in lines)


def test_the_table_has_a_line_per_measure() -> None:
    table = comparison_table(result(may_be_quoted=True))

    assert table.row_count == 5 + 1 + 5


def test_each_target_says_whether_it_was_reached_or_by_how_much_it_was_missed() -> None:
    measured = result(may_be_quoted=False)
    outside = Result(replace(measured.data, name="outside"), measured.rows, {})

    report = write_report([outside], WHEN, None)

    assert "| recall@1 | outside | ≥ 94.0 | 0.0 | **missed by 94.0** |" in report
    assert "| near negatives answered | outside | ≤ 5.0 | 100.0 | **missed by 95.0** |" in report
    assert "| answered directly | outside | ≥ 75.0 | 100.0 | reached |" in report
    assert "| calibration error | outside | ≤ 8.0 | 2.0 | reached |" in report
    assert "| contradictions right |" not in report


def test_targets_are_for_the_sets_that_are_judged_by_them() -> None:
    assert "## Against the targets" not in write_report([result(may_be_quoted=True)], WHEN, None)

"""``check-content``, ``import-table`` and ``coverage`` as staff see them."""

import json
from pathlib import Path

import pytest

from knowledge.entries.exporting import canonical_yaml
from knowledge.service import Knowledge
from tests.builders import (
    COMPLAINT,
    EDITOR,
    MICROWAVE,
    RAINBOW,
    ask,
    make_draft,
    make_record,
    make_source,
    write_seed,
)
from tests.integration.conftest import Xiaochen
from tests.integration.test_entry_tables import row, write_csv

OFFICIAL = [make_source()]


def test_sound_content_ends_with_status_zero_and_its_figures(xiaochen: Xiaochen, tmp_path: Path) -> None:
    write_seed(tmp_path, make_record(), MICROWAVE, COMPLAINT)
    done = xiaochen("check-content", str(tmp_path))
    assert (done.status, done.err) == (0, "")
    assert "来源待补" in done.out
    assert "谣言辟谣 2，办事 1" in done.out
    assert "A 级 66.7%" in done.out
    assert "weibolu" not in xiaochen("check-content", str(tmp_path), "--errors-only").out


def test_an_error_ends_with_status_one_and_is_shown_and_in_the_json(xiaochen: Xiaochen, tmp_path: Path) -> None:
    write_seed(tmp_path, make_record(advice="保证有效，放心吃。", sources=OFFICIAL))
    done = xiaochen("check-content", str(tmp_path))
    assert (done.status, "保证有效" in done.out, "geye-cai" in done.out) == (1, True, True)
    body = json.loads(xiaochen("check-content", str(tmp_path), "--json").out)
    (error,) = [finding for finding in body["findings"] if finding["level"] == "error"]
    assert (error["check"], error["entry_id"], error["field"]) == ("banned_wording", "geye-cai", "advice")
    assert body["figures"]["entries"] == 1


def test_a_file_that_cannot_be_read_ends_with_status_one(xiaochen: Xiaochen, tmp_path: Path) -> None:
    (tmp_path / "坏.yml").write_text("- [", encoding="utf-8")
    done = xiaochen("check-content", str(tmp_path))
    assert (done.status, "坏.yml" in done.out) == (1, True)


def test_without_a_directory_the_content_of_the_settings_is_checked(xiaochen: Xiaochen) -> None:
    assert "条目 3" in xiaochen("check-content").out


def test_a_table_is_checked_imported_and_refused(xiaochen: Xiaochen, knowledge: Knowledge, tmp_path: Path) -> None:
    file = str(write_csv(tmp_path, row()))
    assert "没有导入" in xiaochen("import-table", file, "--author", EDITOR, "--dry-run").out
    done = xiaochen("import-table", file, "--author", EDITOR)
    assert (done.status, "caihong-xigua" in done.out) == (0, True)
    assert not knowledge.entry("caihong-xigua").is_public
    again = xiaochen("import-table", file, "--author", EDITOR)
    assert again.status == 1
    assert again.err.splitlines() == [
        "第 2 行 编号：caihong-xigua 已经有条目在用，请换一个，或到工作台修改那一条。",
        "表格有 1 处要改，没有导入任何内容。",
    ]
    assert xiaochen("import-table", file).status == 1
    assert xiaochen("import-table", file, "--author", "路人").status == 1
    assert xiaochen("import-table").status == 1


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_a_template_is_written_without_a_database(xiaochen: Xiaochen, tmp_path: Path, name: str) -> None:
    assert xiaochen("import-table", "--template", str(tmp_path / name)).status == 0
    assert (tmp_path / name).stat().st_size > 0


def test_coverage_lists_what_to_write_next(xiaochen: Xiaochen, knowledge: Knowledge, tmp_path: Path) -> None:
    assert knowledge.revision == 1
    questions = tmp_path / "q.jsonl"
    questions.write_text(f'{{"q": "隔夜菜真的致癌吗"}}\n{RAINBOW}\n', encoding="utf-8")
    done = xiaochen("coverage", str(questions), "--json", str(tmp_path / "out.json"))
    assert done.status == 0, done.err
    assert f"1 问：{RAINBOW}" in done.out
    body = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (body["asked"], body["answered"]) == (2, 1)
    assert body["gaps"][0]["questions"] == [RAINBOW]


def test_a_malformed_question_is_one_line_with_its_place(
    xiaochen: Xiaochen, knowledge: Knowledge, tmp_path: Path
) -> None:
    assert knowledge.revision == 1
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"q": "好"}\n{"x": 1}\n', encoding="utf-8")
    done = xiaochen("coverage", str(questions))
    assert (done.status, done.err) == (1, 'q.jsonl:2：需要 "q" 或 "text"，内容是文字。\n')


def test_a_rebuttal_that_fails_a_check_leaves_no_draft(
    xiaochen: Xiaochen, knowledge: Knowledge, tmp_path: Path
) -> None:
    ask(knowledge, RAINBOW)
    draft = tmp_path / "draft.yml"
    draft.write_text(canonical_yaml([make_draft(advice="保证有效。").to_json()]), encoding="utf-8")
    done = xiaochen("rebut", "1", "--draft", str(draft), "--author", EDITOR, "--submit")
    assert (done.status, "保证有效" in done.err) == (1, True)
    assert len(knowledge.list_entries()) == 3

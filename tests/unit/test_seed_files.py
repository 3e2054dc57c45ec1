"""Mistakes in content files are found all at once, each at its line and field."""

from pathlib import Path
from typing import Any

import pytest

from knowledge.entries.kinds import SourceTier
from knowledge.entries.seed_files import read_seed_files
from knowledge.errors import SeedError, SeedProblem
from tests.builders import COMPLAINT, MICROWAVE, make_record, make_source, write_seed


def _problems(directory: Path) -> tuple[SeedProblem, ...]:
    with pytest.raises(SeedError) as caught:
        read_seed_files(directory)
    return caught.value.problems


def test_sound_files_are_read_whole(tmp_path: Path) -> None:
    write_seed(tmp_path, make_record(), MICROWAVE, file="a.yml")
    write_seed(tmp_path, COMPLAINT, file="b.yml")
    contents = read_seed_files(tmp_path)
    assert list(contents) == ["geye-cai", "weibolu", "tousu"]
    assert contents["weibolu"].related == ("geye-cai",)
    assert contents["weibolu"].sources[0].tier is SourceTier.REPOST


def test_a_problem_names_file_line_and_field(tmp_path: Path) -> None:
    text = """\
- id: geye-cai
  kind: rumor
  title: 隔夜菜致癌
  verdict: false
  truth: 及时冷藏的隔夜菜一般不会致癌。
  key_points: [一, 二]
  advice: 冷藏
  phrasings: []
  topic: 剩菜
  unit: 区市场监管局
  sources:
    - title: 来源
      publisher: 单位
      url: www.example.org
      tier: C
  authored_on: 2026-11-23
  reviewed_on: 2026-11-23
"""
    (tmp_path / "剩菜.yml").write_text(text, encoding="utf-8")
    found = {(p.file, p.line, p.field) for p in _problems(tmp_path)}
    assert found == {
        ("剩菜.yml", 4, "verdict"),
        ("剩菜.yml", 14, "sources.0.url"),
        ("剩菜.yml", 1, "next_review_on"),
    }
    messages = {p.field: p.message for p in _problems(tmp_path)}
    assert messages["next_review_on"] == "缺少这个字段"
    assert messages["sources.0.url"] == "网址应以 https:// 或 http:// 开头"
    assert "true 和 false 要加引号" in messages["verdict"]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"truth": "长" * 61}, "truth", "太长，最多 60 个字"),
        ({"truth": " "}, "truth", "不能为空"),
        ({"id": "Geye_Cai"}, "id", "只能用小写字母、数字和连字符，最多 80 个字符"),
        ({"sources": []}, "sources", "至少需要 1 项"),
        ({"key_points": [str(n) for n in range(7)]}, "key_points", "最多 6 项"),
        ({"titel": "多余"}, "titel", "没有这个字段，请检查拼写"),
        ({"verdict": None}, "(条目)", "谣言条目需要 verdict"),
        ({"kind": "law"}, "(条目)", "只有谣言条目才有 verdict"),
        ({"next_review_on": "2026-01-01"}, "(条目)", "应先后相继"),
        ({"sources": [make_source(published_on="2026-13")]}, "sources.0.published_on", "应写成 年、年-月"),
        ({"related": ["mei-you"]}, "related.0", "没有编号为 mei-you 的条目"),
        ({"related": ["geye-cai"]}, "related.0", "相关条目不能是自己"),
    ],
)
def test_each_rule_of_the_schema_says_what_is_wrong(
    tmp_path: Path, changes: dict[str, Any], field: str, message: str
) -> None:
    write_seed(tmp_path, make_record(**changes))
    (problem,) = _problems(tmp_path)
    assert (problem.field, message in problem.message) == (field, True), str(problem)


def test_problems_of_all_files_are_reported_together(tmp_path: Path) -> None:
    write_seed(tmp_path, make_record(truth=""), file="a.yml")
    write_seed(tmp_path, make_record(topic=7), file="b.yml")
    (tmp_path / "c.yml").write_text("- id: [\n", encoding="utf-8")
    (tmp_path / "d.yml").write_bytes("- id: 中".encode("gbk"))
    (tmp_path / "e.yml").write_text("id: allein\n", encoding="utf-8")
    assert [problem.file for problem in _problems(tmp_path)] == ["a.yml", "b.yml", "c.yml", "d.yml", "e.yml"]


def test_an_id_used_twice_is_named_with_its_first_place(tmp_path: Path) -> None:
    write_seed(tmp_path, make_record(), file="a.yml")
    write_seed(tmp_path, COMPLAINT, make_record(), file="b.yml")
    (problem,) = _problems(tmp_path)
    assert (problem.file, problem.field) == ("b.yml", "id")
    assert "a.yml 第 1 行" in problem.message


def test_a_field_written_twice_is_not_silently_the_last(tmp_path: Path) -> None:
    write_seed(tmp_path, make_record())
    file = tmp_path / "entries.yml"
    file.write_text(file.read_text(encoding="utf-8") + "  topic: 又一个\n", encoding="utf-8")
    (problem,) = _problems(tmp_path)
    assert (problem.field, problem.message) == ("topic", "这个字段写了两次")


def test_a_directory_without_content_is_a_mistake(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path)
    assert "没有 .yml 内容文件" in problem.message


def test_a_phrasing_that_repeats_another_or_the_title_is_dropped(tmp_path: Path) -> None:
    write_seed(tmp_path, make_record(phrasings=["隔夜菜致癌", "剩菜能吃吗", "剩菜能吃吗"]))
    assert read_seed_files(tmp_path)["geye-cai"].phrasings == ("剩菜能吃吗",)

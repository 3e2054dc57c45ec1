"""Editors' tables: taken in whole as drafts, or refused with every mistake at its row and column."""

import codecs
import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from knowledge.entries.kinds import EntryStatus, SourceTier, Verdict
from knowledge.entry_tables.columns import COLUMNS
from knowledge.entry_tables.problems import TableError
from knowledge.entry_tables.template import write_template
from knowledge.errors import InvalidInput, NotAllowed
from knowledge.service import Knowledge
from tests.builders import EDITOR

HEADINGS = [column.heading for column in COLUMNS]


def row(**changes: Any) -> dict[str, Any]:
    """A row that can be imported; keys are headings."""
    return {
        "编号": "caihong-xigua",
        "类型": "谣言辟谣",
        "标题": "彩虹西瓜是染色的",
        "结论": "谣言",
        "一句话": "彩虹西瓜是正常品种，抽检没有发现染色。",
        "要点": "瓤色来自品种本身；抽检没有检出染料",
        "建议": "在正规超市买，切开后尽快冷藏。",
        "问法": "彩虹西瓜能吃吗\n彩虹西瓜有毒吗；真的假的",
        "主题": "水果",
        "责任单位": "区市场监管局",
        "风险": "低",
        "人群说明": "孕妇：洗净再吃\n老人：少量",
        "相关条目": "geye-cai",
        "来源标题": "抽检通报\n记者走访",
        "来源发布者": "区市场监管局；人民网",
        "来源网址": "https://www.samr.gov.cn/a\nhttps://www.people.com.cn/b",
        "来源日期": "2026/11/2；-",
        "来源核对月份": "2026年11月；2026-11",
        "来源等级": "A；B级",
    } | changes


def csv_bytes(*rows: dict[str, Any], headings: list[str] = HEADINGS, encoding: str = "utf-8") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(headings)
    writer.writerows([[given.get(heading, "") for heading in headings] for given in rows])
    return stream.getvalue().encode(encoding)


def write_csv(directory: Path, *rows: dict[str, Any], **options: Any) -> Path:
    file = directory / "条目.csv"
    file.write_bytes(csv_bytes(*rows, **options))
    return file


def write_excel(directory: Path, *rows: dict[str, Any], merge: str = "", above: str = "") -> Path:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    if above:
        sheet.append([above])
        sheet.merge_cells("A1:F1")
    sheet.append(HEADINGS)
    for given in rows:
        sheet.append([given.get(heading) for heading in HEADINGS])
    if merge:
        sheet.merge_cells(merge)
    file = directory / "条目.xlsx"
    workbook.save(file)
    return file


def refused(knowledge: Knowledge, file: Path) -> list[tuple[int, str, str]]:
    """The problems of a table that was refused; nothing of it may have been kept."""
    before = len(knowledge.list_entries(limit=500))
    with pytest.raises(TableError) as caught:
        knowledge.import_table(file, EDITOR)
    assert len(knowledge.list_entries(limit=500)) == before
    return [(problem.row, problem.column, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_row_becomes_a_draft_with_every_field(knowledge: Knowledge, tmp_path: Path, encoding: str) -> None:
    result = knowledge.import_table(write_csv(tmp_path, row(), encoding=encoding), EDITOR)
    assert result.entry_ids == ("caihong-xigua",)
    view = knowledge.entry("caihong-xigua")
    assert (view.status, view.is_public, view.contributors) == (EntryStatus.DRAFT, False, (EDITOR,))
    content = view.content
    assert content.verdict is Verdict.FALSE
    assert content.key_points == ("瓤色来自品种本身", "抽检没有检出染料")
    assert content.phrasings == ("彩虹西瓜能吃吗", "彩虹西瓜有毒吗；真的假的")
    assert [(group.group, group.note) for group in content.groups] == [("孕妇", "洗净再吃"), ("老人", "少量")]
    official, media = content.sources
    assert (official.published_on, official.checked_on, official.tier) == ("2026-11-02", "2026-11", SourceTier.OFFICIAL)
    assert (media.published_on, media.publisher, media.tier) == (None, "人民网", SourceTier.MEDIA)
    knowledge.submit("caihong-xigua", EDITOR)


def test_a_row_without_an_id_gets_one_and_a_tier_left_out_follows_the_address(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    file = write_csv(
        tmp_path, row(编号="", 来源等级=""), {}, row(编号="", 标题="另一条", 问法="", 来源标题="", **_NO_SOURCE)
    )
    result = knowledge.import_table(file, EDITOR)
    assert result.rows == 2
    first, second = (knowledge.entry(entry_id).content for entry_id in result.entry_ids)
    assert [source.tier.value for source in first.sources] == ["A", "B"]
    assert second.sources == ()


_NO_SOURCE = {"来源发布者": "", "来源网址": "", "来源日期": "", "来源核对月份": "", "来源等级": ""}


def test_a_dry_run_checks_everything_and_keeps_nothing(knowledge: Knowledge, tmp_path: Path) -> None:
    result = knowledge.import_table(write_csv(tmp_path, row()), EDITOR, dry_run=True)
    assert (result.rows, result.entry_ids) == (1, ())
    assert "caihong-xigua" not in {view.entry_id for view in knowledge.list_entries()}


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"类型": ""}, "类型", "不能为空"),
        ({"类型": "新闻"}, "类型", "请填：谣言辟谣、科普"),
        ({"标题": ""}, "标题", "不能为空"),
        ({"结论": "半真半假"}, "结论", "请填：谣言、误导"),
        ({"编号": "Caihong"}, "编号", "小写字母"),
        ({"编号": "geye-cai"}, "编号", "已经有条目在用"),
        ({"一句话": "长" * 61}, "一句话", "60 个字"),
        ({"一句话": "确实，彩虹西瓜是染色的。"}, "一句话", "结论是“谣言”"),
        ({"建议": "这个办法保证有效。"}, "建议", "保证有效"),
        ({"要点": "\n".join("一二三四五六七")}, "要点", "最多 6 项"),
        ({"要点": "按 GB 2760-2014 使用；没有检出"}, "要点", "GB 2760-2024"),
        ({"问法": "隔夜菜真的致癌吗"}, "问法", "“隔夜菜致癌”（geye-cai）"),
        ({"人群说明": "孕妇要小心"}, "人群说明", "人群：说明"),
        ({"相关条目": "mei-you"}, "相关条目", "没有编号为 mei-you"),
        ({"来源标题": ""}, "来源标题", "这一列也要填"),
        ({"来源网址": "https://www.samr.gov.cn/a"}, "来源网址", "有 2 个来源，这里却有 1 项"),
        ({"来源网址": "www.samr.gov.cn\n-"}, "来源网址", "https://"),
        ({"来源网址": "https://a.example.org/1\nhttps://www.people.com.cn/b"}, "来源等级", "请改标为 C"),
        ({"来源等级": "甲；B"}, "来源等级", "请填：A、B、C"),
        ({"来源日期": "去年；-"}, "来源日期", "不是日期"),
        ({"来源日期": "2026-13-01；-"}, "来源日期", "应写成"),
        ({"来源日期": "2024/2/31；-"}, "来源日期", "不存在"),
        ({"来源日期": "2026 年 13 月；-"}, "来源日期", "不存在"),
        ({"来源日期": "2024-1 1；-"}, "来源日期", "不是日期"),
        ({"来源日期": "2024 11 20；-"}, "来源日期", "不是日期"),
        ({"来源日期": "2024 年底；-"}, "来源日期", "不是日期"),
        ({"来源日期": "46347；-"}, "来源日期", "日期序号"),
        ({"来源核对月份": "2026；2026-11"}, "来源核对月份", "不是月份"),
        ({"标题": "<script>alert(1)</script>西瓜"}, "标题", "网页代码"),
        ({"建议": '<img src=x onerror="alert(1)">'}, "建议", "网页代码"),
        ({"建议": "<img src=x onerror=alert(1)"}, "建议", "网页代码"),
        ({"建议": "点<a href=http://x 看"}, "建议", "网页代码"),
        ({"问法": "看看<!-- 这里"}, "问法", "网页代码"),
        ({"标题": '=HYPERLINK("http://x")'}, "标题", "公式"),
        ({"标题": "@SUM(A1:A2)"}, "标题", "公式"),
        ({"标题": "西\x07瓜"}, "标题", "控制字符"),
    ],
)
def test_each_mistake_is_reported_at_its_row_and_column(
    knowledge: Knowledge, tmp_path: Path, changes: dict[str, Any], column: str, words: str
) -> None:
    good = row(编号="hao-de", 标题="好的一行", 问法="好的问法")
    problems = refused(knowledge, write_csv(tmp_path, good, row(**changes)))
    assert [(number, name) for number, name, _ in problems] == [(3, column)], problems
    assert words in problems[0][2]


@pytest.mark.parametrize(
    "phrasing",
    ["@所有人 快看这个", "@小李（转）西瓜能吃吗", "含量<LOD能吃吗", "钙<B族维生素吗", "血糖<6能吃吗", "<3 爱吃西瓜"],
)
def test_what_only_looks_like_a_formula_or_markup_is_taken(
    knowledge: Knowledge, tmp_path: Path, phrasing: str
) -> None:
    knowledge.import_table(write_csv(tmp_path, row(问法=phrasing)), EDITOR)
    assert knowledge.entry("caihong-xigua").content.phrasings == (phrasing,)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024 年 11 月 20 日", "2024-11-20"),
        ("2024 年 11 月", "2024-11"),
        ("2024 年", "2024"),
        ("2024 - 11 - 20", "2024-11-20"),
        ("2024 / 2 / 29", "2024-02-29"),
        ("2024-11-20 10:30", "2024-11-20"),
        ("2024-11-20T10:30:05", "2024-11-20"),
        ("2024年11月20日 上午 9：05", "2024-11-20"),
        ("2024/11/20  0:00:00", "2024-11-20"),
    ],
)
def test_a_date_is_read_with_its_blanks_and_without_its_time(
    knowledge: Knowledge, tmp_path: Path, written: str, read: str
) -> None:
    knowledge.import_table(write_csv(tmp_path, row(来源日期=f"{written}；-")), EDITOR)
    assert knowledge.entry("caihong-xigua").content.sources[0].published_on == read


def test_mistakes_of_all_rows_are_reported_together_in_order(knowledge: Knowledge, tmp_path: Path) -> None:
    rows = [
        row(类型="", 标题=""),
        row(编号="b", 标题="<b>粗</b>", 问法=""),
        row(编号="c", 标题="丙", 结论="未知", 问法=""),
    ]
    problems = refused(knowledge, write_csv(tmp_path, *rows))
    assert [(number, column) for number, column, _ in problems] == [
        (2, "类型"),
        (2, "标题"),
        (3, "标题"),
        (4, "结论"),
    ]


def test_two_rows_with_one_id_or_one_wording_are_refused(knowledge: Knowledge, tmp_path: Path) -> None:
    problems = refused(knowledge, write_csv(tmp_path, row(), row(标题="另一条")))
    assert {(number, column) for number, column, _ in problems} == {(2, "编号"), (3, "编号"), (2, "问法")}


def test_a_wrong_a_double_and_a_missing_column_are_named(knowledge: Knowledge, tmp_path: Path) -> None:
    headings = [heading.replace("类型", "类别") for heading in HEADINGS] + ["标题"]
    problems = refused(knowledge, write_csv(tmp_path, row(), headings=headings))
    assert [(number, column) for number, column, _ in problems] == [(1, "类别"), (1, "标题"), (1, "类型")]
    assert "--template" in problems[0][2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "没有找到列名"),
        ("只有一行字".encode(), "没有找到列名"),
        (codecs.BOM_UTF16_LE + b"\x00", "编码"),
        (b"\xff\xff\x81", "编码"),
        (csv_bytes(), "没有内容"),
        (csv_bytes(row()) + b'"unclosed', "CSV 格式有误"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(
    knowledge: Knowledge, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    ((number, column, message),) = refused(knowledge, file)
    assert (number, column, words in message) == (0, "（文件）", True), message


@pytest.mark.parametrize("name", ["x.xls", "x.txt", "x.xlsx"])
def test_a_file_of_another_kind_is_refused(knowledge: Knowledge, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not a workbook")
    ((_, column, _),) = refused(knowledge, tmp_path / name)
    assert column == "（文件）"


def _cut_off(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def _with_a_broken_sheet(raw: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as whole, zipfile.ZipFile(out, "w") as broken:
        for name in whole.namelist():
            content = whole.read(name)
            broken.writestr(name, content[: len(content) // 2] if name.endswith("sheet1.xml") else content)
    return out.getvalue()


def _with_damaged_bytes(raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as whole:
        sheet = whole.getinfo("xl/worksheets/sheet1.xml")
    packed = sheet.header_offset + 100  # past the header: what then cannot be unpacked
    return raw[:packed] + b"\xff" * 40 + raw[packed + 40 :]


@pytest.mark.parametrize("damage", [_cut_off, _with_a_broken_sheet, _with_damaged_bytes])
def test_a_damaged_workbook_is_refused_in_one_sentence(
    knowledge: Knowledge, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = write_excel(tmp_path, row())
    file.write_bytes(damage(file.read_bytes()))
    ((number, column, message),) = refused(knowledge, file)
    assert (number, column, "请另存为 .xlsx" in message) == (0, "（文件）", True), message


def test_a_workbook_of_charts_only_is_refused_in_one_sentence(knowledge: Knowledge, tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.create_chartsheet("图").add_chart(BarChart())
    workbook.remove(workbook.worksheets[0])
    workbook.save(tmp_path / "图.xlsx")
    ((number, column, message),) = refused(knowledge, tmp_path / "图.xlsx")
    assert (number, column, "工作表" in message) == (0, "（文件）", True), message


def test_excel_dates_become_dates_as_precise_as_they_are_shown(knowledge: Knowledge, tmp_path: Path) -> None:
    single = {
        "来源标题": "抽检通报",
        "来源发布者": "区市场监管局",
        "来源网址": "https://www.samr.gov.cn/a",
        "来源等级": "A",
    }
    rows = [
        row(**single, 来源日期=datetime(2026, 11, 2, 0, 0), 来源核对月份=date(2026, 11, 1)),
        row(编号="b", 标题="乙", 问法="", **single, 来源日期=2026, 来源核对月份="2026-11"),
        row(编号="c", 标题="丙", 问法="", **single, 来源日期=date(2026, 10, 1), 来源核对月份="2026-11"),
    ]
    file = write_excel(tmp_path, *rows)
    workbook = load_workbook(file)
    workbook.worksheets[0].cell(4, HEADINGS.index("来源日期") + 1).number_format = "yyyy-mm"
    workbook.save(file)
    result = knowledge.import_table(file, EDITOR)
    sources = [knowledge.entry(entry_id).content.sources[0] for entry_id in result.entry_ids]
    assert [source.published_on for source in sources] == ["2026-11-02", "2026", "2026-10"]
    assert {source.checked_on for source in sources} == {"2026-11"}


def test_cells_merged_down_a_repeating_column_and_a_merged_title_are_understood(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    letter = "I"  # 主题
    assert HEADINGS[8] == "主题"
    rows = [row(), row(编号="b", 标题="乙", 问法="", 主题=None)]
    file = write_excel(tmp_path, *rows, above="十一月的条目", merge=f"{letter}3:{letter}4")
    result = knowledge.import_table(file, EDITOR)
    assert [knowledge.entry(entry_id).content.topic for entry_id in result.entry_ids] == ["水果", "水果"]


@pytest.mark.parametrize("merge", ["E2:E3", "I2:J2"])
def test_other_merged_cells_are_reported(knowledge: Knowledge, tmp_path: Path, merge: str) -> None:
    problems = refused(knowledge, write_excel(tmp_path, row(), row(编号="b", 标题="乙", 问法=""), merge=merge))
    assert [(number, "取消合并" in message) for number, _, message in problems] == [(2, True)]


def test_formulas_in_excel_are_reported(knowledge: Knowledge, tmp_path: Path) -> None:
    ((number, column, message),) = refused(knowledge, write_excel(tmp_path, row(建议='=CONCAT("a","b")')))
    assert (number, column, "公式" in message) == (2, "建议", True)


@pytest.mark.parametrize("name", ["模板.xlsx", "模板.csv"])
def test_the_template_has_every_column_and_its_example_can_be_imported(
    knowledge: Knowledge, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    write_template(file)
    (entry_id,) = knowledge.import_table(file, EDITOR).entry_ids
    knowledge.submit(entry_id, EDITOR)
    assert knowledge.entry(entry_id).content.title.startswith("示例")


@pytest.mark.parametrize("name", ["填好的.xlsx", "填好的.csv"])
def test_a_template_is_never_written_over_a_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"filled in")
    with pytest.raises(InvalidInput) as caught:
        write_template(file)
    assert (caught.value.field, name in caught.value.message) == ("template", True)
    assert file.read_bytes() == b"filled in"


def test_a_template_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError):
        write_template(tmp_path / "x.docx")


def test_only_registered_staff_import(knowledge: Knowledge, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        knowledge.import_table(write_csv(tmp_path, row()), "路人")

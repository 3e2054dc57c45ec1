"""Tables of reports: encodings, dates as people and spreadsheet programs write them, and every mistake by its row."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from knowledge.emerging.report_tables import read_reports
from knowledge.emerging.views import WhereSeen
from knowledge.entry_tables.problems import TableError

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
HEADER = "线索内容,上报时间,看到的地方,上报人编号,编号\n"
RUMOR = "彩虹西瓜是染色的"


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "线索.csv"
    file.write_bytes(text.encode(encoding))
    return file


def faults(file: Path) -> list[str]:
    with pytest.raises(TableError) as caught:
        read_reports(file, now=NOW)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_file_of_any_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    file = table(tmp_path, HEADER + f"{RUMOR},2026-11-25 09:30,微信群,甲,7\n", encoding)
    (report,) = read_reports(file, now=NOW)
    assert (report.text, report.where_seen, report.asker) == (RUMOR, WhereSeen.WECHAT_GROUP, "甲")
    assert report.reported_at == datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-11-25", datetime(2026, 11, 25, 4, tzinfo=UTC)),
        ("2026/11/5", datetime(2026, 11, 5, 4, tzinfo=UTC)),
        ("2026年11月25日 14时05分", datetime(2026, 11, 25, 6, 5, tzinfo=UTC)),
        ("2026.11.25 14:05:33", datetime(2026, 11, 25, 6, 5, tzinfo=UTC)),
        ("20261125", datetime(2026, 11, 25, 4, tzinfo=UTC)),
        ("46351", datetime(2026, 11, 25, 4, tzinfo=UTC)),
        ("46351.25", datetime(2026, 11, 24, 22, tzinfo=UTC)),
        # Today's noon is not over in China yet: the report came in by now at the latest.
        ("2026-11-26", NOW),
    ],
)
def test_dates_are_understood_as_written(tmp_path: Path, written: str, instant: datetime) -> None:
    (report,) = read_reports(table(tmp_path, f"线索内容,时间\n{RUMOR},{written}\n"), now=NOW)
    assert report.reported_at == instant


def test_dates_of_a_workbook_are_dates(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.active.append(["说法", "日期"])
    workbook.active.append([RUMOR, datetime(2026, 11, 25, 14, 5)])
    workbook.save(tmp_path / "线索.xlsx")
    (report,) = read_reports(tmp_path / "线索.xlsx", now=NOW)
    assert report.reported_at == datetime(2026, 11, 25, 6, 5, tzinfo=UTC)


def test_every_mistake_is_named_by_row_and_column(tmp_path: Path) -> None:
    rows = [
        ",2026-11-25,,,",
        f"{RUMOR},昨天,,,",
        f"{RUMOR},2027-11-25,,,",
        f"{RUMOR},1999-11-25,,,",
        f"{RUMOR},2026-13-45,,,",
        f"{RUMOR},,邻居家,,",
        "？？！,,,,",
        f"{RUMOR},,,,,多出来的",
    ]
    found = faults(table(tmp_path, HEADER + "\n".join(rows)))
    assert [line[:5] for line in found] == [f"第 {row} 行" for row in range(2, 10)]
    for place, word in enumerate(["没有填写", "看不懂", "还没有到", "太早", "看不懂", "邻居家", "看不出", "多出来的"]):
        assert word in found[place]


def test_an_unknown_column_a_missing_one_and_a_double_one_are_named(tmp_path: Path) -> None:
    (unknown,) = faults(table(tmp_path, f"线索内容,电话\n{RUMOR},1\n"))
    assert "电话" in unknown
    assert "能用的列名是" in unknown
    (missing,) = faults(table(tmp_path, "上报时间,看到的地方\n2026-11-25,微信群\n"))
    assert missing == "第 1 行 线索内容：缺少这一列。"
    (double,) = faults(table(tmp_path, f"线索内容,说法\n{RUMOR},{RUMOR}\n"))
    assert "出现了两次" in double
    (none,) = faults(table(tmp_path, f"{RUMOR}\n"))
    assert "没有找到列名" in none


@pytest.mark.parametrize(("name", "content"), [("a.csv", HEADER), ("a.xls", "x"), ("a.xlsx", "not a workbook")])
def test_an_empty_or_unreadable_file_says_so(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    (fault,) = faults(tmp_path / name)
    assert fault.startswith("（文件）")


def test_the_same_number_with_other_words_is_another_report(tmp_path: Path) -> None:
    first, again, other, bare = read_reports(
        table(tmp_path, f"说法,序号\n{RUMOR},1\n{RUMOR},1\n大蒜有毒,1\n大蒜有毒,\n"), now=NOW
    )
    assert first.external_id == again.external_id
    assert len({first.external_id, other.external_id, bare.external_id}) == 3

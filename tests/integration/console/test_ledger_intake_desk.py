"""Tables of leads as they really come to the desk: by old spreadsheet programs, with columns and dates of their own."""

import io
from datetime import UTC, datetime

import httpx
import pytest
from openpyxl import Workbook

from api.console.uploaded_tables import LARGEST_FILE, MOST_PROBLEMS
from knowledge.service import Knowledge
from tests.builders import OFFICE, RAINBOW
from tests.integration.console.conftest import Visit

TABLE = "/console/ledger/intake/table"


async def upload(visit: Visit, content: bytes, name: str = "线索.csv") -> httpx.Response:
    officer = await visit(OFFICE)
    return await officer.client.post(TABLE, data={"csrf_token": await officer.token()}, files={"file": (name, content)})


def workbook(*rows: tuple[object, ...]) -> bytes:
    made, stream = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
async def test_a_table_of_any_usual_encoding_is_taken_in(visit: Visit, knowledge: Knowledge, encoding: str) -> None:
    done = await upload(visit, f"说法,日期\n{RAINBOW},2026年11月20日\n".encode(encoding))
    assert "新录入 1 条" in done.text
    (report,) = knowledge.list_reports()
    assert report.claim == RAINBOW


async def test_dates_of_spreadsheets_are_the_days_they_mean(visit: Visit, knowledge: Knowledge) -> None:
    done = await upload(
        visit,
        workbook(
            ("线索内容", "上报时间"),
            (RAINBOW, datetime(2026, 11, 20, 14, 30)),
            (f"{RAINBOW}了", 46346),
            (f"{RAINBOW}吗", "46346.25"),
        ),
        "线索.xlsx",
    )
    assert "新录入 3 条" in done.text
    assert sorted(report.created_at for report in knowledge.list_reports()) == [
        datetime(2026, 11, 19, 22, 0, tzinfo=UTC),
        datetime(2026, 11, 20, 4, 0, tzinfo=UTC),
        datetime(2026, 11, 20, 6, 30, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"线索内容,电话\n{RAINBOW},13800138000\n", "没有这一列，能用的列名是：线索内容、上报时间"),
        ("上报时间,看到的地方\n2026-11-20,微信群\n", "缺少这一列。"),
        (f"线索内容,说法\n{RAINBOW},{RAINBOW}\n", "这一列出现了两次，请删掉一列。"),
        (f"{RAINBOW}\n", "没有找到列名。第一行请写：线索内容、上报时间"),
        ("线索内容\n", "标题行下面没有内容。"),
        (f"线索内容,上报时间\n{RAINBOW},2099-01-01\n", "还没有到，请核对年份和日期。"),
    ],
)
async def test_what_is_wrong_with_a_table_is_said_and_nothing_is_taken_in(
    visit: Visit, knowledge: Knowledge, text: str, said: str
) -> None:
    refused = await upload(visit, text.encode("gbk"))
    assert refused.status_code == 422
    assert said in " ".join(refused.text.split())
    assert "13800138000" not in refused.text
    assert knowledge.list_reports() == []


@pytest.mark.parametrize(
    ("name", "content"),
    [("线索.xls", b"\xd0\xcf\x11\xe0"), ("线索.xlsx", b"no workbook"), ("线索.csv", b"\xff\x00\xff")],
)
async def test_a_file_that_is_no_table_is_refused_kindly(
    visit: Visit, knowledge: Knowledge, name: str, content: bytes
) -> None:
    refused = await upload(visit, content, name)
    assert refused.status_code == 422
    assert "（文件）" in refused.text
    assert knowledge.list_reports() == []


async def test_a_picture_is_refused_before_it_is_read(visit: Visit, knowledge: Knowledge) -> None:
    refused = await upload(visit, b"\x89PNG" + bytes(LARGEST_FILE), "照片.png")
    assert refused.status_code == 422
    assert "这是图片" in refused.text
    assert knowledge.list_reports() == []


async def test_mistakes_beyond_the_listed_ones_are_counted(visit: Visit, knowledge: Knowledge) -> None:
    rows = "".join(f"第{number}条,不是时间\n" for number in range(MOST_PROBLEMS + 7))
    refused = await upload(visit, f"线索内容,上报时间\n{rows}".encode(), "线索.csv")
    assert refused.status_code == 422
    assert "还有 7 处没有列出" in refused.text
    assert knowledge.list_reports() == []

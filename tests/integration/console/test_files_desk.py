"""Tables taken in at the console, and everything an editor can see taken away."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import yaml
from openpyxl import Workbook, load_workbook

from api.console.uploaded_tables import LARGEST_FILE
from knowledge.audit.actions import Action, SubjectKind
from knowledge.audit.service import AuditFilter, AuditView
from knowledge.entries.kinds import EntryStatus
from knowledge.entry_tables.columns import COLUMNS
from knowledge.service import Knowledge
from tests.builders import EDITOR, make_draft, make_source
from tests.console_visitor import ConsoleVisitor
from tests.integration.console.conftest import Visit

FILES = "/console/files"
HEADINGS = ["类型", "标题", "一句话", "主题", "风险"]
ROW = ["科普", "冰箱不是保险箱", "冰箱里的食物也会变质，剩菜要尽快吃完。", "剩菜", "低"]


def csv_of(*rows: list[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def excel_of(change: Callable[[Workbook], None] = lambda book: None) -> bytes:
    book = Workbook()
    for row in (HEADINGS, ROW, [ROW[0], "第二条标题", *ROW[2:]]):
        book.worksheets[0].append(row)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


async def upload(
    visitor: ConsoleVisitor, content: bytes, name: str = "表.csv", kind: str = "text/csv", **fields: str
) -> httpx.Response:
    return await visitor.post(f"{FILES}/import", fields, files={"file": (name, content, kind)})


def drafts(knowledge: Knowledge) -> list[str]:
    return [entry.content.title for entry in knowledge.list_entries(status=EntryStatus.DRAFT)]


def records(knowledge: Knowledge, action: Action) -> tuple[AuditView, ...]:
    return knowledge.audit_page(AuditFilter(action=action), limit=20, offset=0).records


async def test_a_table_is_checked_first_and_then_taken_in_as_drafts(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    table = csv_of(HEADINGS, ROW)
    checked = await upload(editor, table, dry_run="1")
    assert checked.status_code == 200
    assert "检查通过：1 行都能导入" in checked.text
    assert drafts(knowledge) == []
    assert records(knowledge, Action.IMPORT) == ()
    taken = await upload(editor, table)
    assert taken.status_code == 200
    assert "1 行都成了草稿" in taken.text
    assert drafts(knowledge) == [ROW[1]]
    (record,) = records(knowledge, Action.IMPORT)
    assert (record.actor, record.after) == (EDITOR, {"title": ROW[1], "kind": "knowledge"})


async def test_every_mistake_is_shown_by_row_and_column_and_nothing_is_taken_in(
    visit: Visit, knowledge: Knowledge
) -> None:
    editor = await visit(EDITOR)
    wrong = csv_of(HEADINGS, ROW, ["没有这类", "标题<script>alert(1)</script>", "一句话", "剩菜", "低"])
    answer = await upload(editor, wrong)
    assert answer.status_code == 422
    assert "<td>3</td>" in answer.text
    assert "不在可选范围" in answer.text
    assert "含有网页代码" in answer.text
    assert "alert(1)</script>" not in answer.text
    assert drafts(knowledge) == []


def _merge(book: Workbook) -> None:
    book.worksheets[0].merge_cells("B2:B3")


def _with_picture(content: bytes) -> bytes:
    """The file with a picture among its parts, where Excel puts them."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as parts:
        parts.writestr("xl/media/image1.png", b"\x89PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [(excel_of(_merge), "B2:B3 是合并单元格，请取消合并"), (_with_picture(excel_of()), "表格里有图片")],
)
async def test_what_a_table_cannot_say_is_named(visit: Visit, knowledge: Knowledge, content: bytes, said: str) -> None:
    editor = await visit(EDITOR)
    answer = await upload(editor, content, "表.xlsx")
    assert answer.status_code == 422
    assert said in answer.text
    assert drafts(knowledge) == []


@pytest.mark.parametrize(
    ("content", "name", "kind", "said"),
    [
        (b"\x89PNG" + bytes(LARGEST_FILE), "照片.png", "image/png", "这是图片"),
        (bytes(LARGEST_FILE + 1), "表.csv", "text/csv", "文件超过 5 MB"),
        (b"old", "表.xls", "application/vnd.ms-excel", "旧的 .xls 请另存为 .xlsx"),
        (b"PK broken", "表.xlsx", "application/zip", "不是能打开的 Excel 文件"),
        (b"", "", "application/octet-stream", "请选择一个文件"),
    ],
)
async def test_a_file_that_is_no_table_is_refused_kindly(
    visit: Visit, content: bytes, name: str, kind: str, said: str
) -> None:
    editor = await visit(EDITOR)
    answer = await upload(editor, content, name, kind)
    assert answer.status_code == 422
    assert said in answer.text
    assert "导入条目" in answer.text


async def test_the_template_has_the_columns_of_the_import(visit: Visit) -> None:
    editor = await visit(EDITOR)
    headings = [column.heading for column in COLUMNS]
    as_csv = await editor.get(f"{FILES}/template.csv")
    assert next(csv.reader(io.StringIO(as_csv.content.decode("utf-8-sig")))) == headings
    as_excel = await editor.get(f"{FILES}/template.xlsx")
    sheet = load_workbook(io.BytesIO(as_excel.content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == headings
    assert (await editor.get(f"{FILES}/template.exe")).status_code == 422


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_an_exported_table_is_taken_back_as_it_was(
    visit: Visit, knowledge: Knowledge, tmp_path: Path, form: str
) -> None:
    source = make_source()
    bare = {"title": "没有日期的来源", "publisher": "某单位", "url": "https://example.gov.cn/bare", "tier": "A"}
    draft = make_draft(sources=[source, bare], groups=[{"group": "孕妇", "note": "热透再吃"}], law=["食品安全法"])
    draft_id = knowledge.create_draft(draft, EDITOR)
    editor = await visit(EDITOR)
    answer = await editor.get(f"{FILES}/entries.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f".{form}")
    (record,) = records(knowledge, Action.EXPORT)
    assert (record.actor, record.subject_kind, record.after) == (
        EDITOR,
        SubjectKind.ENTRY,
        {"rows": 4, "format": form},
    )
    back = _taken_back(answer.content, form, draft_id, tmp_path, knowledge)
    assert back == knowledge.entry(draft_id).content.to_json()


def _taken_back(content: bytes, form: str, entry_id: str, folder: Path, knowledge: Knowledge) -> dict[str, object]:
    """The row of ``entry_id``, imported under another id."""
    if form == "csv":
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        lines = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    row = next(line for line in lines if line[0] == entry_id)
    file = folder / "again.csv"
    file.write_bytes(csv_of(lines[0], ["again", *row[1:]]))
    knowledge.import_table(file, EDITOR)
    return knowledge.entry("again").content.to_json()


async def test_the_archive_holds_what_is_public(visit: Visit, knowledge: Knowledge) -> None:
    knowledge.create_draft(make_draft(), EDITOR)
    editor = await visit(EDITOR)
    answer = await editor.get(f"{FILES}/entries.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        ids = [record["id"] for name in archive.namelist() for record in yaml.safe_load(archive.read(name))]
    assert sorted(ids) == ["geye-cai", "tousu", "weibolu"]
    assert [record.after for record in records(knowledge, Action.EXPORT)] == [{"rows": 3, "format": "zip"}]


async def test_collections_are_taken_away_with_their_order(visit: Visit, knowledge: Knowledge) -> None:
    collection_id = knowledge.create_collection("=宣传周", "", EDITOR)
    knowledge.update_collection(
        collection_id, title="=宣传周", introduction="", entry_ids=["weibolu", "geye-cai"], actor=EDITOR
    )
    editor = await visit(EDITOR)
    answer = await editor.get(f"{FILES}/collections.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row[0], row[2], row[3], row[4]) for row in rows[1:]] == [
        ("'=宣传周", "否", "1", "weibolu"),
        ("'=宣传周", "否", "2", "geye-cai"),
    ]


async def test_the_page_offers_only_what_the_person_may_take(visit: Visit) -> None:
    page = (await (await visit(EDITOR)).get(FILES)).text
    assert "/console/files/entries.xlsx" in page
    assert "/console/ledger/export.csv" in page
    assert "/console/audit/export.csv" not in page

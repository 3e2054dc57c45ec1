"""From a CSV or Excel file to rows of text under known headings."""

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.entry_tables.columns import BY_HEADING, COLUMNS
from knowledge.entry_tables.problems import WHOLE_FILE, WHOLE_ROW, TableError, TableProblem

MOST_ROWS = 2000
"""A batch an editor can still look through; more is a mistake, or a job for content files."""

_HEADING_WITHIN = 5
"""A title or a note may stand above the headings."""

# "<" alone is a comparison (含量<LOD): markup ends with ">", or is a tag that does harm or that pages are made of.
_TAGS = (
    "script|style|iframe|frame|object|embed|applet|svg|math|img|image|video|audio|source|link|meta|base|form|input|button"
    "|textarea|select|html|head|body|div|span|font|table|tr|td|th|ul|ol|li|br|hr|h[1-6]|strong|em|pre|code"
)
_MARKUP = re.compile(
    rf"<\s*/?\s*[a-z!][^<>]*>|<\s*/?\s*(?:{_TAGS})(?![\w-])|<\s*[a-z]+\s[^<>]*=|<!--|<!doctype|javascript:",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"=|@[A-Za-z][A-Za-z0-9_.]*\(")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_Line = Sequence[str]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with something in it: its number in the file, and its cells by heading, stripped."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, and the cells among them that cannot be taken as they are."""

    rows: tuple[TableRow, ...]
    problems: tuple[TableProblem, ...]


def read_table(file: Path) -> Table:
    """The rows of ``file``. Raises ``TableError`` when the file or its headings cannot be used."""
    problems: list[TableProblem] = []
    if file.suffix.lower() == ".csv":
        lines = csv_lines(file)
    elif file.suffix.lower() in {".xlsx", ".xlsm"}:
        lines = _excel_lines(file, problems)
    else:
        raise file_problem("只能导入 .csv 或 .xlsx 文件，旧的 .xls 请另存为 .xlsx。")
    start, headings = _headings(lines)
    rows = tuple(
        TableRow(number, cells)
        for number, line in enumerate(lines[start:], start=start + 1)
        if (cells := _cells(number, line, headings, problems))
    )
    if not rows:
        raise file_problem("标题行下面没有内容。")
    if len(rows) > MOST_ROWS:
        raise file_problem(f"一次最多导入 {MOST_ROWS} 行，这里有 {len(rows)} 行，请分开。")
    return Table(rows, tuple(problems))


def file_problem(message: str) -> TableError:
    """Something about the file as a whole."""
    return TableError([TableProblem(0, WHOLE_FILE, message)])


def _headings(lines: Sequence[_Line]) -> tuple[int, list[str]]:
    """How many lines the headings end after, and the headings. Raises ``TableError`` for unknown ones."""
    for index, line in enumerate(lines[:_HEADING_WITHIN]):
        headings = [re.sub(r"[\s*＊]|（必填）", "", cell) for cell in line]
        if sum(heading in BY_HEADING for heading in headings) < 2:
            continue
        problems = [
            TableProblem(index + 1, heading, "没有这一列，请对照模板改列名（xiaochen import-table --template）。")
            for heading in headings
            if heading and heading not in BY_HEADING
        ]
        problems += [
            TableProblem(index + 1, heading, "这一列出现了两次，请删掉一列。")
            for heading in dict.fromkeys(headings)
            if heading and headings.count(heading) > 1
        ]
        problems += [
            TableProblem(index + 1, column.heading, "缺少这一列。")
            for column in COLUMNS
            if column.required and column.heading not in headings
        ]
        if problems:
            raise TableError(problems)
        return index + 1, headings
    names = "、".join(column.heading for column in COLUMNS[:5])
    raise file_problem(f"没有找到列名（{names} …），请用模板填写；CSV 请存成 UTF-8 或 GBK 编码。")


def _cells(number: int, line: _Line, headings: Sequence[str], problems: list[TableProblem]) -> dict[str, str]:
    cells = {}
    for place, raw in enumerate(line):
        text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").strip()
        if not text:
            continue
        heading = headings[place] if place < len(headings) else ""
        if not heading:
            problems.append(TableProblem(number, WHOLE_ROW, f"第 {place + 1} 列没有列名，却有内容：{text[:20]}"))
            continue
        fault = _fault(text)
        if fault is not None:
            problems.append(TableProblem(number, heading, fault))
        cells[heading] = text
    return cells


def _fault(text: str) -> str | None:
    if _FORMULA.match(text):
        return "这是公式，请改成文字（复制后选择“粘贴为数值”）。"
    if _MARKUP.search(text):
        return "含有网页代码，请只保留文字。"
    if _CONTROL.search(text):
        return "含有看不见的控制字符，请重新输入这一格。"
    return None


# --- CSV


def csv_lines(file: Path) -> list[_Line]:
    """The lines of a CSV file in UTF-8, UTF-16 or GBK. Raises ``TableError``."""
    text = _decoded(file.read_bytes())
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise file_problem(f"CSV 格式有误（{error}），请检查引号是否成对。") from error


def _decoded(raw: bytes) -> str:
    # Excel writes UTF-16 as "Unicode text" and, on Chinese Windows, GBK as plain CSV.
    is_utf_16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise file_problem("编码读不出来，请另存为 UTF-8 编码的 CSV。")


# --- Excel

# What openpyxl lets through when a file was cut off, or its parts are not what they should be. Broken XML is a
# SyntaxError; a part that is encrypted, a RuntimeError.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    SyntaxError,
    RuntimeError,
    AttributeError,
    LookupError,
    ValueError,
    TypeError,
)


def first_sheet(file: Path) -> Any:
    """The first worksheet of an Excel file, with formulas as such. Raises ``TableError``."""
    # Imported here: it takes a second, and only this command needs it.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # Opened here: given a name, openpyxl leaves a damaged file open.
        with file.open("rb") as stream:
            # Formulas are wanted as such, to be refused: what a formula gave last time may be out of date.
            workbook = load_workbook(stream, data_only=False)
    except (InvalidFileException, *_DAMAGED) as error:
        raise file_problem("不是能打开的 Excel 文件，可能没有存完整，请另存为 .xlsx 再试。") from error
    sheet = next(iter(workbook.worksheets), None)
    if sheet is None:
        raise file_problem("里面只有图表，没有工作表，请把内容填在工作表里。")
    return sheet


def _excel_lines(file: Path, problems: list[TableProblem]) -> list[_Line]:
    sheet = first_sheet(file)
    if sheet.max_row > MOST_ROWS * 10:
        raise file_problem(f"表格有 {sheet.max_row} 行，请删掉空行，一次最多 {MOST_ROWS} 行。")
    if _has_pictures(file):
        raise file_problem("表格里有图片，图片里的字导不进来。请删掉图片，把内容写成文字。")
    lines = [[_text(cell) for cell in line] for line in sheet.iter_rows()]
    for merged in sheet.merged_cells.ranges:
        _spread(lines, merged, problems)
    return list(lines)


def _has_pictures(file: Path) -> bool:
    with zipfile.ZipFile(file) as parts:
        return any(name.startswith("xl/media/") for name in parts.namelist())


def _spread(lines: list[list[str]], merged: Any, problems: list[TableProblem]) -> None:
    """Repeat a merged cell's value down a column of which rows often share the value; report any other."""
    start, headings = _headings(lines)
    if merged.max_row <= start:
        return
    heading = headings[merged.min_col - 1] if merged.min_col <= len(headings) else ""
    column = BY_HEADING.get(heading)
    one_column = merged.min_col == merged.max_col
    if merged.min_row <= start or column is None or not one_column or not column.repeats:
        problems.append(
            TableProblem(
                merged.min_row, heading or WHOLE_ROW, f"{merged.coord} 是合并单元格，请取消合并，每行各填各的。"
            )
        )
        return
    value = lines[merged.min_row - 1][merged.min_col - 1]
    for row in range(merged.min_row, merged.max_row):
        if any(lines[row]):  # an empty row stays empty
            lines[row][merged.min_col - 1] = value


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):  # datetime is one
        # A month typed into Excel becomes its first day; the cell's format says that no day was meant.
        day_shown = "d" in str(cell.number_format).lower().replace("red", "")
        return f"{value:%Y-%m-%d}" if day_shown else f"{value:%Y-%m}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def lines_of(text: str) -> Iterator[str]:
    """The values in a cell: one a line, or, in a cell of one line, with ； between them."""
    for part in text.split("\n") if "\n" in text else text.split("；"):
        if part.strip():
            yield part.strip()

"""Reports in a CSV or Excel table: a hotline's list, another office's export."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from knowledge.clock import CHINA_STANDARD_TIME, china_date
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.raw import EARLIEST, LONGEST_RAW, RawReport
from knowledge.emerging.views import WhereSeen
from knowledge.entry_tables.problems import WHOLE_ROW, TableError, TableProblem
from knowledge.entry_tables.reading import csv_lines, file_problem, first_sheet
from knowledge.matching.normalize import has_words

CLAIM, REPORTED, WHERE, ASKER, NUMBER = "线索内容", "上报时间", "看到的地方", "上报人编号", "编号"
HEADINGS = (CLAIM, REPORTED, WHERE, ASKER, NUMBER)
_OTHER_NAMES = {
    "内容": CLAIM,
    "说法": CLAIM,
    "线索": CLAIM,
    "谣言内容": CLAIM,
    "时间": REPORTED,
    "日期": REPORTED,
    "上报日期": REPORTED,
    "来源": WHERE,
    "渠道": WHERE,
    "传播渠道": WHERE,
    "上报人": ASKER,
    "来电人": ASKER,
    "序号": NUMBER,
    "工单号": NUMBER,
}

MOST_ROWS = 20_000
_HEADING_WITHIN = 5
_EXCEL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_DATE = re.compile(
    r"""(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?
        (?:[\ T]*(\d{1,2})[:：时](\d{1,2})(?:分|[:：]\d{1,2}(?:\.\d+)?)?)?
      | (\d{4})(\d{2})(\d{2})""",
    re.VERBOSE,
)
_WHERE = {place.label: place for place in WhereSeen} | {
    "微信": WhereSeen.WECHAT_GROUP,
    "抖音": WhereSeen.SHORT_VIDEO,
    "快手": WhereSeen.SHORT_VIDEO,
    "公众号": WhereSeen.WEBSITE,
    "网页": WhereSeen.WEBSITE,
    "网站": WhereSeen.WEBSITE,
    "线下": WhereSeen.OFFLINE,
}


@dataclass(frozen=True, slots=True)
class ReportTableImport:
    """How an import went: rows in the file, those taken in, and those that were there already."""

    rows: int
    taken: int
    repeats: int


def read_reports(file: Path, *, now: datetime) -> list[RawReport]:
    """Every row as a report. Raises ``TableError`` naming each cell that cannot be used, and nothing else happens."""
    lines = _lines(file)
    start, headings = _headings(lines)
    key = digest(file)
    problems: list[TableProblem] = []
    reports: list[RawReport] = []
    for number, line in enumerate(lines[start:], start=start + 1):
        cells = {heading: cell.strip() for heading, cell in zip(headings, line, strict=False) if heading}
        if not any(cells.values()):
            continue
        found = _problems(number, cells, line, headings, now)
        problems += found
        if not found:
            reports.append(_report(cells, key=f"{key}:{number}", now=now))
    if problems:
        raise TableError(problems)
    if not reports:
        raise file_problem("标题行下面没有内容。")
    if len(reports) > MOST_ROWS:
        raise file_problem(f"一次最多导入 {MOST_ROWS} 行，这里有 {len(reports)} 行，请分开。")
    return reports


def digest(file: Path) -> str:
    """What a file is known by: the same content is the same import."""
    return _digest(file.read_bytes())


def _digest(content: str | bytes) -> str:
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()[:16]


def _lines(file: Path) -> Sequence[Sequence[str]]:
    if file.suffix.lower() == ".csv":
        return csv_lines(file)
    if file.suffix.lower() in {".xlsx", ".xlsm"}:
        return [[_text(cell.value) for cell in line] for line in first_sheet(file).iter_rows()]
    raise file_problem("只能导入 .csv 或 .xlsx 文件，旧的 .xls 请另存为 .xlsx。")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _headings(lines: Sequence[Sequence[str]]) -> tuple[int, list[str]]:
    """How many lines the headings end after, and what each column is; raises ``TableError`` for unknown ones."""
    for index, line in enumerate(lines[:_HEADING_WITHIN]):
        given = [re.sub(r"[\s*＊]|（必填）|\ufeff", "", cell) for cell in line]
        headings = [_OTHER_NAMES.get(heading, heading) for heading in given]
        if CLAIM not in headings and sum(heading in HEADINGS for heading in headings) < 2:
            continue
        problems = [
            TableProblem(index + 1, heading, f"没有这一列，能用的列名是：{'、'.join(HEADINGS)}。")
            for heading in headings
            if heading and heading not in HEADINGS
        ]
        problems += [
            TableProblem(index + 1, heading, "这一列出现了两次，请删掉一列。")
            for heading in HEADINGS
            if headings.count(heading) > 1
        ]
        if CLAIM not in headings:
            problems.append(TableProblem(index + 1, CLAIM, "缺少这一列。"))
        if problems:
            raise TableError(problems)
        return index + 1, headings
    raise file_problem(
        f"没有找到列名。第一行请写：{'、'.join(HEADINGS)}（只有“{CLAIM}”是必需的）；CSV 请存成 UTF-8 或 GBK 编码。"
    )


def _problems(
    number: int, cells: dict[str, str], line: Sequence[str], headings: Sequence[str], now: datetime
) -> list[TableProblem]:
    return [
        TableProblem(number, column, message)
        for column, message in (
            *_claim_faults(cells.get(CLAIM, "")),
            *_time_faults(cells.get(REPORTED, ""), now),
            *_where_faults(cells.get(WHERE, "")),
            *_stray_cells(line, headings),
        )
    ]


def _claim_faults(claim: str) -> Iterator[tuple[str, str]]:
    if not claim:
        yield CLAIM, "没有填写。"
    elif not has_words(claim):
        yield CLAIM, "看不出说的是什么，请写下听到的说法。"
    elif len(claim) > LONGEST_RAW:
        yield CLAIM, f"最多 {LONGEST_RAW} 个字，现在有 {len(claim)} 个。"


def _time_faults(written: str, now: datetime) -> Iterator[tuple[str, str]]:
    if not written:
        return
    moment = _moment(written)
    if moment is None:
        yield REPORTED, f"看不懂“{written[:20]}”，请写成 2026-11-26 或 2026-11-26 14:30。"
    elif china_date(moment) > china_date(now):
        yield REPORTED, f"“{written[:20]}”还没有到，请核对年份和日期。"
    elif china_date(moment) < EARLIEST:
        yield REPORTED, f"“{written[:20]}”太早了，请核对年份。"


def _where_faults(written: str) -> Iterator[tuple[str, str]]:
    if written and written not in _WHERE:
        yield WHERE, f"没有“{written[:20]}”这一种，请写：{'、'.join(place.label for place in WhereSeen)}。"


def _stray_cells(line: Sequence[str], headings: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, cell in enumerate(line):
        if cell.strip() and (place >= len(headings) or not headings[place]):
            yield WHOLE_ROW, f"第 {place + 1} 列没有列名，却有内容：{cell.strip()[:20]}"


def _moment(written: str) -> datetime | None:
    """An instant as people and spreadsheet programs write it, China time; a day alone is its noon."""
    if _SERIAL.fullmatch(written):
        days, _, _ = written.partition(".")
        part = timedelta(days=float(written) % 1) if "." in written else timedelta(hours=12)
        day = _EXCEL_ZERO + timedelta(days=int(days))
        return datetime.combine(day, time(), CHINA_STANDARD_TIME) + part
    match = _DATE.fullmatch(written)
    if match is None:
        return None
    year, month, day_, hour, minute, *compact = match.groups()
    numbers = compact if year is None else (year, month, day_)
    try:
        at = time(int(hour), int(minute)) if hour is not None else time(12)
        return datetime.combine(date(*map(int, numbers)), at, CHINA_STANDARD_TIME)
    except ValueError:
        return None


def _report(cells: dict[str, str], *, key: str, now: datetime) -> RawReport:
    written = cells.get(REPORTED, "")
    number = cells.get(NUMBER, "")
    return RawReport(
        text=cells[CLAIM],
        channel=IntakeChannel.TABLE,
        reported_at=min(_moment(written) or now, now) if written else None,
        where_seen=_WHERE.get(cells.get(WHERE, "")),
        asker=cells.get(ASKER) or None,
        # Next month's list may hold last month's rows again, and may also count from 1 again.
        external_id=f"{number[:40]}:{_digest(cells[CLAIM])}" if number else key,
    )

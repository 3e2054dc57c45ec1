"""From rows of text to drafts, or to a list of everything that must be mended first."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from knowledge.content_checks.findings import Finding, Level
from knowledge.content_checks.phrasing_checks import check_all_phrasings
from knowledge.entries.draft import EntryDraft
from knowledge.entries.seed_schema import is_entry_id
from knowledge.entry_tables.columns import BY_FIELD, CHOICES, COLUMNS, Column, Form, heading_of
from knowledge.entry_tables.problems import TableError, TableProblem
from knowledge.entry_tables.reading import Table, TableRow, lines_of

Check = Callable[[str, EntryDraft], Iterable[Finding]]

_NOTHING = frozenset({"-", "—", "——", "无", "/"})
"""Keeps the place of a value that a source does not have."""
_DATE = re.compile(r"(?P<year>(?:19|20)\d{2})(?:[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2})日?)?月?)?年?")
_TIME = re.compile(r"(?:T|\s+)(?:上午|下午|[AP]M)?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AP]M)?Z?$", re.IGNORECASE)
_BLANKS_BESIDE_NO_DIGIT = re.compile(r"\s+(?![\s\d])|(?<![\s\d])\s+")
"""Between two digits a blank stands for something, and "1 1" is not 11."""
_SERIAL_DATE = re.compile(r"[34]\d{4}(?:\.\d+)?")
_MESSAGES = {
    "string_too_long": "太长，最多 {max_length} 个字。",
    "string_too_short": "不能为空。",
    "too_long": "最多 {max_length} 项。",
    "missing": "不能为空。",
}


@dataclass(frozen=True, slots=True)
class RowDraft:
    """A row that can be taken in. ``entry_id`` is ``None`` where the editor gave none."""

    row: int
    entry_id: str | None
    draft: EntryDraft

    @property
    def key(self) -> str:
        """Names the row among the others: it may have no id yet, or one that another row has too."""
        return f"第 {self.row} 行"


@dataclass(frozen=True, slots=True)
class TableImport:
    """What came of a table: how many rows are fit, and the ids of the drafts made of them."""

    rows: int
    entry_ids: tuple[str, ...]


class _Mistake(ValueError):
    """What is wrong with one cell."""


def drafts_of(table: Table, known_ids: Collection[str], check: Check) -> list[RowDraft]:
    """The drafts of all rows. Raises ``TableError`` with every mistake in every row.

    ``known_ids`` are taken, and may be referred to; ``check`` finds what would keep a draft from being public.
    """
    problems = list(table.problems)
    drafts = [draft for row in table.rows if (draft := _draft(row, problems)) is not None]
    problems += _id_problems(drafts, known_ids)
    if len(drafts) == len(table.rows):  # an entry with a mistake would be missed by those that refer to it
        problems += _unknown_related(drafts, known_ids)
    for draft in drafts:
        problems += _findings(draft, check(draft.entry_id or "", draft.draft))
    by_key = {draft.key: draft for draft in drafts}
    for finding in check_all_phrasings({key: draft.draft for key, draft in by_key.items()}):
        problems.append(TableProblem(by_key[finding.entry_id].row, heading_of(finding.field), finding.message))
    if problems:
        raise TableError(problems)
    return drafts


def _findings(draft: RowDraft, findings: Iterable[Finding]) -> Iterable[TableProblem]:
    for finding in findings:
        # A draft may still be without a source; it cannot be submitted like that.
        if finding.level is Level.ERROR and finding.field != "sources":
            yield TableProblem(draft.row, heading_of(finding.field), finding.message)


def _draft(row: TableRow, problems: list[TableProblem]) -> RowDraft | None:
    values: dict[str, Any] = {}
    before = len(problems)
    for column in COLUMNS:
        text = row.cells.get(column.heading, "")
        if not text:
            if column.required:
                problems.append(TableProblem(row.number, column.heading, "不能为空。"))
            continue
        try:
            values[column.field] = _value(column, text)
        except _Mistake as mistake:
            problems.append(TableProblem(row.number, column.heading, str(mistake)))
    values["sources"] = _sources(row.number, values, problems)
    entry_id = values.pop("id", None)
    if len(problems) > before:
        return None
    try:
        return RowDraft(row.number, entry_id, EntryDraft.model_validate(values))
    except ValidationError as error:
        for details in error.errors():
            field = ".".join(map(str, details["loc"]))
            context = details.get("ctx", {})
            known = _MESSAGES.get(details["type"])
            message = known.format_map(context) if known else str(context.get("error", details["msg"]))
            problems.append(TableProblem(row.number, heading_of(field), message))
        return None


def _value(column: Column, text: str) -> Any:
    per_source = column.field.startswith("sources.")
    match column.form:
        case Form.LIST if per_source:
            return [None if part in _NOTHING else part for part in lines_of(text)]
        case Form.LIST:
            return list(lines_of(text))
        case Form.GROUPS:
            return [_group(part) for part in lines_of(text)]
        case Form.CHOICE if per_source:
            return [None if part in _NOTHING else _choice(column.field, part) for part in lines_of(text)]
        case Form.CHOICE:
            return _choice(column.field, text)
        case Form.DATE | Form.MONTH:
            month_only = column.form is Form.MONTH
            return [None if part in _NOTHING else _date(part, month_only=month_only) for part in lines_of(text)]
        case Form.TEXT:
            return text


def _choice(field: str, text: str) -> str:
    words = CHOICES[field]
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("级")
    if plain in words:
        return words[plain]
    if plain.lower() in words.values():
        return plain.lower()
    if plain.upper() in words.values():
        return plain.upper()
    raise _Mistake(f"“{text}”不在可选范围，请填：{'、'.join(words)}。")


def _group(text: str) -> dict[str, str]:
    group, colon, note = text.replace(":", "：").partition("：")
    if not colon or not group.strip() or not note.strip():
        raise _Mistake(f"请写成“人群：说明”，例如“孕妇：热透再吃”：{text}")
    return {"group": group.strip(), "note": note.strip()}


def _date(text: str, *, month_only: bool) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    if _SERIAL_DATE.fullmatch(plain):
        raise _Mistake(f"{text} 像是 Excel 的日期序号，请把单元格改成日期格式，或写成 2026-11-20。")
    found = _DATE.fullmatch(_BLANKS_BESIDE_NO_DIGIT.sub("", _TIME.sub("", plain)))
    if found is None:
        raise _Mistake(f"“{text}”不是日期，请写成 2026-11-20、2026-11 或 2026。")
    try:
        date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        raise _Mistake(f"“{text}”这个日期不存在，应写成 2026-11-20、2026-11 或 2026。") from None
    parts = [found["year"], *(f"{int(part):02d}" for part in (found["month"], found["day"]) if part)]
    if month_only and len(parts) < 2:
        raise _Mistake(f"“{text}”不是月份，请写成 2026-11。")
    return "-".join(parts[:2] if month_only else parts)


def _sources(row: int, values: dict[str, Any], problems: list[TableProblem]) -> list[dict[str, Any]]:
    """One source per title; the other columns give as many values in the same order, or none."""
    fields = [column.field for column in COLUMNS if column.field.startswith("sources.")]
    given = {field.partition(".")[2]: values.pop(field, []) for field in fields}
    count = len(given["title"])
    if not count and any(given.values()):
        problems.append(TableProblem(row, BY_FIELD["sources.title"].heading, "填了来源的其他列，这一列也要填。"))
        return []
    for name, found in given.items():
        if found and len(found) != count:
            problems.append(
                TableProblem(
                    row,
                    BY_FIELD[f"sources.{name}"].heading,
                    f"有 {count} 个来源，这里却有 {len(found)} 项；请每个来源一行，没有的写“-”。",
                )
            )
            return []
    return [
        {name: found[place] for name, found in given.items() if found and found[place] is not None}
        for place in range(count)
    ]


def _id_problems(drafts: Sequence[RowDraft], known_ids: Collection[str]) -> Iterable[TableProblem]:
    counts = Counter(draft.entry_id for draft in drafts if draft.entry_id)
    for draft in drafts:
        entry_id = draft.entry_id
        if entry_id is None:
            continue
        if not is_entry_id(entry_id):
            message = "只能用小写字母、数字和连字符，最多 80 个字符；不填会自动编号。"
        elif entry_id in known_ids:
            message = f"{entry_id} 已经有条目在用，请换一个，或到工作台修改那一条。"
        elif counts[entry_id] > 1:
            message = f"{entry_id} 在表里用了 {counts[entry_id]} 次。"
        else:
            continue
        yield TableProblem(draft.row, BY_FIELD["id"].heading, message)


def _unknown_related(drafts: Sequence[RowDraft], known_ids: Collection[str]) -> Iterable[TableProblem]:
    known = {*known_ids, *(draft.entry_id for draft in drafts)}
    for draft in drafts:
        for other in draft.draft.related:
            if other not in known:
                yield TableProblem(draft.row, BY_FIELD["related"].heading, f"没有编号为 {other} 的条目。")

"""Entries as an editors' table: the columns that ``reading`` takes back."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence

from knowledge.entries.draft import EntryDraft
from knowledge.entry_tables.columns import CHOICES, COLUMNS

_NOTHING = "无"
"""Keeps the place of a value a source does not have. Not a dash: with that, a cell may start a formula."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LABELS = {field: {value: label for label, value in reversed(words.items())} for field, words in CHOICES.items()}
"""The first word of those that stand for a value."""

Contents = Mapping[str, EntryDraft]


def as_csv(contents: Contents) -> bytes:
    """A CSV file in UTF-8 with a mark, which Excel needs. No cell is taken for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([column.heading for column in COLUMNS])
    for row in _rows(contents):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def as_excel(contents: Contents) -> bytes:
    """An Excel file in which every cell is text."""
    # Imported here: it takes a second, and only this needs it.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("条目")
    sheet.freeze_panes = "A2"
    for row in ([column.heading for column in COLUMNS], *_rows(contents)):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


WRITERS: Mapping[str, Callable[[Contents], bytes]] = {"csv": as_csv, "xlsx": as_excel}


def _rows(contents: Contents) -> Iterable[list[str]]:
    for entry_id, content in sorted(contents.items()):
        cells = _cells(entry_id, content)
        yield [cells.get(column.field, "") for column in COLUMNS]


def _cells(entry_id: str, content: EntryDraft) -> dict[str, str]:
    values = content.to_json()
    cells = {
        "id": entry_id,
        "groups": "\n".join(f"{group.group}：{group.note}" for group in content.groups),
    }
    for field in ("title", "truth", "advice", "topic", "unit"):
        cells[field] = values[field]
    for field in ("key_points", "phrasings", "related", "law"):
        cells[field] = "\n".join(values[field])
    for field in ("kind", "verdict", "risk"):
        cells[field] = _LABELS[field].get(values[field], "")
    sources: Sequence[Mapping[str, str | None]] = values["sources"]
    for field in ("title", "publisher", "url", "published_on", "checked_on", "tier"):
        given = [source[field] for source in sources]
        cells[f"sources.{field}"] = "\n".join(value or _NOTHING for value in given) if any(given) else ""
    return cells

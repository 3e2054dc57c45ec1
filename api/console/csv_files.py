"""Tables to take away, as files that spreadsheets open."""

import csv
import io
from collections.abc import Iterable
from urllib.parse import quote

from fastapi import Response

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_response(name: str, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> Response:
    """A file ``NAME.csv``. What people wrote stays text in it: no cell is taken for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(list(headings))
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return Response(
        # With the mark at its start a spreadsheet reads the file as UTF-8.
        stream.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.csv"},
    )


def _cell(value: object) -> object:
    # A number is a number, minus sign and all.
    if isinstance(value, int | float):
        return value
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text

"""Tables that staff hand in: refused before they are read, or read under a name of our own."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from anyio import to_thread
from fastapi import UploadFile

from api.console import wording
from knowledge.entry_tables.problems import TableError

LARGEST_FILE = 5 * 1024 * 1024
MOST_PROBLEMS = 200
_Result = TypeVar("_Result")
_PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".heic", ".tif", ".tiff"}


def refusal(file: UploadFile | None) -> str:
    """Why the file is not even read; nothing when it is."""
    if file is None or not file.filename:
        return wording.NO_FILE
    if Path(file.filename).suffix.lower() in _PICTURES or (file.content_type or "").startswith("image/"):
        return wording.PICTURE_FOR_TABLE
    return wording.FILE_TOO_LARGE if (file.size or 0) > LARGEST_FILE else ""


async def read_table(file: UploadFile, read: Callable[[Path], _Result]) -> _Result:
    """What ``read`` makes of the file, in a thread, of a copy that is gone afterwards. Lets its errors through."""
    raw = await file.read()
    suffix = Path(file.filename or "").suffix.lower()

    def take() -> _Result:
        with TemporaryDirectory() as folder:
            # Never under the name that was sent: it is anybody's.
            kept = Path(folder) / f"table{suffix}"
            kept.write_bytes(raw)
            return read(kept)

    return await to_thread.run_sync(take)


def shown_problems(error: TableError) -> dict[str, Any]:
    """What a page says of a table with mistakes: the first of them, and how many more there are."""
    return {
        "problem": error.message,
        "problems": error.problems[:MOST_PROBLEMS],
        "more_problems": max(len(error.problems) - MOST_PROBLEMS, 0),
    }

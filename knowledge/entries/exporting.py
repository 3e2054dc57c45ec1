"""Writing what is public as content files that ``import`` takes back unchanged."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind
from knowledge.errors import InvalidInput

_LINE_WIDTH = 110


def export_entries(contents: Mapping[str, EntryDraft], directory: Path) -> list[Path]:
    """Write one file per kind, entries by id; returns the files.

    Raises ``InvalidInput`` when the directory holds other content files, which an import would then read
    a second time.
    """
    names = {f"{kind.value}.yml" for kind in EntryKind}
    others = sorted(path.name for path in directory.glob("*.yml") if path.name not in names)
    if others:
        raise InvalidInput("directory", f"目录里已有其他内容文件（{others[0]}），请换一个空目录。")
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in EntryKind:
        file = directory / f"{kind.value}.yml"
        records = [
            _record(entry_id, content)
            for entry_id, content in sorted(contents.items())
            if content.kind is kind
        ]
        if records:
            _write(file, records)
            written.append(file)
        else:
            file.unlink(missing_ok=True)
    return written


def _record(entry_id: str, content: EntryDraft) -> dict[str, Any]:
    values = {"id": entry_id, **content.model_dump()}
    for name in ("kind", "verdict", "risk"):
        values[name] = values[name].value if values[name] is not None else None
    for name in ("groups", "related", "law"):
        if not values[name]:
            del values[name]
    if values["verdict"] is None:
        del values["verdict"]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _write(file: Path, records: list[dict[str, Any]]) -> None:
    text = yaml.safe_dump(records, allow_unicode=True, sort_keys=False, width=_LINE_WIDTH)
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)

"""Reading a rebuttal draft from a file or from options."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.entries.draft import EntryDraft
from knowledge.errors import InvalidInput


def draft_from_file(file: Path) -> EntryDraft:
    """A draft written in YAML, with the fields of a content file. Raises ``InvalidInput``."""
    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInput("draft", f"没有文件 {file}。") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidInput("draft", f"文件 {file} 读不出来：{' '.join(str(error).split())}") from error
    if isinstance(values, list) and len(values) == 1:
        values = values[0]
    if not isinstance(values, dict):
        raise InvalidInput("draft", f"文件 {file} 里应是一条条目。")
    values.pop("id", None)
    return make_draft(values)


def make_draft(values: dict[str, Any]) -> EntryDraft:
    """A draft from its fields. Raises ``InvalidInput`` naming the first that is wrong."""
    try:
        return EntryDraft.model_validate({"kind": "rumor", **values})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "draft"
        raise InvalidInput(field, str(first.get("ctx", {}).get("error", first["msg"]))) from error

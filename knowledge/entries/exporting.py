"""Writing what is public as content files that ``import`` takes back unchanged."""

import os
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind
from knowledge.entries.standards import STANDARDS_FILE
from knowledge.errors import InvalidInput

_LINE_WIDTH = 110
_OTHER = "other"
_TOPICS = Path(__file__).resolve().parent / "topics.yml"


def export_entries(contents: Mapping[str, EntryDraft], directory: Path) -> list[Path]:
    """Write one file per kind and topic, as in ``knowledge/seed``, entries by id; returns the files by name.

    The same contents always give the same bytes, so that a difference is a change of content. Files of an
    earlier export that nothing belongs into any more are removed. Raises ``InvalidInput`` when the directory
    holds other content files, which an import would then read a second time.
    """
    ours = _possible_names()
    present = {path.name for path in directory.glob("*.yml")} - {STANDARDS_FILE}
    others = sorted(present - ours)
    if others:
        raise InvalidInput("directory", f"目录里已有其他内容文件（{others[0]}），请换一个空目录。")
    directory.mkdir(parents=True, exist_ok=True)
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry_id, content in sorted(contents.items()):
        by_file[file_name(content.kind, content.topic)].append(_record(entry_id, content))
    for name in sorted(by_file):
        _write(directory / name, by_file[name])
    for name in present - by_file.keys():
        (directory / name).unlink()
    return [directory / name for name in sorted(by_file)]


def file_name(kind: EntryKind, topic: str) -> str:
    """The content file an entry belongs into; a topic without a name of its own goes to ``<kind>-other.yml``."""
    slug = _topic_slugs().get(topic, _OTHER)
    if slug == kind.value:  # a topic that is a kind: service.yml, plan.yml
        return f"{kind.value}.yml"
    return f"{kind.value}-{slug.removeprefix(f'{kind.value}-')}.yml"


def canonical_yaml(records: list[dict[str, Any]]) -> str:
    """The one way in which content files are written."""
    text: str = yaml.safe_dump(records, allow_unicode=True, sort_keys=False, width=_LINE_WIDTH)
    return text


def _possible_names() -> set[str]:
    topics = [*_topic_slugs(), ""]
    return {file_name(kind, topic) for kind in EntryKind for topic in topics}


@cache
def _topic_slugs() -> Mapping[str, str]:
    slugs: dict[str, str] = yaml.safe_load(_TOPICS.read_text(encoding="utf-8"))
    return slugs


def _record(entry_id: str, content: EntryDraft) -> dict[str, Any]:
    values = {"id": entry_id, **content.to_json()}
    for name in ("authored_on", "reviewed_on", "next_review_on"):
        values[name] = getattr(content, name)  # as a date, which YAML writes without quotes
    for name in ("groups", "related", "law"):
        if not values[name]:
            del values[name]
    if values["verdict"] is None:
        del values["verdict"]
    return values


def _write(file: Path, records: list[dict[str, Any]]) -> None:
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    aside.write_text(canonical_yaml(records), encoding="utf-8")
    aside.replace(file)

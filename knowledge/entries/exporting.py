"""Writing what is public as content files that ``import`` takes back unchanged."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind
from knowledge.entries.seed_files import content_files, ids_in
from knowledge.errors import InvalidInput, SeedError

_LINE_WIDTH = 110
_OTHER = "other"
_IDS_NAMED = 10
_TOPICS = Path(__file__).resolve().parent / "topics.yml"


def export_entries(contents: Mapping[str, EntryDraft], directory: Path) -> list[Path]:
    """Write one file per kind and topic, as in ``knowledge/seed``, entries by id; returns the files by name.

    The same contents always give the same bytes, so that a difference is a change of content. Files of an
    earlier export that nothing belongs into any more are removed. Raises ``InvalidInput`` when there is nothing
    to write, when a file of the directory holds an entry that is not among ``contents`` and would be lost, and
    when there are other content files, which an import would then read a second time.
    """
    if not contents:
        raise InvalidInput("directory", "数据库里没有已发布的条目，什么都没有导出。请检查连接的是不是要导出的数据库。")
    present = content_files(directory)
    _require_nothing_lost(present, contents)
    directory.mkdir(parents=True, exist_ok=True)
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry_id, content in sorted(contents.items()):
        by_file[file_name(content.kind, content.topic)].append(_record(entry_id, content))
    for name in sorted(by_file):
        _write(directory / name, by_file[name])
    for file in present:
        if file.name not in by_file:
            file.unlink()
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


def _require_nothing_lost(present: Sequence[Path], contents: Mapping[str, EntryDraft]) -> None:
    others = [file.name for file in present if file.name not in _possible_names()]
    if others:
        raise InvalidInput("directory", f"目录里已有其他内容文件（{others[0]}），请换一个空目录。")
    lost: set[str] = set()
    for file in present:
        try:
            lost |= ids_in(file) - contents.keys()
        except SeedError as error:
            why = error.problems[0].message
            message = f"看不出 {file.name} 里有哪些条目（{why}），没有导出。请先改好，或换一个空目录。"
            raise InvalidInput("directory", message) from error
    if lost:
        named = "、".join(sorted(lost)[:_IDS_NAMED]) + (" 等" if len(lost) > _IDS_NAMED else "")
        message = f"目录里有 {len(lost)} 条不在导出之列，会被删掉：{named}。没有导出，请先导入它们，或换一个空目录。"
        raise InvalidInput("directory", message)


def _possible_names() -> set[str]:
    topics = [*_topic_slugs(), ""]
    by_kind_only = {f"{kind.value}.yml" for kind in EntryKind}  # as the first exports were named
    return by_kind_only | {file_name(kind, topic) for kind in EntryKind for topic in topics}


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

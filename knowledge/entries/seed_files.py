"""Reading content files: every mistake is found at once, with its file, line and field."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from knowledge.entries.draft import EntryDraft
from knowledge.entries.seed_schema import SeedEntry
from knowledge.entries.standards import STANDARDS_FILE
from knowledge.errors import SeedError, SeedProblem

_MESSAGES = {
    "missing": "缺少这个字段",
    "extra_forbidden": "没有这个字段，请检查拼写",
    "string_type": "应是文字（必要时加引号）",
    "string_too_short": "不能为空",
    "string_too_long": "太长，最多 {max_length} 个字",
    "too_short": "至少需要 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "enum": "只能是 {expected} 之一（true 和 false 要加引号）",
    "tuple_type": "应是一个列表",
    "date_type": "应是日期，例如 2026-11-23",
    "date_from_datetime_parsing": "应是日期，例如 2026-11-23",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "model_type": "应是一组“字段: 值”",
}
_WHOLE_ENTRY = "(条目)"
_WHOLE_FILE = "(文件)"


@dataclass(frozen=True, slots=True)
class _Record:
    file: str
    node: yaml.Node
    entry: SeedEntry


def content_files(directory: Path) -> list[Path]:
    """The files of ``directory`` that hold entries, in the order of their names."""
    return sorted(file for file in directory.glob("*.yml") if file.name != STANDARDS_FILE)


def read_seed_files(directory: Path, known_ids: Collection[str] = ()) -> dict[str, EntryDraft]:
    """The entries of every ``.yml`` file in ``directory`` but the list of standards, by id.

    ``known_ids`` may be referred to besides the entries of the files. Raises ``SeedError`` with every
    mistake in every file, and when there is no file.
    """
    files = content_files(directory)
    if not files:
        raise SeedError([SeedProblem(str(directory), 0, _WHOLE_FILE, "这个目录里没有 .yml 内容文件")])
    problems: list[SeedProblem] = []
    records: list[_Record] = []
    for file in files:
        records += _read_file(file, problems)
    problems += _repeated_ids(records)
    if not problems:  # an entry with a mistake would be missed by those that refer to it
        problems += _unknown_references(records, {record.entry.id for record in records} | set(known_ids))
    if problems:
        raise SeedError(sorted(problems, key=lambda problem: (problem.file, problem.line)))
    return {record.entry.id: record.entry.content() for record in records}


def ids_in(file: Path) -> set[str]:
    """The ids of a content file's entries, sound or not. Raises ``SeedError`` unless every entry shows its own."""
    problems: list[SeedProblem] = []
    ids: set[str] = set()
    for node in _entry_nodes(file, problems):
        fields = node.value if isinstance(node, yaml.MappingNode) else []
        found = [value.value for key, value in fields if key.value == "id" and isinstance(value, yaml.ScalarNode)]
        if not found:
            problems.append(SeedProblem(file.name, _line(node), "id", _MESSAGES["missing"]))
        ids.update(found)
    if problems:
        raise SeedError(problems)
    return ids


def _read_file(file: Path, problems: list[SeedProblem]) -> list[_Record]:
    records = []
    for node in _entry_nodes(file, problems):
        record = _read_entry(file.name, node, problems)
        if record is not None:
            records.append(record)
    return records


def _entry_nodes(file: Path, problems: list[SeedProblem]) -> list[yaml.Node]:
    try:
        root = _compose(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        problems.append(SeedProblem(file.name, 1, _WHOLE_FILE, "文件不是 UTF-8 编码"))
        return []
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        problems.append(SeedProblem(file.name, line, _WHOLE_FILE, f"YAML 格式有误：{error.problem}"))
        return []
    except yaml.YAMLError as error:
        problems.append(SeedProblem(file.name, 1, _WHOLE_FILE, f"YAML 格式有误：{error}"))
        return []
    if not isinstance(root, yaml.SequenceNode):
        problems.append(SeedProblem(file.name, 1, _WHOLE_FILE, "文件应是条目的列表，每条以“- id:”开头"))
        return []
    return list(root.value)


def _compose(text: str) -> yaml.Node | None:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    node: yaml.Node | None = yaml.compose(text, Loader=loader)
    return node


def _read_entry(file: str, node: yaml.Node, problems: list[SeedProblem]) -> _Record | None:
    repeated = [
        SeedProblem(file, key.start_mark.line + 1, str(key.value), "这个字段写了两次") for key in _repeated_keys(node)
    ]
    problems += repeated
    try:
        entry = SeedEntry.model_validate(_value(node))
    except ValidationError as error:
        problems += [_problem(file, node, details) for details in error.errors()]
        return None
    except ValueError as error:  # a date such as 2026-13-40, which the YAML reader refuses
        problems.append(SeedProblem(file, _line(node), _WHOLE_ENTRY, str(error)))
        return None
    return None if repeated else _Record(file, node, entry)


def _value(node: yaml.Node) -> Any:
    constructor = yaml.constructor.SafeConstructor()
    return constructor.construct_document(node)


def _repeated_keys(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key
            seen.add(key.value)
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated_keys(value)


def _problem(file: str, node: yaml.Node, details: ErrorDetails) -> SeedProblem:
    location = details["loc"]
    field = ".".join(str(part) for part in location) or _WHOLE_ENTRY
    context = details.get("ctx", {})
    template = _MESSAGES.get(details["type"])
    message = template.format_map(context) if template is not None else str(context.get("error", details["msg"]))
    return SeedProblem(file, _line(_node_at(node, location)), field, message)


def _node_at(node: yaml.Node, location: Sequence[int | str]) -> yaml.Node:
    """The deepest node on the way to ``location``: a missing field is reported at its parent."""
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == part), None)
            if found is None:
                return node
            key, value = found
            node = value if isinstance(value, yaml.CollectionNode) else key
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        else:
            return node
    return node


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _repeated_ids(records: Sequence[_Record]) -> Iterator[SeedProblem]:
    first: dict[str, _Record] = {}
    for record in records:
        known = first.setdefault(record.entry.id, record)
        if known is not record:
            where = f"{known.file} 第 {_line(known.node)} 行"
            yield SeedProblem(
                record.file,
                _line(_node_at(record.node, ["id"])),
                "id",
                f"编号 {record.entry.id} 在 {where} 已经用过",
            )


def _unknown_references(records: Sequence[_Record], known: set[str]) -> Iterator[SeedProblem]:
    for record in records:
        for position, other in enumerate(record.entry.related):
            line = _line(_node_at(record.node, ["related", position]))
            if other == record.entry.id:
                yield SeedProblem(record.file, line, f"related.{position}", "相关条目不能是自己")
            elif other not in known:
                yield SeedProblem(record.file, line, f"related.{position}", f"没有编号为 {other} 的条目")

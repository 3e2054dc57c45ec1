"""Labelled files, one JSON object a line: read whole, or refused with file and line number."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from knowledge.matching.types import IndexedEntry

Item = TypeVar("Item")


class MalformedLine(ValueError):
    """A line that does not have the agreed form."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the topic that answers it."""

    text: str
    topic_id: str
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two look-alikes: the first is about the topic, the second is not."""

    about_topic: str
    not_about_topic: str
    topic_id: str


@dataclass(frozen=True, slots=True)
class LabelledFiles:
    """Everything one evaluation reads. ``negatives`` are by file stem."""

    entries: tuple[IndexedEntry, ...]
    questions: tuple[Question, ...]
    negatives: Mapping[str, tuple[str, ...]]
    contradictions: tuple[Contradiction, ...]


def read_labelled_files(
    kb: Path, questions: Path, negatives: tuple[Path, ...] = (), contradictions: Path | None = None
) -> LabelledFiles:
    """Read and check every file; raise :class:`MalformedLine` at the first line that is not as agreed."""
    entries = read_knowledge_base(kb)
    topics = {entry.entry_id for entry in entries}
    return LabelledFiles(
        entries=entries,
        questions=read_questions(questions, topics, kb.name),
        negatives={stem: read_negatives(file) for stem, file in _by_stem(negatives).items()},
        contradictions=read_contradictions(contradictions, topics, kb.name) if contradictions else (),
    )


def read_questions(file: Path, topics: Collection[str], knowledge: str) -> tuple[Question, ...]:
    """Read ``{"q", "topic_id", "style"?}`` lines; every topic must be one of ``topics``, those of ``knowledge``."""

    def question(line: Mapping[str, Any]) -> Question:
        return Question(_text(line, "q"), _topic(line, topics, knowledge), _optional_text(line, "style") or None)

    return _read(file, question)


def read_contradictions(file: Path, topics: Collection[str], knowledge: str) -> tuple[Contradiction, ...]:
    """Read ``{"q_true", "q_false", "topic_id"}`` lines; every topic must be one of ``topics``, as above."""

    def contradiction(line: Mapping[str, Any]) -> Contradiction:
        return Contradiction(_text(line, "q_true"), _text(line, "q_false"), _topic(line, topics, knowledge))

    return _read(file, contradiction)


def read_knowledge_base(file: Path) -> tuple[IndexedEntry, ...]:
    """Read ``{"topic_id", "title", "answer", "url", "variants"?}`` lines; variants become phrasings."""
    seen: set[str] = set()

    def entry(line: Mapping[str, Any]) -> IndexedEntry:
        topic = _text(line, "topic_id")
        if topic in seen:
            raise ValueError(f"topic_id {topic!r} is used twice")
        seen.add(topic)
        variants = line.get("variants") or []
        if not isinstance(variants, list) or not all(isinstance(variant, str) for variant in variants):
            raise ValueError("variants must be a list of texts")
        _optional_text(line, "url")
        return IndexedEntry(topic, _text(line, "title"), tuple(variants), _optional_text(line, "answer"))

    return _read(file, entry)


def read_negatives(file: Path) -> tuple[str, ...]:
    """Read ``{"q"}`` lines."""
    return _read(file, lambda line: _text(line, "q"))


def _by_stem(files: tuple[Path, ...]) -> dict[str, Path]:
    by_stem: dict[str, Path] = {}
    for file in files:
        # Two files of one name in different folders must not hide one another.
        stem = file.stem if file.stem not in by_stem else f"{file.parent.name}/{file.stem}"
        by_stem[stem] = file
    return by_stem


def _read(file: Path, parse: Callable[[Mapping[str, Any]], Item]) -> tuple[Item, ...]:
    items: list[Item] = []
    for number, line in _lines(file):
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise MalformedLine(file, number, f"not JSON ({error.msg})") from error
        if not isinstance(value, dict):
            raise MalformedLine(file, number, "not a JSON object")
        try:
            items.append(parse(value))
        except ValueError as error:
            raise MalformedLine(file, number, str(error)) from error
    return tuple(items)


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    with file.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise MalformedLine(file, number, "not UTF-8") from error
            if line.strip():
                yield number, line


def _topic(line: Mapping[str, Any], topics: Collection[str], knowledge: str) -> str:
    topic = _text(line, "topic_id")
    if topic not in topics:
        raise ValueError(f"topic_id {topic!r} is not in {knowledge}")
    return topic


def _text(line: Mapping[str, Any], key: str) -> str:
    if key not in line:
        raise ValueError(f"{key} is missing")
    value = line[key]
    if not isinstance(value, str):
        raise ValueError(f"{key} must be a text")
    if not value.strip():
        raise ValueError(f"{key} is empty")
    return value


def _optional_text(line: Mapping[str, Any], key: str) -> str:
    value = line.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{key} must be a text")
    return value

"""What changed between two states of an entry, for a person to read; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from knowledge.entries.draft import DraftGroup, DraftSource, EntryDraft


class Change(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what became of it."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line of a field: its pieces in reading order."""

    pieces: tuple[Piece, ...]

    @property
    def is_kept(self) -> bool:
        """Whether nothing in it changed."""
        return all(piece.change is Change.KEPT for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs; ``lines`` also holds the lines that stayed, for context."""

    field: str
    label: str
    lines: tuple[LineChange, ...]


FIELD_LABELS = {
    "kind": "类型",
    "title": "标题",
    "verdict": "结论",
    "truth": "一句话事实",
    "key_points": "要点",
    "advice": "建议",
    "phrasings": "问法",
    "topic": "主题",
    "unit": "责任单位",
    "risk": "风险",
    "groups": "人群提示",
    "related": "相关条目",
    "law": "法规依据",
    "sources": "来源",
    "next_review_on": "下次复核",
}
"""The fields editors change; the dates of writing and review follow from what they do."""

_RISKS = {"low": "低", "medium": "中", "high": "高"}
_WORD = re.compile(r"[a-z0-9.%/-]+|.", re.IGNORECASE | re.DOTALL)
_ALIKE = 0.4
"""Two lines share this much before they are shown as one line that was changed (difflib's ratio)."""


def compare(before: EntryDraft, after: EntryDraft) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order of the form."""
    return tuple(
        FieldChange(field, label, tuple(_compare_lines(_lines(before, field), _lines(after, field))))
        for field, label in FIELD_LABELS.items()
        if _lines(before, field) != _lines(after, field)
    )


def _lines(draft: EntryDraft, field: str) -> list[str]:
    value = getattr(draft, field)
    if value is None or value == "":
        return []
    if field == "risk":
        return [_RISKS[value]]
    if isinstance(value, tuple):
        return [_line(item) for item in value]
    return [getattr(value, "label", str(value))]


def _line(item: object) -> str:
    if isinstance(item, DraftSource):
        parts = (item.publisher, item.title, item.published_on, item.url, f"{item.tier.value} 级")
        return "｜".join(part for part in parts if part)
    if isinstance(item, DraftGroup):
        return f"{item.group}：{item.note}"
    return str(item)


def _compare_lines(before: Sequence[str], after: Sequence[str]) -> list[LineChange]:
    found: list[LineChange] = []
    for tag, start, stop, other_start, other_stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.extend(LineChange((Piece(Change.KEPT, text),)) for text in before[start:stop])
        else:
            found.extend(_changed(before[start:stop], after[other_start:other_stop]))
    return found


def _changed(removed: Sequence[str], added: Sequence[str]) -> list[LineChange]:
    """Lines that took each other's place are compared word by word; the others stand alone."""
    found: list[LineChange] = []
    for place in range(max(len(removed), len(added))):
        old = removed[place] if place < len(removed) else None
        new = added[place] if place < len(added) else None
        if old is not None and new is not None and _are_alike(old, new):
            found.append(LineChange(_pieces(old, new)))
            continue
        if old is not None:
            found.append(LineChange((Piece(Change.REMOVED, old),)))
        if new is not None:
            found.append(LineChange((Piece(Change.ADDED, new),)))
    return found


def _are_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    found: list[Piece] = []
    for tag, start, stop, other_start, other_stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(Change.KEPT, "".join(old[start:stop])))
            continue
        if stop > start:
            found.append(Piece(Change.REMOVED, "".join(old[start:stop])))
        if other_stop > other_start:
            found.append(Piece(Change.ADDED, "".join(new[other_start:other_stop])))
    return tuple(found)

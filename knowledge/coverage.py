"""Which real questions have no good entry yet, grouped, so that editors know what to write next."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.checking import CheckCandidate, CheckOutcome
from knowledge.emerging.clustering import ClaimPlacer, ClaimReader, KnownClaim
from knowledge.errors import InvalidInput
from knowledge.matching.types import Scope

_KEYS = ("q", "text")


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions about the same thing that nothing answers directly; ``nearest`` is the most probable entry."""

    questions: tuple[str, ...]
    asked_back: int
    """How many of them were met with a choice of entries instead of nothing."""
    nearest: CheckCandidate | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of all questions. ``gaps`` come biggest first; ``off_topic`` is not about food safety."""

    asked: int
    answered: int
    emergencies: int
    gaps: tuple[Gap, ...]
    off_topic: tuple[str, ...]
    revision: int

    @property
    def unanswered(self) -> int:
        """How many questions are in gaps."""
        return sum(len(gap.questions) for gap in self.gaps)


@dataclass(slots=True)
class _Open:
    questions: list[str]
    asked_back: int
    nearest: CheckCandidate | None


def read_questions(file: Path) -> tuple[str, ...]:
    """One question a line: plain text, or a JSON object with ``q`` or ``text``.

    Raises ``InvalidInput`` naming file and line for a line that is neither, and when there is no question.
    """
    questions = tuple(_questions(file))
    if not questions:
        raise InvalidInput(file.name, "文件里没有问题。")
    return questions


def _questions(file: Path) -> Iterator[str]:
    for number, raw in enumerate(file.read_bytes().splitlines(), start=1):
        where = f"{file.name}:{number}"
        try:
            line = raw.decode("utf-8-sig").strip()
        except UnicodeDecodeError as error:
            raise InvalidInput(where, "不是 UTF-8 编码，请另存为 UTF-8。") from error
        if line:
            yield _question(line, where) if line.startswith("{") else line


def _question(line: str, where: str) -> str:
    try:
        value: dict[str, Any] = json.loads(line)
    except json.JSONDecodeError as error:
        raise InvalidInput(where, f"以 {{ 开头却不是 JSON：{error.msg}。") from error
    found = next((value[key] for key in _KEYS if key in value), None)
    if not isinstance(found, str) or not found.strip():
        raise InvalidInput(where, '需要 "q" 或 "text"，内容是文字。')
    return found.strip()


def measure_coverage(
    questions: Sequence[str], check: Callable[[str], CheckOutcome], reader: ClaimReader, revision: int
) -> Coverage:
    """Ask every question once, and group those without a direct answer around the first of each kind."""
    groups: dict[int, _Open] = {}
    known: list[KnownClaim] = []
    off_topic: list[str] = []
    answered = emergencies = 0
    for text in questions:
        outcome = check(text)
        if outcome.outcome == "answer":
            answered += 1
        elif outcome.outcome == "emergency":
            emergencies += 1
        elif outcome.outcome == "unmatched" and outcome.scope is not Scope.FOOD_SAFETY:
            off_topic.append(text)
        else:
            _place(text, outcome, groups, known, reader)
    gaps = [Gap(tuple(group.questions), group.asked_back, group.nearest) for group in groups.values()]
    gaps.sort(key=lambda gap: -len(gap.questions))
    return Coverage(len(questions), answered, emergencies, tuple(gaps), tuple(off_topic), revision)


def _place(
    text: str,
    outcome: CheckOutcome,
    groups: dict[int, _Open],
    known: list[KnownClaim],
    reader: ClaimReader,
) -> None:
    claim = outcome.claim or text
    number = ClaimPlacer(reader, claim).among(known)
    if number is None:
        number = len(groups)
        groups[number] = _Open([], 0, None)
        # Later questions are compared with the first of a group only: a chain of neighbours drifts away.
        known.append(KnownClaim(number, claim))
    group = groups[number]
    group.questions.append(text)
    group.asked_back += outcome.outcome == "clarify"
    best = outcome.top_candidate
    if best is not None and (group.nearest is None or best.probability > group.nearest.probability):
        group.nearest = best

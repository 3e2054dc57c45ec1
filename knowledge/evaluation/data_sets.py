"""The labelled questions the project is judged by: its own, and those nobody here worded where they are at hand."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from knowledge.calibration.cases import SeedEntry, reduced
from knowledge.evaluation.files import (
    LabelledFiles,
    read_contradictions,
    read_labelled_files,
    read_negatives,
    read_questions,
)
from knowledge.matching.matcher import richness_of
from knowledge.matching.normalize import clean
from knowledge.matching.types import IndexedEntry
from knowledge.training.topics import read_topics


class Part(StrEnum):
    """Half of the own questions, split by topic."""

    DEVELOPMENT = "development"
    """May be looked at while the matcher is worked on."""
    FINAL = "final"
    """Asked once, when the work is done."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Labelled files under a name. ``may_be_quoted`` is false for texts that must not be copied or looked at.

    ``dropped`` counts the texts of the files that are not asked, because something was learnt from them.
    """

    name: str
    title: str
    files: LabelledFiles
    may_be_quoted: bool
    dropped: int = 0

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that is asked, each once."""
        files = self.files
        pairs = [text for pair in files.contradictions for text in (pair.about_topic, pair.not_about_topic)]
        negatives = [text for texts in files.negatives.values() for text in texts]
        return tuple(dict.fromkeys([*(question.text for question in files.questions), *negatives, *pairs]))


def read_own(directory: Path, part: Part, seed: Sequence[SeedEntry], calibration: Path) -> DataSet:
    """Read one part of the own questions, asked of the whole seed.

    A text that has meanwhile become a phrasing, or stands in a practice topic or a file of ``calibration``, is not
    asked any more, and no text is asked twice.
    """
    folder = directory / part
    topics = {one.entry.entry_id for one in seed}
    learnt = _learnt(seed, calibration)
    questions = read_questions(folder / "questions.jsonl", topics, "the content files")
    contradictions = read_contradictions(folder / "contradictions.jsonl", topics, "the content files")
    negatives = {file.stem: read_negatives(file) for file in sorted(folder.glob("negatives_*.jsonl"))}
    files = LabelledFiles(
        entries=tuple(one.entry for one in seed),
        questions=tuple({one.text: one for one in questions if _bare(one.text) not in learnt}.values()),
        negatives={stem: _unseen(texts, learnt) for stem, texts in negatives.items()},
        contradictions=tuple(
            pair for pair in contradictions if not learnt & {_bare(pair.about_topic), _bare(pair.not_about_topic)}
        ),
    )
    read = len(questions) + len(contradictions) + sum(map(len, negatives.values()))
    kept = len(files.questions) + len(files.contradictions) + sum(map(len, files.negatives.values()))
    may_be_quoted = part is Part.DEVELOPMENT
    return DataSet(f"own_{part}", f"Own questions, {part} part", files, may_be_quoted, dropped=read - kept)


def _unseen(texts: Iterable[str], learnt: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if _bare(text) not in learnt))


def _learnt(seed: Sequence[SeedEntry], calibration: Path) -> frozenset[str]:
    """Return every text the matcher knows or was calibrated on, cleaned."""
    texts = [text for one in seed for text in (one.entry.title, *one.entry.phrasings)]
    for topic in read_topics():
        texts += [topic.title, *topic.texts, *topic.forwards, *topic.not_about]
    for file in calibration.glob("*.jsonl"):
        # Not splitlines: a text may hold the line separators of Unicode, which JSON leaves as they are.
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                texts.extend(value for key, value in json.loads(line).items() if key in {"q", "q_true", "q_false"})
    return frozenset(map(_bare, texts))


def _bare(text: str) -> str:
    return clean(text).strip(" !?.,。、")


def read_outside(directory: Path) -> DataSet | None:
    """Read questions of others with their own knowledge file; ``None`` where there are none."""
    if not (directory / "kb.jsonl").is_file():
        return None
    contradictions = directory / "contradictions.jsonl"
    files = read_labelled_files(
        directory / "kb.jsonl",
        directory / "questions.jsonl",
        tuple(sorted(directory.glob("negatives_*.jsonl"))),
        contradictions if contradictions.is_file() else None,
    )
    return DataSet("outside", "Outside questions, knowledge of their own", files, may_be_quoted=False)


def calibration_entries(entries: Sequence[IndexedEntry], seed: Sequence[SeedEntry]) -> tuple[IndexedEntry, ...]:
    """Return the seed, telling the index as much as ``entries`` do: what limits for ``entries`` are chosen on."""
    return tuple(reduced(one.entry, richness_of(entries)) for one in seed)

"""What calibration learns from: questions, the knowledge they are asked of, and which entry is right."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from knowledge.calibration.forwarding import as_forward
from knowledge.entries.seed_files import content_files
from knowledge.evaluation.files import (
    LabelledFiles,
    read_contradictions,
    read_knowledge_base,
    read_negatives,
    read_questions,
)
from knowledge.matching.types import IndexedEntry, Richness

FOLDS = 5
DATA = Path(__file__).parent
_FORWARDED = 4
_KEPT_OF = 3


class Kind(StrEnum):
    """Why a question is asked."""

    QUESTION = "question"
    """An entry answers it."""
    WITHHELD = "withheld"
    """An entry would answer it, but is left out of the knowledge base."""
    NEAR_MISS = "near_miss"
    """It looks like an entry's topic and is not."""
    NEAR = "near"
    HARD = "hard"
    FAR = "far"
    UNKNOWN = "unknown"
    """A rumor no entry is about: the one that must be logged."""


@dataclass(frozen=True, slots=True)
class SeedEntry:
    """An entry as its content file gives it, as far as matching sees it."""

    entry: IndexedEntry
    related: frozenset[str]
    fold: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One question asked of one knowledge base. ``topic_id`` is ``None`` where no entry is right.

    Cases of one ``group`` are about one topic and are never split between fitting and measuring. ``related`` are the
    entries that editors linked to the topic: they may answer too.
    """

    text: str
    kind: Kind
    topic_id: str | None
    group: str
    related: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseSet:
    """The cases of one fold asked of one knowledge base.

    ``is_served`` marks our own entries as they are published: there the encoder in service has learnt their wording,
    and is the one to ask. Everywhere else the topics must be new to the encoder.
    """

    fold: int
    knowledge: Richness
    entries: tuple[IndexedEntry, ...]
    cases: tuple[Case, ...]
    is_served: bool = False


def fold_of(entry_id: str) -> int:
    """Return the fold an entry belongs to; it depends on nothing but its id."""
    return hashlib.sha256(entry_id.encode()).digest()[0] % FOLDS


def read_seed(directory: Path) -> tuple[SeedEntry, ...]:
    """Read every entry of a content directory."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw: list[dict[str, Any]] = []
    for file in content_files(directory):
        raw.extend(yaml.load(file.read_text(encoding="utf-8"), Loader=loader) or [])
    return tuple(_seed_entry(item) for item in raw)


def _seed_entry(item: dict[str, Any]) -> SeedEntry:
    answer = "\n".join([item.get("truth") or "", *(item.get("key_points") or ())]).strip()
    phrasings = tuple(str(phrasing) for phrasing in item.get("phrasings") or ())
    entry_id = str(item["id"])
    return SeedEntry(
        IndexedEntry(entry_id, str(item["title"]), phrasings, answer),
        frozenset(item.get("related") or ()),
        fold_of(entry_id),
        str(item.get("kind") or ""),
    )


def write_knowledge_base(seed: Sequence[SeedEntry], file: Path) -> None:
    """Write the entries in the evaluation's line format."""
    lines = [
        {
            "topic_id": one.entry.entry_id,
            "title": one.entry.title,
            "answer": one.entry.answer,
            "url": "",
            "variants": list(one.entry.phrasings),
        }
        for one in seed
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    file.write_text(text, encoding="utf-8")


def reduced(entry: IndexedEntry, knowledge: Richness) -> IndexedEntry:
    """Return the entry with only what ``knowledge`` keeps."""
    if knowledge is Richness.TITLES:
        return IndexedEntry(entry.entry_id, entry.title)
    if knowledge is Richness.ANSWERS:
        return IndexedEntry(entry.entry_id, entry.title, (), entry.answer)
    return entry


def build_case_sets(seed: Sequence[SeedEntry], labelled: LabelledFiles) -> list[CaseSet]:
    """Return the cases asked of our own entries: all, all but those asked about, and all with fewer phrasings."""
    related = related_entries(seed)
    sets: list[CaseSet] = []
    for fold in range(FOLDS):
        asked = _asked(seed, labelled, fold, related)
        negatives = negatives_of(labelled, fold)
        everything = tuple(one.entry for one in seed)
        rest = tuple(one.entry for one in seed if one.fold != fold)
        sets.append(CaseSet(fold, Richness.FULL, everything, (*asked, *negatives), is_served=True))
        sets.append(CaseSet(fold, Richness.FULL, rest, tuple(map(withheld, asked))))
        sets.append(CaseSet(fold, Richness.FULL, tuple(map(_thinned, everything)), tuple(asked)))
    return sets


def related_entries(seed: Sequence[SeedEntry]) -> dict[str, frozenset[str]]:
    """Return for every entry those that editors linked to it, from either side."""
    both: dict[str, set[str]] = {one.entry.entry_id: set(one.related) for one in seed}
    for one in seed:
        for other in one.related:
            both.setdefault(other, set()).add(one.entry.entry_id)
    return {entry_id: frozenset(others) for entry_id, others in both.items()}


def withheld(case: Case) -> Case:
    """Return the case as it is where its entry is missing."""
    return replace(case, kind=Kind.WITHHELD, topic_id=None)


def _thinned(entry: IndexedEntry) -> IndexedEntry:
    """Keep every third phrasing: residents word things further off than the questions' writers, who wrote those too."""
    return replace(entry, phrasings=entry.phrasings[::_KEPT_OF])


def _asked(
    seed: Sequence[SeedEntry], labelled: LabelledFiles, fold: int, related: dict[str, frozenset[str]]
) -> list[Case]:
    pairs = [(question.topic_id, question.text) for question in labelled.questions]
    pairs.extend((topic, as_forward(text)) for topic, text in pairs[::_FORWARDED])
    return [Case(text, Kind.QUESTION, topic, topic, related[topic]) for topic, text in pairs if fold_of(topic) == fold]


def negatives_of(labelled: LabelledFiles, fold: int) -> list[Case]:
    """Return what no entry answers, and the look-alikes of the fold's topics."""
    cases = [
        Case(pair.not_about_topic, Kind.NEAR_MISS, None, pair.topic_id)
        for pair in labelled.contradictions
        if fold_of(pair.topic_id) == fold
    ]
    for stem, texts in labelled.negatives.items():
        kind = Kind(stem.removeprefix("negatives_").split("_")[0])
        cases.extend(Case(text, kind, None, text) for text in texts if fold_of(text) == fold)
    return cases


def read_own_labelled_files(seed: Sequence[SeedEntry], directory: Path, scratch: Path) -> LabelledFiles:
    """Read the project's own questions, contradictions and negatives, checked against the seed's ids."""
    kb = scratch / "seed.jsonl"
    write_knowledge_base(seed, kb)
    topics = {one.entry.entry_id for one in seed}
    questions = [
        question
        for file in sorted(directory.glob("questions*.jsonl"))
        for question in read_questions(file, topics, "the content files")
    ]
    pairs = [
        pair
        for file in sorted(directory.glob("contradictions*.jsonl"))
        for pair in read_contradictions(file, topics, "the content files")
    ]
    negatives = {file.stem: read_negatives(file) for file in sorted(directory.glob("negatives_*.jsonl"))}
    return LabelledFiles(read_knowledge_base(kb), tuple(questions), negatives, tuple(pairs))

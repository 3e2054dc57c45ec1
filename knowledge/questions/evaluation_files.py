"""Wrong-answer marks as the files ``xiaochen evaluate`` reads."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.entries.draft import EntryDraft
from knowledge.questions.views import Mark


@dataclass(frozen=True, slots=True)
class EvaluationFiles:
    """Three files, one JSON object a line. Every ``topic_id`` of ``questions`` is in ``entries``."""

    entries: str
    questions: str
    negatives: str

    def write(self, directory: Path) -> None:
        """Write ``kb.jsonl``, ``questions.jsonl`` and ``negatives.jsonl``."""
        directory.mkdir(parents=True, exist_ok=True)
        for name, text in (("kb", self.entries), ("questions", self.questions), ("negatives", self.negatives)):
            (directory / f"{name}.jsonl").write_text(text, encoding="utf-8")


def evaluation_files(marks: Sequence[Mark], public: Mapping[str, EntryDraft]) -> EvaluationFiles:
    """The files of ``marks``; one whose right entry is not public is left out, as nothing could answer it."""
    return EvaluationFiles(
        entries=_lines(
            {
                "topic_id": entry_id,
                "title": draft.title,
                "answer": "\n".join(part for part in (draft.truth, *draft.key_points, draft.advice) if part),
                "url": "",
                "variants": list(draft.phrasings),
            }
            for entry_id, draft in public.items()
        ),
        questions=_lines({"q": mark.question, "topic_id": mark.entry_id} for mark in marks if mark.entry_id in public),
        negatives=_lines({"q": mark.question} for mark in marks if mark.entry_id is None),
    )


def _lines(values: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)

"""The texts that are said: the own questions and negatives, and Rasa's held-back messages."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from knowledge.evaluation.data_sets import Part
from knowledge.evaluation.files import read_negatives

_ANNOTATION = re.compile(r"\[([^]]*)](?:\([^)]*\)|\{[^}]*})")
_EXAMPLE = re.compile(r"^\s*- (.+)$", re.MULTILINE)


def own_texts(own: Path, parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """Yield (group, text) of every own question and negative."""
    for part in parts:
        for file in (own / part / "questions.jsonl", *sorted((own / part).glob("negatives_*.jsonl"))):
            # Only "q" is wanted, and questions have it too.
            yield from ((f"{part} {file.stem}", text) for text in read_negatives(file))


def held_back_messages(files: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield (intent, text) of every example of Rasa's NLU files, without the marks of entities."""
    for file in files:
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                for example in _EXAMPLE.findall(block["examples"]):
                    yield block["intent"], _ANNOTATION.sub(r"\1", example).strip()

"""Practice topics (练习话题): claims people make about food, each in many wordings, that no entry need be about.

The encoder learns from them what belongs together, calibration how questions of other people's topics look. They say
nothing about what is true: no verdict, no fact. Every line of ``topics/*.jsonl`` is one claim.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TOPICS = Path(__file__).with_name("topics")


@dataclass(frozen=True, slots=True)
class PracticeTopic:
    """One claim. ``topic_id`` is ``file/slug``: unlike any entry's id, and of one topic alone.

    ``texts`` and ``forwards`` (messages of some sentences) all make this claim and no other; ``not_about`` only look
    like it: no answer to the claim answers them. ``related`` are topics so near that their answer may serve as well.
    """

    topic_id: str
    title: str
    texts: tuple[str, ...]
    forwards: tuple[str, ...]
    not_about: tuple[str, ...]
    related: frozenset[str] = frozenset()


def topic_files(directory: Path = TOPICS) -> list[Path]:
    """The files of practice topics, in order."""
    return sorted(directory.glob("*.jsonl"))


def read_topics(directory: Path = TOPICS) -> list[PracticeTopic]:
    """Read all practice topics, file by file.

    :raises ValueError: when a line is no topic or its slug stands twice in a file, with file and line.
    """
    topics: dict[str, PracticeTopic] = {}
    for file in topic_files(directory):
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                topic = _topic(line, f"{file.name}:{number}", file.stem)
                if topics.setdefault(topic.topic_id, topic) is not topic:
                    raise ValueError(f"{file.name}:{number}: topic {topic.topic_id} is there already")
    return list(topics.values())


def _topic(line: str, place: str, stem: str) -> PracticeTopic:
    try:
        read = json.loads(line)
        return PracticeTopic(
            f"{stem}/{read['topic']}",
            str(read["title"]),
            _texts(read["texts"]),
            _texts(read["forwards"]),
            _texts(read["not_about"]),
            frozenset(_texts(read.get("related", []))),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{place}: not a practice topic ({error!r})") from error


def _texts(read: Sequence[object]) -> tuple[str, ...]:
    if not isinstance(read, list) or not all(isinstance(text, str) and text.strip() for text in read):
        raise TypeError("texts are a list of non-empty strings")
    return tuple(str(text) for text in read)

"""The practice topics: many wordings of many claims, none of them an evaluation's question."""

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.matching.normalize import clean
from knowledge.training.topics import read_topics

OWN = Path(__file__).parents[1] / "evaluation" / "own"
TOPIC: dict[str, Any] = {
    "topic": "kiwi",
    "title": "猕猴桃治失眠",
    "texts": ["奇异果助眠吗"],
    "forwards": ["邻居说睡前两个猕猴桃，一觉到天亮！"],
    "not_about": ["猕猴桃几月上市"],
}


def write(file: Path, *lines: object) -> Path:
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return file.parent


def test_a_topic_is_named_by_its_file_and_slug(tmp_path: Path) -> None:
    (read,) = read_topics(write(tmp_path / "fruit.jsonl", TOPIC | {"related": ["fruit/other"]}))

    assert read.topic_id == "fruit/kiwi"
    assert read.texts == ("奇异果助眠吗",)
    assert read.related == {"fruit/other"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({**TOPIC, "texts": "奇异果助眠吗"}, "a list of non-empty strings"),
        ({**TOPIC, "not_about": [" "]}, "a list of non-empty strings"),
        ({name: value for name, value in TOPIC.items() if name != "forwards"}, "forwards"),
        (["kiwi"], "not a practice topic"),
    ],
)
def test_a_line_that_is_no_topic_is_reported_with_its_place(tmp_path: Path, line: object, reason: str) -> None:
    directory = write(tmp_path / "fruit.jsonl", TOPIC, line)

    with pytest.raises(ValueError, match=rf"fruit\.jsonl:2: .*{reason}"):
        read_topics(directory)


def test_a_slug_stands_once_in_a_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"fruit\.jsonl:2: topic fruit/kiwi is there already"):
        read_topics(write(tmp_path / "fruit.jsonl", TOPIC, TOPIC))


def test_the_shipped_topics_say_each_claim_in_several_ways_and_know_their_neighbours() -> None:
    topics = read_topics()
    ids = {topic.topic_id for topic in topics}

    assert len(topics) > 2_000
    assert not [topic.topic_id for topic in topics if len(topic.texts) < 4 or not topic.forwards]
    assert not [topic.topic_id for topic in topics if not topic.related <= ids]
    assert not [topic.topic_id for topic in topics if topic.topic_id in topic.related]


def test_no_wording_is_one_of_the_own_questions() -> None:
    learnt = {clean(text) for topic in read_topics() for text in (topic.title, *topic.texts, *topic.forwards)}
    asked = {
        clean(json.loads(line)["q"])
        for file in OWN.rglob("questions.jsonl")
        for line in file.read_text(encoding="utf-8").split("\n")
        if line.strip()
    }

    assert asked
    assert not asked & learnt

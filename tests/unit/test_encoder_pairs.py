"""The pairs that the encoder is trained on say the same claim on both sides."""

from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from knowledge.training.fine_tuning import BLOCK, claim_numbers
from knowledge.training.pairs import (
    GeneratedPair,
    build_pairs,
    entry_pairs,
    generated_pairs,
    look_alikes,
    practised,
    read_grammar,
    synonym_pairs,
    topic_pairs,
)
from knowledge.training.topics import PracticeTopic

ENTRIES = [
    {
        "id": "ge-ye-cai",
        "title": "隔夜菜致癌",
        "topic": "剩菜",
        "phrasings": ["剩菜吃了得癌症吗", "隔夜菜能吃吗"],
    },
    {"id": "xi-gua", "title": "西瓜打针", "topic": "水果", "phrasings": ["打针西瓜是真的吗"]},
    {"id": "no-phrasings", "title": "没有问法", "topic": "水果", "phrasings": []},
]


@pytest.fixture
def seed_dir(tmp_path: Path) -> Path:
    """A folder of entries as the knowledge base ships them."""
    (tmp_path / "entries.yml").write_text(yaml.safe_dump(ENTRIES, allow_unicode=True), encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def generated() -> list[GeneratedPair]:
    """Every pair of the shipped grammar."""
    return list(generated_pairs())


def _without(text: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _named_foods(text: str, pair: GeneratedPair) -> set[tuple[str, ...]]:
    """The foods a text names beside its other things, the longest name first: 小番茄 is not 番茄."""
    foods = {food for frame in read_grammar().frames for food in frame.slots.get("food", ())}
    text = _without(text, (name for thing in pair.things if thing not in foods for name in thing))
    # Names of one character (姜, 梨) are too easily part of other words to be read from a text.
    owner = {name: food for food in foods for name in food if len(name) > 1}
    found = set()
    for name in sorted(owner, key=lambda name: (-len(name), name)):
        if name in text:
            found.add(owner[name])
            text = text.replace(name, " ")
    return found


def test_no_pair_has_an_empty_side_or_repeats_a_text(seed_dir: Path) -> None:
    pairs = build_pairs(seed_dir)

    assert all(left.strip() and right.strip() for left, right in pairs)
    assert all(left != right for left, right in pairs)


def test_about_twenty_thousand_pairs_are_built(seed_dir: Path) -> None:
    assert len(build_pairs(seed_dir)) > 17_000


def test_every_slot_of_every_template_is_filled(generated: list[GeneratedPair]) -> None:
    assert not [pair for pair in generated if set("{}") & set(pair.left + pair.right)]


def test_both_sides_of_a_generated_pair_name_each_of_its_things(generated: list[GeneratedPair]) -> None:
    wrong = [
        pair
        for pair in generated
        for text in (pair.left, pair.right)
        if not all(any(name in text for name in thing) for thing in pair.things)
    ]

    assert wrong == []


def test_no_generated_pair_crosses_from_one_food_to_another(generated: list[GeneratedPair]) -> None:
    wrong = [
        (pair.left, pair.right)
        for pair in generated[::3]
        if min(len(name) for thing in pair.things for name in thing) > 1
        and _named_foods(pair.left, pair) != _named_foods(pair.right, pair)
    ]

    assert wrong == []


def test_a_name_means_one_thing_within_its_kind_and_category() -> None:
    for frame in read_grammar().frames:
        for slot, things in frame.slots.items():
            names = [name for thing in dict.fromkeys(things) for name in thing]
            twice = sorted({name for name in names if names.count(name) > 1})
            assert twice == [], f"{frame.name}.{slot}"


def test_synonyms_join_names_of_one_thing() -> None:
    assert ("番茄", "西红柿") in synonym_pairs()


def test_the_same_inputs_give_the_same_pairs_in_the_same_order(seed_dir: Path) -> None:
    assert build_pairs(seed_dir) == build_pairs(seed_dir)


def test_an_excluded_entry_leaves_no_trace(seed_dir: Path) -> None:
    with_all = build_pairs(seed_dir)
    without = set(build_pairs(seed_dir, excluded_ids=frozenset({"ge-ye-cai"})))

    gone = [pair for pair in with_all if pair not in without]
    assert set(gone) == {
        ("隔夜菜致癌", "剩菜吃了得癌症吗"),
        ("隔夜菜致癌", "隔夜菜能吃吗"),
        ("剩菜吃了得癌症吗", "隔夜菜能吃吗"),
    }


def test_pairs_of_neighbouring_entries_alternate() -> None:
    entries = [{"id": name, "title": name, "phrasings": [f"{name}1", f"{name}2"]} for name in "甲乙"]

    assert entry_pairs(entries)[:4] == [("甲", "甲1"), ("乙", "乙1"), ("甲", "甲2"), ("乙", "乙2")]


def test_a_claim_is_generated_once(generated: list[GeneratedPair]) -> None:
    claims = [(pair.frame, tuple(sorted(pair.things))) for pair in generated]

    assert len(claims) == len(set(claims))


def test_neighbouring_pairs_are_rivals_that_share_a_thing(generated: list[GeneratedPair]) -> None:
    blocks = [generated[start : start + BLOCK] for start in range(0, len(generated), BLOCK)]
    with_rival = sum(
        any(set(pair.things) & set(other.things) for other in block if other is not pair)
        for block in blocks
        for pair in block
    )

    assert with_rival > 0.9 * len(generated)


def test_texts_linked_through_pairs_count_as_one_claim() -> None:
    numbers = claim_numbers([("a", "b"), ("c", "d"), ("b", "e"), ("f", "d")])

    assert numbers[0] == numbers[2]
    assert numbers[1] == numbers[3]
    assert numbers[0] != numbers[1]


TOPIC = PracticeTopic(
    "fruit/kiwi",
    "獼猴桃治失眠",
    texts=("奇异果助眠吗", "睡前吃猕猴桃"),
    forwards=("邻居说睡前两个猕猴桃，一觉到天亮！",),
    not_about=("猕猴桃几月上市",),
)


def test_a_practice_topic_gives_pairs_of_its_wordings_and_with_the_messages_that_forward_it() -> None:
    pairs = topic_pairs([TOPIC])

    assert ("猕猴桃治失眠", "奇异果助眠吗") in pairs
    assert ("猕猴桃治失眠", "邻居说睡前两个猕猴桃,一觉到天亮!") in pairs
    assert not [pair for pair in pairs if "猕猴桃几月上市" in pair]


def test_look_alikes_stand_by_the_title_that_the_pairs_hold() -> None:
    (title,) = look_alikes([TOPIC])

    assert title in {text for pair in topic_pairs([TOPIC]) for text in pair}
    assert look_alikes([TOPIC])[title] == ["猕猴桃几月上市"]


def test_an_excluded_practice_topic_leaves_no_trace() -> None:
    one = practised()[0]

    assert one.topic_id not in {topic.topic_id for topic in practised(frozenset({one.topic_id}))}
    assert len(practised(frozenset({one.topic_id}))) == len(practised()) - 1

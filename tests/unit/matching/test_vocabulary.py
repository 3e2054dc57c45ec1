"""What a text mentions, and the word lists themselves."""

from collections import Counter
from pathlib import Path

import pytest

from knowledge.matching import vocabulary
from knowledge.matching.vocabulary import mentions, pattern

DIRECTORY = Path(vocabulary.__file__).parent
LISTS = ["foods", "substances", "effects", "practices", "groups", "poisons", "aspects"]


def test_synonyms_are_one_concept() -> None:
    assert mentions("番茄").foods == mentions("西红柿").foods != frozenset()


@pytest.mark.parametrize("text", ["我奶奶说", "这方面", "去酒店", "加油", "糖尿病", "药水泡过"])
def test_words_that_only_look_like_food_are_not_food(text: str) -> None:
    assert mentions(text).foods == frozenset()


def test_the_longest_word_wins() -> None:
    assert mentions("毒蘑菇").foods == frozenset({"野生菌"})
    assert mentions("鸡蛋").foods == frozenset({"鸡蛋"})


def test_everything_a_claim_names_is_found() -> None:
    found = mentions("孕妇吃隔夜的西瓜里有甲醛会致癌不能减肥")

    assert found.foods == {"西瓜"}
    assert found.substances == {"甲醛"}
    assert found.harms == {"致癌"}
    assert found.benefits == {"减肥"}
    assert found.practices == {"隔夜"}
    assert found.people == {"孕妇"}


def test_animals_are_told_from_people() -> None:
    assert mentions("狗能吃巧克力吗").animals == {"狗"}
    assert mentions("热狗能吃吗").animals == frozenset()


def test_sides_that_have_nothing_to_do_with_safety_are_idle() -> None:
    assert mentions("大蒜发芽了怎么种").idle_aspects
    assert not mentions("大蒜发芽了能吃吗").idle_aspects


@pytest.mark.parametrize("name", LISTS)
def test_no_word_stands_twice_in_a_list(name: str) -> None:
    lines = (DIRECTORY / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    words = Counter(
        word for line in lines if not line.startswith("#") for word in line.strip("[]").split()
    )

    assert [word for word, count in words.items() if count > 1] == []


def test_there_are_several_hundred_foods() -> None:
    assert len(vocabulary.word_list("foods").terms) > 800


def test_every_pattern_compiles_and_matches_something_visible() -> None:
    names = [
        line.strip("[]")
        for line in (DIRECTORY / "patterns.txt").read_text(encoding="utf-8").splitlines()
        if line.startswith("[") and line.strip("[]").replace(" ", "").isascii()
    ]

    assert len(names) >= 15
    assert all(pattern(name).search("") is None for name in names)

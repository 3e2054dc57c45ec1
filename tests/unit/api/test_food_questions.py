"""Which typed words are a question about food, whatever else they resemble."""

import pytest

from api.dialogue.food_questions import is_food_question, names_food
from api.dialogue.phrases import Phrases


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return Phrases.load()


@pytest.mark.parametrize(
    "text",
    ["隔夜菜真的致癌吗", "孕妇能吃隔夜菜吗", "血糖高能吃水果不", "婴儿能不能吃盐", "听说西瓜打针了", "味精有毒吗"],
)
def test_a_worry_about_a_named_food_is_a_question(phrases: Phrases, text: str) -> None:
    assert is_food_question(text, phrases)


@pytest.mark.parametrize(
    "text",
    [
        "谢谢",
        "为什么",
        "来源呢",
        "那孕妇呢",
        "孕妇可以吃吗",
        "痛风的能吃吗",
        "血糖高的人能吃吗",
        "尿酸高能吃不",
        "公众号",
        "我要上报一条谣言",
        "怎么上报谣言",
        "有哪些功能",
        "abc",
        "今天天气怎么样",
        "宫保鸡丁怎么做",
        "",
        "😀",
    ],
)
def test_follow_ups_small_talk_and_recipes_are_none(phrases: Phrases, text: str) -> None:
    assert not is_food_question(text, phrases)


def test_a_disease_named_after_a_substance_names_no_food(phrases: Phrases) -> None:
    assert not names_food("血糖高能吃不", phrases)
    assert names_food("血糖高能吃糖不", phrases)

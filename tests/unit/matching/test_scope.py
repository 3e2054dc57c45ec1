"""What a message is about."""

import pytest

from knowledge.matching.normalize import clean
from knowledge.matching.scope import read_scope
from knowledge.matching.types import Scope


@pytest.mark.parametrize(
    "text",
    [
        "隔夜菜真的致癌吗",
        "打针西瓜",
        "听说北辰某超市的彩虹西瓜是染色的，吃了会中毒",
        "草莓农药最多能吃吗",
        "北辰区今年抽检多少批次",
        "食堂归谁管",
        "怎么投诉",
        "微波炉热饭致不致癌",
        "孕妇能吃螃蟹吗",
        "转基因大豆油安全吗",
        "发芽的土豆",
    ],
)
def test_questions_about_safe_food_are_in_scope(text: str) -> None:
    assert read_scope(clean(text)) is Scope.FOOD_SAFETY


@pytest.mark.parametrize(
    "text", ["红烧肉怎么做好吃", "西瓜多少钱一斤", "我喜欢吃苹果", "哪家火锅好吃", "你吃饭了吗", "苹果用英语怎么说"]
)
def test_idle_talk_about_food_is_food_chat(text: str) -> None:
    assert read_scope(clean(text)) is Scope.FOOD_CHAT


@pytest.mark.parametrize("text", ["今天天气怎么样", "帮我定个闹钟", "你好", "", "😀", "What time is it", "怎么办身份证"])
def test_anything_else_is_off_topic(text: str) -> None:
    assert read_scope(clean(text)) is Scope.OFF_TOPIC

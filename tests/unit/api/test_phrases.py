from pathlib import Path

import pytest

from api.dialogue.phrases import Phrases


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return Phrases.load()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("你好", "greet"),
        ("您好呀～", "greet"),
        ("Hello!", "greet"),
        ("谢谢啦", "thank"),
        ("再见。", "goodbye"),
        ("你是谁？", "ask_identity"),
        ("你能做什么呢", "ask_capability"),
        ("为什么", "ask_reason"),
        ("来源呢？", "ask_source"),
        ("ＯＫ", "affirm"),
        ("yes", "affirm"),
        ("跳过", "skip_question"),
        ("取消", "stop"),
    ],
)
def test_whole_messages_are_understood_whatever_their_punctuation(
    phrases: Phrases, text: str, intent: str
) -> None:
    assert phrases.intent_of(text) == intent


@pytest.mark.parametrize("text", ["你好，隔夜菜能吃吗", "为什么隔夜菜致癌", "好的食用油有哪些", "😀", ""])
def test_a_message_that_says_more_is_no_small_talk(phrases: Phrases, text: str) -> None:
    assert phrases.intent_of(text) is None


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("那孕妇呢", "孕妇"),
        ("孕妇能吃吗？", "孕妇"),
        ("糖尿病人可以吃吗", "糖尿病人"),
        ("那老人呢", "老人"),
        ("小孩呢", "小孩"),
        ("血糖高能吃不", "血糖高"),
        ("尿酸高是不是不能吃", "尿酸高"),
    ],
)
def test_a_bare_question_about_a_group_is_a_follow_up(phrases: Phrases, text: str, group: str) -> None:
    assert phrases.group_of(text) == group


@pytest.mark.parametrize(
    "text", ["孕妇能吃螃蟹吗", "老人吃隔夜菜会怎么样", "谢谢", "孩子吃了果冻噎住了怎么办"]
)
def test_a_question_that_names_a_food_is_not_a_follow_up(phrases: Phrases, text: str) -> None:
    assert phrases.group_of(text) is None


def test_a_place_is_recognised(phrases: Phrases) -> None:
    assert phrases.place_of("在微信群里看到的") == "wechat_group"
    assert phrases.place_of("抖音") == "short_video"
    assert phrases.place_of("抖音上说西瓜打针") is None


@pytest.mark.parametrize(
    ("text", "place"),
    [("看直播听主播说的", "short_video"), ("群里有人转", "wechat_group"), ("公众号靠谱吗", None), ("我妈说的", None)],
)
def test_a_place_within_a_short_statement_is_found(phrases: Phrases, text: str, place: str | None) -> None:
    assert phrases.place_within(text) == place


def test_a_long_text_is_no_place(phrases: Phrases) -> None:
    assert phrases.place_within("抖音" + "上说的事情我都信" * 3) is None


def test_a_phrase_under_two_headings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "phrases.yml"
    path.write_text(
        "intents: {greet: [好], affirm: [好]}\nwhere_seen: {}\ngroups: []\nbeside_group: []\n",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match="greet and for affirm"):
        Phrases.load(path)

"""Somebody in danger is seen; questions and scares are not taken for it."""

from pathlib import Path

import pytest

from knowledge.matching.emergency import detect_emergency

HERE = Path(__file__).parent
EMERGENCIES = (HERE / "emergencies.txt").read_text(encoding="utf-8").split("\n")[:-1]
NO_EMERGENCIES = (HERE / "no_emergencies.txt").read_text(encoding="utf-8").split("\n")[:-1]


def test_there_are_at_least_forty_sentences_of_each() -> None:
    assert len(set(EMERGENCIES)) >= 40
    assert len(set(NO_EMERGENCIES)) >= 40


@pytest.mark.parametrize("sentence", EMERGENCIES)
def test_a_person_in_danger_is_seen(sentence: str) -> None:
    assert detect_emergency(sentence) is not None


@pytest.mark.parametrize("sentence", NO_EMERGENCIES)
def test_questions_and_scares_are_no_emergency(sentence: str) -> None:
    assert detect_emergency(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("误食老鼠药", "poison"),
        ("吃完以后上吐下泻", "symptom"),
        ("孩子吃果冻噎住了喘不过气", "choking"),
        ("喝酒喝多了叫不醒", "alcohol"),
    ],
)
def test_the_signal_names_its_rule(sentence: str, kind: str) -> None:
    signal = detect_emergency(sentence)

    assert signal is not None
    assert signal.kind == kind
    assert signal.matched


def test_a_long_forward_about_others_is_no_emergency() -> None:
    forward = "【紧急扩散】某小区十几个人吃了团购的面包上吐下泻，住进医院抢救，两个没救过来。" * 3

    assert detect_emergency(forward) is None


def test_a_long_message_in_ones_own_voice_is_an_emergency() -> None:
    message = "今天中午我们一家去郊区玩，在山上采了不少蘑菇回来炖鸡汤，味道挺好的，大家都喝了不少，当时没觉得有什么。" * 2
    message += "刚刚我老公开始呕吐不止，孩子也说肚子疼，怎么办？"

    assert detect_emergency(message) is not None


@pytest.mark.parametrize("text", ["", "   ", "😀", "\u200b", "https://example.com"])
def test_a_message_without_words_is_no_emergency(text: str) -> None:
    assert detect_emergency(text) is None

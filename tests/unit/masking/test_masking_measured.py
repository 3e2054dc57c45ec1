"""Recall and precision of masking on generated messages, and what it costs on long ones."""

from time import process_time

import pytest

from knowledge.masking import find_personal_data, mask_personal_data
from tests.masking_messages import Half, Message, make_messages

MESSAGES = 2_000
LEAST_RECALL, LEAST_PRECISION = 0.99, 0.97


@pytest.mark.parametrize("half", Half)
def test_personal_data_is_found_and_little_else(half: Half) -> None:
    messages = make_messages(half, MESSAGES)
    truths = [(message, span) for message in messages for span in message.truth]
    missed = [
        _shown(message, start, end) for message, (start, end, _) in truths if not _is_covered(message, start, end)
    ]
    found = [(message, one) for message in messages for one in find_personal_data(message.text)]
    wrong = [
        _shown(message, one.start, one.end)
        for message, one in found
        if not any(start <= one.start and one.end <= end for start, end, _ in message.truth)
    ]
    assert len(truths) > MESSAGES
    assert 1 - len(missed) / len(truths) >= LEAST_RECALL, missed
    assert 1 - len(wrong) / len(found) >= LEAST_PRECISION, wrong


def test_every_kind_is_in_the_measured_messages() -> None:
    kinds = {kind for half in Half for message in make_messages(half, MESSAGES) for _, _, kind in message.truth}
    found = {
        one.kind
        for half in Half
        for message in make_messages(half, MESSAGES)
        for one in find_personal_data(message.text)
    }
    assert kinds == found


@pytest.mark.parametrize("half", Half)
def test_messages_without_personal_data_stay_as_they_are(half: Half) -> None:
    harmless = [message.text for message in make_messages(half, MESSAGES) if not message.truth]
    assert len(harmless) > MESSAGES / 10
    changed = [text for text in harmless if mask_personal_data(text) != text]
    assert len(changed) <= len(harmless) * (1 - LEAST_PRECISION), changed


def test_masked_messages_are_not_masked_again() -> None:
    for message in make_messages(Half.HELD_BACK, 300):
        masked = mask_personal_data(message.text)
        assert mask_personal_data(masked) == masked


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1 ", "1-", "138 0013 ", "0", "一", "幺三八", "a", "a.", "a@", "@", "微信", "加微信a", "v", "京", "京a1",
        "3号楼", "3单元", "路1", "村3组", "张", "张三", "我叫", "联系人：", "老师", "王老师", "、", "〔姓名〕", "〔",
        "6222 ", "住址", "(022", "．", "１",
    ],
)  # fmt: skip
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        started = process_time()
        mask_personal_data(text)
        return process_time() - started

    seconds(1_000)
    # Three times the linear cost, and a floor below which the clock says nothing.
    assert seconds(10_000) <= max(0.1, 30 * min(seconds(1_000) for _ in range(3)))


def _is_covered(message: Message, start: int, end: int) -> bool:
    covered = {place for one in find_personal_data(message.text) for place in range(one.start, one.end)}
    return all(place in covered for place in range(start, end) if message.text[place].isalnum())


def _shown(message: Message, start: int, end: int) -> str:
    return f"{message.text[max(0, start - 8) : start]}[{message.text[start:end]}]{message.text[end : end + 8]}"

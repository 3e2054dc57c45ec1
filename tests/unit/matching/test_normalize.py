"""One written form, and what counts as noise."""

import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.normalize import _EVERYDAY, clean, has_words, normalize, without_noise, word_characters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("微波爐加熱會致癌嗎", "微波炉加热会致癌吗"),
        ("ＧＢ　２７６０", "gb 2760"),
        ("隔夜菜\u200b\u200d\ufeff致癌", "隔夜菜致癌"),
        ("隔夜\x00菜\x07致癌\x1b", "隔夜菜致癌"),
        ("隔夜菜\r\n\r\n  致癌", "隔夜菜\n致癌"),
        ("①隔夜菜②剩饭", "1. 隔夜菜\n2. 剩饭"),
        ("", ""),
        ("\u202e\u2066", ""),
    ],
)
def test_text_gets_one_written_form(text: str, expected: str) -> None:
    assert normalize(text) == expected


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalize(text)

    assert normalize(once) == once


@given(st.text(max_size=300))
def test_cleaning_never_fails_and_leaves_no_control_characters(text: str) -> None:
    assert not any(ord(character) < 32 and character != "\n" for character in clean(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("【紧急通知】隔夜菜致癌！！！快转发给家人", "隔夜菜致癌!"),
        ("注意！西瓜打针了😱😱[惊恐]", "西瓜打针了"),
        ("隔夜菜致癌 https://example.com/a?b=1", "隔夜菜致癌"),
        ("隔夜菜致癌 mp.weixin.qq.com/s/abc", "隔夜菜致癌"),
        ("隔夜菜致癌，联系13812345678", "隔夜菜致癌,联系"),
        ("<script>alert(1)</script>隔夜菜<b>有毒</b>", "隔夜菜 有毒"),
        ("转发给家人：今年西瓜千万别买太红的", "今年西瓜千万别买太红的"),
        ("#食品安全# 西瓜打针", "食品安全 西瓜打针"),
        ("😀😀❤️", ""),
        ("https://example.com/only", ""),
    ],
)
def test_noise_goes_and_the_claim_stays(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("text", ["转基因大豆油致癌吗", "癌细胞扩散了还能吃肉吗", "圣女果是转基因的吗"])
def test_words_that_also_mean_forwarding_stay_when_they_are_content(text: str) -> None:
    assert without_noise(text) == text


def test_numbers_of_standards_are_not_taken_for_phones() -> None:
    assert clean("没有GB 18186的酱油") == "没有gb 18186的酱油"


@pytest.mark.parametrize(("text", "expected"), [("", False), ("!?。", False), ("a", True), ("吃", True), ("12", True)])
def test_words_are_letters_digits_or_characters(text: str, expected: bool) -> None:
    assert has_words(text) is expected


@pytest.mark.parametrize("unit", ["a", "a.b-", "<b>&lt;", "@", "转发", "[笑]", "【", "1 ", "#", "a@"])
def test_ten_thousand_repeated_characters_are_cleaned_quickly(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    clean("warm")

    started = time.process_time()
    clean(text)

    assert time.process_time() - started < 1.0


def test_no_everyday_character_is_invisible_or_a_symbol() -> None:
    """A text of everyday characters only is not looked at one by one: none of them may be taken out."""
    everyday = [chr(point) for point in range(sys.maxunicode + 1) if _EVERYDAY.fullmatch(chr(point))]
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "So", "Sk", "Mn", "Me"}

    assert len(everyday) > 20_000
    assert [character for character in everyday if unicodedata.category(character) in hidden] == ["\n"]


def test_word_characters_are_those_that_make_words() -> None:
    text = "gb 2760：隔夜菜？😀𠮷"

    assert word_characters(text) == [character for character in text if has_words(character)]

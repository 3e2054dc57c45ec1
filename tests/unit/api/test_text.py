import pytest

from api.dialogue.text import sanitize


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("隔夜菜\x00致癌", "隔夜菜致癌"),
        ("隔\u200b夜\u200d菜\ufeff", "隔夜菜"),
        ("\u202e菜夜隔\u202c", "菜夜隔"),
        ("第一行\r\n第二行\x0b第三行", "第一行\n第二行\n第三行"),
        ("有\t空", "有 空"),
        ("半个\ud83d字", "半个字"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("😀", "😀"),
        (" \u200b\x07\n", ""),
    ],
)
def test_only_invisible_and_control_characters_are_removed(raw: str, clean: str) -> None:
    assert sanitize(raw) == clean


@pytest.mark.parametrize(
    "raw", ["/restart", "//restart", " /restart", "\u200b/restart", "／restart", "/ /restart"]
)
def test_no_spelling_of_a_leading_slash_reaches_rasa(raw: str) -> None:
    assert sanitize(raw) == "restart"


def test_sanitized_text_can_be_written_as_utf8() -> None:
    assert sanitize("\ud800西瓜\udfff").encode() == "西瓜".encode()

"""Residents see who published something, not where a copy lies."""

import pytest

from knowledge.entries.source_names import UNKNOWN_PUBLISHER, shown_publisher, shown_title


@pytest.mark.parametrize(
    ("noted", "shown"),
    [
        ("中国食品科学技术学会", "中国食品科学技术学会"),
        ("复禾健康(fh21.com.cn)", "复禾健康"),
        (
            "copies.com 转载(发布:中国互联网联合辟谣平台、中国食品辟谣联盟)",
            "中国互联网联合辟谣平台、中国食品辟谣联盟",
        ),
        ("copies.cn 转载央广网", "央广网"),
        ("护言医语(copies.com收录)", "护言医语"),
        ("copies.xyz", UNKNOWN_PUBLISHER),
        ("xn--6frv0dj5cj44a.com", UNKNOWN_PUBLISHER),
        ("新浪博客转载", "新浪博客转载"),
    ],
)
def test_a_publisher_is_named_without_a_host(noted: str, shown: str) -> None:
    assert shown_publisher(noted) == shown


def test_a_title_loses_the_note_on_how_it_was_read() -> None:
    assert shown_title("喝骨头汤能补钙吗(页面正文)") == "喝骨头汤能补钙吗"
    assert shown_title("骨头汤加醋补钙(页面正文,某医院某医生)") == "骨头汤加醋补钙"
    assert shown_title("食品安全法(2025年修正)") == "食品安全法(2025年修正)"

"""Pasted text made plain."""

import time

import pytest

from api.console.entry_text import one_line, plain_text

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8"><title>标题</title>
<style><!-- p.MsoNormal {margin:0cm;} --></style></head><body lang=ZH-CN><!--StartFragment-->
<p class=MsoNormal style='text-indent:21.0pt'><b><span lang=EN-US>当天</span></b><span>吃不完的
剩菜</span>，<span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraph>两小时内放进冰箱 &amp; 盖好<img src="data:image/png;base64,iVBORw0KGgo="></p>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<script>alert(1)</script><!--EndFragment--></body></html>"""


def test_a_word_document_becomes_its_words_a_line_a_paragraph() -> None:
    assert plain_text(WORD) == "当天吃不完的剩菜，\n两小时内放进冰箱 & 盖好"


@pytest.mark.parametrize(
    "text",
    [
        "镉含量<5 毫克",
        "a<b 且 c>d",
        "1 < 2，3 > 2",
        "<script>alert(1)</script>",
        "<img 图片>",
        "AT&T &amp; 食品",
        "第一行\n第二行",
    ],
)
def test_what_a_person_may_have_typed_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        ("•\t冷藏\r\n•\t热透", "冷藏\n热透"),
        ("\uf0b7 冷藏\n\uf06c热透", "冷藏\n热透"),
        ("冷\u200b藏\ufeff\u00ad，热\u00a0透", "冷藏，热 透"),
        ("冷藏\x0b热透\x00", "冷藏\n热透"),
        ("冷藏<br>热透<div>趁热吃</div>", "冷藏\n热透趁热吃"),
        ("<ul><li>冷藏</li><li>热透</li></ul>", "冷藏\n热透"),
        ("\u202e倒过来的字", "倒过来的字"),
    ],
)
def test_list_marks_and_unseen_characters_go(pasted: str, plain: str) -> None:
    assert plain_text(pasted) == plain


def test_a_field_of_one_line_gets_one() -> None:
    assert one_line("<p>隔夜菜</p><p>致癌</p>") == "隔夜菜 致癌"


@pytest.mark.parametrize("piece", ["<b a=", '<b a="x" ', "<p><", "<!--", "<b a a a ", "<p><br "])
@pytest.mark.timeout(60)
def test_a_large_paste_takes_no_longer_than_its_size_asks(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    began = time.process_time()
    plain_text(text)
    assert time.process_time() - began < 5

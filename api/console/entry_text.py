"""Text as it is pasted from a word processor or a web page, made plain."""

import re
from html import unescape

import nh3

_ATTRIBUTE = r"""\s+[a-z_:@-][\w:.-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))?"""
_TAGS = (
    r"[a-z]+:[a-z]+|a|article|b|big|blockquote|body|br|center|dd|div|dl|dt|em|font|h[1-6]|head|html|i|img|li|link|meta"
    r"|ol|p|pre|s|section|small|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul|xml"
)
_MARKUP = re.compile(rf"<!--|</?(?:{_TAGS})(?:{_ATTRIBUTE})*+\s*/?>", re.IGNORECASE | re.ASCII)
"""What only a copied document has. A script somebody typed, or a lone "<" ("<5 毫克"), is text and stays text."""
_ENDS_LINE = re.compile(r"<br\b[^<>]*>|</(?:p|div|li|tr|h[1-6]|dd|dt|blockquote)\s*>", re.IGNORECASE)
_WITHOUT_WORDS = {"script", "style", "head", "title", "xml"}
_WRAPPED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n[ \t]*(?=[\u3000-\u9fff\uff00-\uffef])")

_BULLET = re.compile(r"^[ \t]*(?:[•●■◆▪◦‣·][ \t]*|[\ue000-\uf8ff]+[ \t]*)", re.MULTILINE)
"""The marks of a word processor's list; the private characters are those of its symbol fonts."""
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")


def plain_text(text: str) -> str:
    """``text`` without markup, list marks and characters nobody sees; what was a paragraph is a line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _MARKUP.search(text):
        text = _without_markup(text)
    text = text.replace("\u00a0", " ").replace("\x0b", "\n").replace("\x0c", "\n")
    return _BULLET.sub("", _UNSEEN.sub("", text)).strip()


def one_line(text: str) -> str:
    """The same, for a field of one line."""
    return " ".join(plain_text(text).split("\n"))


def _without_markup(text: str) -> str:
    # In a document a line ends where its tags say so, not where its file was wrapped.
    flowing = " ".join(_WRAPPED.sub("", text).split())
    marked = _ENDS_LINE.sub(r"\n\g<0>", flowing)
    words = unescape(nh3.clean(marked, tags=set(), clean_content_tags=_WITHOUT_WORDS))
    return "\n".join(line for line in (line.strip() for line in words.split("\n")) if line)

"""How a source is named to residents: without host names and without our own notes on how it was read.

The record keeps title and publisher exactly as they were noted when the page was checked; a resident is
shown who published it, never the address of a repost.
"""

import re

UNKNOWN_PUBLISHER = "网络转载"
_HOST = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+(?:[a-z]{2,}|xn--[a-z0-9]+)(?:/\S*)?", re.IGNORECASE)
_READING_NOTE = re.compile(r"[(（]页面(?:正文|开头)[^()（）]*[)）]")
_REPOST_MARK = re.compile(r"^(?:转载|收录|博客|转述)+")
_ORIGIN = re.compile(r"^[(（](?:发布|来源|内容来源|披露|数据来源|引)?[:：]?(?P<origin>[^()（）]+)[)）]$")
_EMPTY_BRACKETS = re.compile(r"[(（]\s*(?:收录)?\s*[)）]")


def shown_title(title: str) -> str:
    """The title without a note such as ``(页面正文)``."""
    return _READING_NOTE.sub("", title).strip() or title


def shown_publisher(publisher: str) -> str:
    """Who published it; for a repost the original publisher, when it was noted.

    >>> shown_publisher("example.com 转载(发布:中国互联网联合辟谣平台)")
    '中国互联网联合辟谣平台'
    """
    if not _HOST.search(publisher):
        return publisher
    name = _EMPTY_BRACKETS.sub("", _HOST.sub("", publisher)).strip()
    name = _REPOST_MARK.sub("", name).strip()
    bracketed = _ORIGIN.match(name)
    if bracketed:
        name = bracketed.group("origin")
    return name.strip(" ,，、;；") or UNKNOWN_PUBLISHER

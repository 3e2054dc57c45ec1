"""One written form for what people type: width, script, case, invisible characters and forwarding noise."""

import html
import re
import unicodedata
from functools import cache

from opencc import OpenCC

_MAX_CHARACTERS = 20_000

# NFKC would glue "①" to the next word as a bare digit; written out, it still marks a list item.
_CIRCLED = {ord(mark): f"\n{number}. " for number, mark in enumerate("①②③④⑤⑥⑦⑧⑨⑩", start=1)}
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")

_SCRIPT = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)", re.DOTALL)
_TAG = re.compile(r"</?[a-z!][^<>]{0,500}>")
_LINK = re.compile(r"(?:https?://|www\.)[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_BARE_LINK = re.compile(
    r"(?<![a-z0-9@.\-])(?:[a-z0-9\-]{1,63}\.){1,6}(?:com|cn|net|org|top|cc|tw|io|me|vip|xyz)(?:/[a-z0-9\-._~/?#=&%]*)?(?![a-z])"
)
_EMAIL = re.compile(r"(?<![a-z0-9._%+\-])[a-z0-9._%+\-]{1,64}@[a-z0-9.\-]{1,255}\.[a-z]{2,}")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]\d{7,8})(?!\d)")
_MENTION = re.compile(r"@[^\s@:,。!?]{1,20}(?=[\s:,。!?]|$)")
_TOPIC_MARK = re.compile(r"#([^#\n]{1,40})#")
# Chat faces such as [玫瑰] or [Rose]; a bracket with a digit or a long text is content, not a face.
_FACE = re.compile(r"\[[a-z\u4e00-\u9fff]{1,6}\]")

_ALARM_WORDS = (
    "紧急通知|紧急提醒|紧急扩散|特大紧急通知|重要通知|重要提醒|温馨提示|紧急|通知|重磅|突发|震惊|惊呆了|出大事了|刚刚|速看|快看|必看|"
    "扩散|转发|辟谣|求证|转|注意|警惕|警告|提醒|曝光|爆料|揭秘|央视曝光|央视新闻|健康提醒|健康|提示|最新消息|最新|分享|收藏"
)
_BRACKETED_ALARM = re.compile(rf"【(?:{_ALARM_WORDS})[!。~]*】")
_STOP = r"[^,。!?:;\n"
_URGING = (
    r"(?:请|麻烦|务必|一定要|赶紧|赶快|快快?|马上|立即|立刻|速速?|紧急|大家|各位|看到|看完|收到|不管真假|宁可信其有|为了"
    + _STOP
    + r"]{1,8})"
)
_PEOPLE = r"(?:家人|亲人|朋友|亲朋好友|亲戚|爸妈|父母|孩子|老人|老爸|老妈|大家|所有人|更多人|人)们?"
# Said to somebody: harmless wherever it stands.
_FORWARD_TO = re.compile(
    rf"(?:{_URGING}[, ]?)*"
    rf"(?:转发给{_STOP}]{{1,14}}|转告{_STOP}]{{0,10}}|转给{_STOP}]{{1,14}}|传给{_STOP}]{{1,10}}|转到{_STOP}]{{1,8}}群|"
    rf"(?:告诉|告知|提醒)(?:一下)?(?:身边的?|更多的?|家里的?|你的?|自己的?)?{_PEOPLE}(?=[,。!?:;\s]|$)|互相转告|相互转告|转发出去|转发扩散|转发收藏|"
    r"扩散出去|扩散周知|广而告之|收到请转发?|转发朋友圈|转发到朋友圈|求转发|求扩散)(?:吧|啊|一下|了)?"
)
# Short words that mean forwarding only when they stand alone ("癌细胞扩散" and "转基因" are content).
_FORWARD_ALONE = re.compile(
    rf"(?:^|(?<=[\n,。!?:; ]))(?:{_URGING}[, ]?)*(?:转发|扩散|周知|转起来?|求转|求扩|速转|快转|必转|转)(?:吧|啊|出去|一下|了)?(?=[\s,。!?:;~]|$)"
)
_LEADING_ALARM = re.compile(
    r"(?:^|(?<=[\n。!?]))(?:注意了?|提醒大家|提醒|警惕|警告|震惊|惊呆了?|速看|快看|必看|紧急通知|紧急提醒|紧急|出大事了|曝光|揭秘|"
    r"刚刚|突发|重磅|重要通知|各位(?:家长|亲人|朋友|群友|家人)?们?|亲人们|家人们|朋友们|大家注意了?|(?:大家)?(?:上午|下午|早上|晚上|中午)?好)[!:,。~ ]+"
)
_REPEATED_MARKS = re.compile(r"([!?。,、~…])[!?。,、~…]+")
_LEADING_MARKS = re.compile(r"(?m)^[\s,。!?、:;~…\-—)】」』·.]+")
# What most messages consist of: characters that are neither invisible nor symbols, checked at once for a whole text.
_EVERYDAY = re.compile(r"[\n -\]_a-~\u3001-\u3003\u3008-\u3011\u4e00-\u9fff\uff01-\uff3d\uff3f\uff41-\uff5e“”‘’…—]*")
_WORD = re.compile(r"[a-z0-9\u3400-\u9fff\U00020000-\U0003ffff]")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _visible(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category in {"Zl", "Zp"}:
        return "\n"
    if character in "\t\r\f\v":
        return " "
    # Cc, Cf and Cs hold controls, zero-width marks and lone surrogates; Co and Cn have no agreed reading.
    return "" if category[0] == "C" else character


def _only_visible(text: str) -> str:
    return text if _EVERYDAY.fullmatch(text) else "".join(map(_visible, text))


def normalize(text: str) -> str:
    """Return ``text`` in one written form; nothing a person can read is lost.

    Full-width letters, digits and punctuation become half-width, traditional characters simplified, letters lower
    case; control and zero-width characters are removed, spaces collapsed, line breaks kept as ``"\\n"``. At most
    20,000 characters are read. Normalising twice changes nothing.
    """
    text = text[:_MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    text = _KEYCAP.sub(r"\n\1. ", text).translate(_CIRCLED)
    text = unicodedata.normalize("NFKC", _only_visible(text)).lower()
    text = _to_simplified().convert(text)
    # Lower-casing and NFKC may yield new combining sequences and controls; one more pass settles them.
    text = unicodedata.normalize("NFKC", _only_visible(text))
    return _BREAKS.sub("\n", _SPACES.sub(" ", text)).strip()


def _without_symbols(text: str) -> str:
    if _EVERYDAY.fullmatch(text):
        return text
    kept = []
    for character in text:
        category = unicodedata.category(character)
        # So holds emoji, Sk their skin tones, Mn/Me variation selectors and key caps.
        kept.append(" " if category in {"So", "Sk", "Mn", "Me"} else character)
    return "".join(kept)


def without_noise(text: str) -> str:
    """Return a normalised ``text`` without what says nothing about food: markup, links, phones, faces, alarm words.

    Expects the result of :func:`normalize`. Words of the claim itself are kept, line breaks too.
    """
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", _SCRIPT.sub(" ", text)))
    text = _BARE_LINK.sub(" ", _EMAIL.sub(" ", _LINK.sub(" ", text)))
    text = _PHONE.sub(" ", text)
    text = _MENTION.sub(" ", _TOPIC_MARK.sub(r"\1 ", text))
    text = _FACE.sub(" ", _without_symbols(text))
    text = _BRACKETED_ALARM.sub(" ", text)
    text = _LEADING_ALARM.sub("", _LEADING_MARKS.sub("", text))
    text = _FORWARD_ALONE.sub(" ", _FORWARD_TO.sub(" ", text))
    text = _REPEATED_MARKS.sub(r"\1", text)
    text = _LEADING_MARKS.sub("", _SPACES.sub(" ", text))
    return _BREAKS.sub("\n", text).strip(" \n,、:;")


def clean(text: str) -> str:
    """Normalise ``text`` and take the noise out: the form in which claims and phrasings are compared."""
    return without_noise(normalize(text))


def word_characters(text: str) -> list[str]:
    """Return the letters, digits and Chinese characters of a normalised ``text``, one by one."""
    return _WORD.findall(text)


def has_words(text: str) -> bool:
    """Tell whether a normalised ``text`` holds at least one letter, digit or Chinese character."""
    return _WORD.search(text) is not None

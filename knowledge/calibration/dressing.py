"""How a forwarded message changes on its way: cut short, commented on, reworded, in traditional characters."""

import random
import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from opencc import OpenCC

from knowledge.calibration.forwarding import filler_sentences

_BEFORE = (
    "这是真的吗？", "转发微博 ", "【转】", "天哪！", "@小雨点 @妈妈 快看 ",
    "回复@路人甲:还真是//@路过的猫:转 //@老同学:", "吓人，", "求证：", "群里看到的，", "刚刚朋友发来的：",
    "真的假的？", "#食品安全# ", "#曝光台#", "太可怕了！！！", "【紧急扩散】", "以后不敢吃了//@吃货小王: ",
    "家有孩子的看过来！", "都看看吧。",
)  # fmt: skip
_AFTER = (
    "[怒]", "[泪][泪]", "大家注意！", "http://t.cn/zR4k2mX", "（转自朋友圈）", "转发给你身边的人，功德无量",
    "不管真假，宁可信其有", "请互相转告", "求辟谣", "是不是真的？", "@食安发布 求证实", "收到请转发三个群",
    "来源：网络", "——某某晚报", "这年头还有什么能吃的！", "[衰]", "扩散！扩散！",
)  # fmt: skip
_PLACES = ("上海", "河南", "我们县", "北辰", "广州", "隔壁市", "浙江", "四川", "小区附近", "天津")
_THERE = ("的注意，", "这边也有，", "已经发现了，", "出事了，")
_SAME = (
    ("千万别", "一定不要"), ("孩子", "小孩"), ("别吃", "不要吃"), ("医生", "大夫"), ("听说", "据说"), ("大家", "各位"),
    ("赶快", "马上"), ("吃了", "食用后"), ("全是", "都是"), ("里面", "里头"), ("老人", "老年人"), ("告诉", "转告"),
    ("朋友", "好友"),
)  # fmt: skip
_NUMBERS = ("三", "五", "八", "十二", "二十", "七", "40")
_NUMBER = re.compile(r"[一二三四五六七八九十]+(?=[个人天岁名斤包种百千万年])")
_SENTENCE_END = re.compile(r"(?<=[。！？!，,；])")
_SHORTEST_CUT = 35
_COPIES = (1, 1, 1, 1, 2, 2, 3, 4, 6, 9)
"""Most rumors come in once, a few spread widely."""
_TOLD_AT_LENGTH = 0.5
_ONLY_AT_LENGTH = 0.4
_SPREADS = (3.0, 1.5, 1.0)
"""The first wording of a rumor spreads most."""


class Group(NamedTuple):
    """Wordings of one rumor."""

    name: str
    topic: str
    texts: tuple[str, ...]


class Message(NamedTuple):
    """A message that came in, and the rumor it spreads."""

    group: str
    text: str


def arrivals(groups: list[Group], chance: random.Random) -> list[Message]:
    """Messages about these rumors as a day may bring them."""
    found = []
    for group in groups:
        wordings = _spreading(group, chance)
        spread = [_SPREADS[min(place, len(_SPREADS) - 1)] for place in range(len(wordings))]
        for _ in range(chance.choice(_COPIES)):
            found.append(Message(group.name, dressed(chance.choices(wordings, spread)[0], chance)))
    chance.shuffle(found)
    return found


def _spreading(group: Group, chance: random.Random) -> list[str]:
    """The wordings a rumor goes round in, the commonest first: of every other rumor one is a long message."""
    wordings = chance.sample(group.texts, len(group.texts))
    if chance.random() >= _TOLD_AT_LENGTH:
        return wordings
    told = _at_length(wordings, chance)
    return [told] if chance.random() < _ONLY_AT_LENGTH else [told, *wordings]


def _at_length(wordings: list[str], chance: random.Random) -> str:
    parts = wordings[: chance.choice((1, 2, 2, 3))]
    for said in chance.sample(filler_sentences()["middle"], chance.randint(0, 4)):
        parts.insert(chance.randint(0, len(parts)), said)
    return "".join(part if part[-1] in "。！？!" else part + chance.choice("。！，") for part in parts)


def dressed(text: str, chance: random.Random) -> str:
    """The text after up to three changes."""
    for change in chance.sample(_CHANGES, chance.choice((0, 1, 1, 2, 2, 3))):
        text = change(text, chance)
    return text


def _before(text: str, chance: random.Random) -> str:
    return chance.choice(_BEFORE) + text


def _after(text: str, chance: random.Random) -> str:
    return text + chance.choice(_AFTER)


def _around(text: str, chance: random.Random) -> str:
    return _after(_before(text, chance), chance)


def _cut(text: str, chance: random.Random) -> str:
    if len(text) <= _SHORTEST_CUT:
        return text
    return text[: int(len(text) * chance.uniform(0.5, 0.9))] + chance.choice(("…", "...", "……全文", ""))


def _less(text: str, chance: random.Random) -> str:
    parts = _sentences(text)
    if len(parts) <= 3:
        return text
    for _ in range(max(1, len(parts) // 5)):
        parts.pop(chance.randrange(len(parts)))
    return "".join(parts)


def _other_numbers(text: str, chance: random.Random) -> str:
    return _NUMBER.sub(lambda _: chance.choice(_NUMBERS), text)


def _another_place(text: str, chance: random.Random) -> str:
    parts = _sentences(text)
    parts.insert(chance.randrange(len(parts) + 1), chance.choice(_PLACES) + chance.choice(_THERE))
    return "".join(parts)


def _traditional(text: str, chance: random.Random) -> str:
    return str(_to_traditional().convert(text))


def _one_filler(text: str, chance: random.Random) -> str:
    filler = filler_sentences()
    said = chance.choice([*filler["opening"], *filler["middle"], *filler["closing"]])
    return said + text if chance.random() < 0.5 else text + said


def _long(text: str, chance: random.Random) -> str:
    filler = filler_sentences()
    opening = chance.choice(filler["opening"]) if chance.random() < 0.6 else ""
    closing = chance.choice(filler["closing"]) if chance.random() < 0.5 else ""
    return opening + text + "".join(chance.sample(filler["middle"], chance.randint(1, 3))) + closing


def _reworded(text: str, chance: random.Random) -> str:
    for one, other in _SAME:
        if chance.random() < 0.8:
            text = text.replace(one, other)
    return text


def _reordered(text: str, chance: random.Random) -> str:
    parts = _sentences(text)
    if len(parts) <= 2:
        return text
    place = chance.randrange(len(parts) - 1)
    parts[place], parts[place + 1] = parts[place + 1], parts[place]
    return "".join(parts)


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    _before, _after, _around, _cut, _less, _other_numbers, _another_place, _traditional, _one_filler, _one_filler,
    _reworded, _reordered, _long,
)  # fmt: skip


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if part]


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")

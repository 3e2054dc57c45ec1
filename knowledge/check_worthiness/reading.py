"""What the model sees of a message: its characters in runs of one to three, and readable cues. Pure."""

import math
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.matching.normalize import normalize
from knowledge.matching.vocabulary import mentions, pattern

LONGEST_READ = 2_000
"""Characters; a forward shows what it is well before that."""
LONGEST_RUN = 3
_CUES_FILE = Path(__file__).with_name("cues.yml")
_START, _END = "\u2402", "\u2403"
_LINK = re.compile(r"(?:https?://|www\.)[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_PLACEHOLDER = re.compile(r"〔[^〕]{1,8}〕")
_DIGITS = re.compile(r"[0-9]+")
_ALARMING = ("alarm", "forward_marks", "hearsay", "harm", "claims_cause", "made_of")
_ASKING = frozenset({"asks", "asks_whether_true"})
_STORY = 40
_ENDS = "。!?\n"
_STORY_ENDS = _ENDS + ","
_THANKS = re.compile(r"(?:谢谢|多谢|求解答?|急|在线等|麻烦了?|请回复|盼复)[大家你您啦了。!~ ]*$")
_SHORT, _MEDIUM, _LONG = 20, 40, 100


def plain(text: str) -> str:
    """The message in one written form; links, numbers and masked data as single signs."""
    read = normalize(text[: LONGEST_READ * 2])
    return _DIGITS.sub("0", _PLACEHOLDER.sub("〔", _LINK.sub("⊕", read)))[:LONGEST_READ]


def runs(text: str) -> frozenset[str]:
    """All runs of one to three characters of a plain text, with marks for its start and end."""
    marked = f"{_START}{text}{_END}"
    return frozenset(
        marked[start : start + length]
        for length in range(1, LONGEST_RUN + 1)
        for start in range(len(marked) - length + 1)
    )


@cache
def cue_patterns() -> dict[str, re.Pattern[str]]:
    """The cues that are looked for in the text itself, by name."""
    groups: dict[str, list[str]] = _cue_file()["patterns"]
    return {name: re.compile("|".join(patterns)) for name, patterns in groups.items()}


@cache
def cue_labels() -> dict[str, str]:
    """What staff read, by the name of the cue."""
    labels: dict[str, str] = _cue_file()["labels"]
    return labels


@cache
def _cue_file() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_CUES_FILE.read_text(encoding="utf-8"))
    return content


def cues(text: str) -> dict[str, float]:
    """How strongly each cue shows in a plain text: 0 not at all, about 1 clearly."""
    asked = last_words(text)
    patterns = cue_patterns()
    found = {name: _strength(pattern, asked if name in _ASKING else text) for name, pattern in patterns.items()}
    length = len(text)
    named = mentions(text)
    return found | {
        "names_harm": float(bool(named.harms or named.general_harm)),
        "names_benefit": float(bool(named.benefits)),
        "names_substance": float(bool(named.substances)),
        "names_food": float(bool(named.foods)),
        "idle_aspect": float(bool(named.idle_aspects)),
        "tells_of_fraud": float(pattern("fraud").search(text) is not None),
        "nothing_alarming": float(
            not (named.harms or named.general_harm or named.benefits or named.substances)
            and not any(found[name] for name in _ALARMING)
        ),
        "length": math.log1p(length) / 5,
        "over_20": float(length > _SHORT),
        "over_40": float(length > _MEDIUM),
        "over_100": float(length > _LONG),
        "several_sentences": min(1.0, len(re.findall(r"[。!?\n]", text)) / 5),
        "asks_and_is_short": float(length <= _MEDIUM and found["asks"] > 0),
        # 「听说鸭蛋含水银，是真的吗」 passes a rumor on, though it asks.
        "asks_about_hearsay": float(found["hearsay"] > 0 and found["asks"] + found["asks_whether_true"] > 0),
        # "你知道为什么吗" before the end of a message asks nobody.
        "asks_before_its_end": float(not found["asks"] and patterns["asks"].search(text) is not None),
    }


def last_words(text: str) -> str:
    """Where a plain text asks its reader, if it does: its last sentence, of a story the last clause."""
    ended = _THANKS.sub("", text).rstrip(" 。!~\n")
    place = max((ended.rstrip("?").rfind(mark) for mark in (_STORY_ENDS if len(text) > _STORY else _ENDS)), default=-1)
    return ended[place + 1 :]


def _strength(pattern: re.Pattern[str], text: str) -> float:
    count = sum(1 for _ in zip(range(3), pattern.finditer(text), strict=False))
    return (0.0, 0.7, 0.9, 1.0)[count]

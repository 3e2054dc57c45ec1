"""What a short message means without Rasa, by comparing whole messages with small lists."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml

_PARTICLES = "啊呀呢吧哦哈嘛啦哟噢"
_LONGEST_GROUP_QUESTION = 16
_LONGEST_PLACE = 16
"""Characters; a longer text tells more than a place."""
_ASKING = re.compile(r"[吗么?？]|[怎哪谁真假]|什么|多久|多少|能不能|是不是|可信|靠谱")
_FILE = Path(__file__).with_name("phrases.yml")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The lists of ``phrases.yml``, ready to look things up in."""

    intents: Mapping[str, str]
    places: Mapping[str, str]
    places_within: Mapping[str, str]
    groups: Sequence[str]
    beside_group: Sequence[str]

    @classmethod
    def load(cls, path: Path = _FILE) -> Self:
        """Read the lists. Raises ``ValueError`` for a phrase that stands under two headings."""
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls(
            intents=_inverted(content["intents"]),
            places=_inverted(content["where_seen"]),
            places_within=_inverted(content["where_seen_within"]),
            groups=_longest_first(content["groups"]),
            beside_group=_longest_first(content["beside_group"]),
        )

    def intent_of(self, text: str) -> str | None:
        """The intent the whole message stands for, in the names of the bot's domain."""
        return self.intents.get(_bare(text))

    def place_of(self, text: str) -> str | None:
        """The place the whole message names."""
        return self.places.get(_bare(text))

    def place_within(self, text: str) -> str | None:
        """The place a short statement tells of, as 群里有人转 does; ``None`` for whatever asks something."""
        words = _words(text)
        if len(words) > _LONGEST_PLACE or _ASKING.search(text):
            return None
        return next((place for word, place in self.places_within.items() if word in words), None)

    def knows(self, text: str) -> bool:
        """Whether the whole message is in one of the lists."""
        return any(look_up(text) is not None for look_up in (self.intent_of, self.place_of, self.group_of))

    def without_groups(self, text: str) -> str:
        """The text with the names of groups taken out."""
        for group in self.groups:
            text = text.replace(group, "")
        return text

    def group_of(self, text: str) -> str | None:
        """The group a bare 那孕妇呢 asks about; ``None`` when the message says anything else too."""
        rest = _words(text)
        if len(rest) > _LONGEST_GROUP_QUESTION:
            return None
        group = next((group for group in self.groups if group in rest), None)
        if group is None:
            return None
        rest = rest.replace(group, "", 1)
        for word in self.beside_group:
            rest = rest.replace(word, "")
        return group if rest == "" else None


def _inverted(lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    names: dict[str, str] = {}
    for name, phrases in lists.items():
        for phrase in map(_bare, phrases):
            if names.setdefault(phrase, name) != name:
                raise ValueError(f"{phrase!r} stands for {names[phrase]} and for {name}")
    return names


def _longest_first(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


def _words(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).lower()))


def _bare(text: str) -> str:
    words = _words(text)
    return words.rstrip(_PARTICLES) or words

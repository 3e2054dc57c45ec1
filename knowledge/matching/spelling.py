"""Words written by their sound: pinyin (geyecai), letters for a character (致ai), a homophone (阿斯巴田). Pure.

Only words of the vocabulary are restored, and only where the sound agrees in full, so that nothing else changes.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pypinyin import lazy_pinyin

from knowledge.matching.normalize import clean
from knowledge.matching.vocabulary import word_list

_LISTS = ("foods", "substances", "effects", "practices", "groups", "poisons")
_LONGEST_WORD = 6
_SHORTEST_HOMOPHONE = 3
"""Characters. Of two characters with one wrong too many are other words (有条, 油条)."""
_SHORTEST_PINYIN = 2
"""Syllables. One alone (ai, shi, you) may mean anything."""
_COMMON_CHARACTERS = frozenset(
    "和与跟及都有几个要使用无不是的了就也还可在到说吃喝会能一这点并分记录稀加没问放起做大小多少上下"
)
"""Never taken for a wrong character: where one stands, it is meant (添加几个 is not 添加剂个)."""
_LONGEST_PINYIN = 36
"""Letters without a blank; six syllables of six letters are more than any word has."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LETTERS = re.compile(r"[a-z]+(?: [a-z]+)*")


class _Unit(NamedTuple):
    """One character or one syllable in letters, with its sound; ``sound`` is empty for anything else."""

    text: str
    sound: str
    is_letters: bool = False


@lru_cache(maxsize=32)
def plain_words(text: str) -> str:
    """Return what a person wrote as matching reads it: normalised, without noise, words put right."""
    # Remembered, because scope, emergency and claims each ask for the words of the same message.
    return respell(clean(text))


def respell(text: str) -> str:
    """Return a normalised ``text`` with vocabulary words that are written by their sound put right.

    A word of three characters or more may hold one wrong character; of any word single characters may be given in
    pinyin letters; of pinyin alone at least two syllables are needed. Doing it twice changes nothing.
    """
    if not _CHINESE.search(text) and not _LETTERS.search(text):
        return text
    units = list(_units(text))
    kept, is_doubtful = _written_right(units)
    if not is_doubtful:
        return text
    restored: list[str] = []
    position = 0
    while position < len(units):
        word, length = _word_at(units, position, kept)
        restored.append(word)
        position += length
    return "".join(restored)


def _word_at(units: Sequence[_Unit], position: int, kept: frozenset[int]) -> tuple[str, int]:
    for length in range(_longest_word(units, position), 1, -1):
        window = units[position : position + length]
        words = _words_by_sound().get(tuple(unit.sound for unit in window), ())
        written = "".join(unit.text for unit in window)
        if written in words:
            return written, length
        found = next((word for word in words if _may_stand_for(window, word)), None)
        # Inside or across a word that is written right, a like sound is chance.
        if found is not None and kept.isdisjoint(range(position, position + length)):
            food = _food_after(units, window, position + length)
            return found + food, length + bool(food)
    return units[position].text, 1


def _longest_word(units: Sequence[_Unit], position: int) -> int:
    """Return the length of the longest vocabulary word that begins with the two sounds at ``position``, else 0."""
    if position + 1 >= len(units):
        return 0
    longest = _longest_by_beginning().get((units[position].sound, units[position + 1].sound), 0)
    return min(longest, len(units) - position)


def _may_stand_for(window: Sequence[_Unit], word: str) -> bool:
    letters = sum(unit.is_letters for unit in window)
    wrong = [u.text for u, character in zip(window, word, strict=True) if not u.is_letters and u.text != character]
    if letters == len(window):
        return letters >= _SHORTEST_PINYIN
    if letters:
        return not wrong
    return len(wrong) == 1 and len(word) >= _SHORTEST_HOMOPHONE and wrong[0] not in _COMMON_CHARACTERS


def _written_right(units: Sequence[_Unit]) -> tuple[frozenset[int], bool]:
    """Return the places of units in words that are written as they should be, and whether others may stand for one."""
    kept: set[int] = set()
    is_doubtful = False
    sounds = tuple(unit.sound for unit in units)
    longest, by_sound = _longest_by_beginning(), _words_by_sound()
    for position, beginning in enumerate(itertools.pairwise(sounds)):
        if beginning not in longest:
            continue
        for length in range(min(longest[beginning], len(units) - position), 1, -1):
            words = by_sound.get(sounds[position : position + length])
            if words is None:
                continue
            window = units[position : position + length]
            if "".join([unit.text for unit in window]) in words:
                kept.update(range(position, position + length))
                break
            is_doubtful = is_doubtful or any(_may_stand_for(window, word) for word in words)
    return frozenset(kept), is_doubtful


def _food_after(units: Sequence[_Unit], window: Sequence[_Unit], position: int) -> str:
    """Return the one-character food that a syllable after a restored pinyin word means: the cai of geyecai."""
    if position >= len(units) or not window[-1].is_letters or not units[position].is_letters:
        return ""
    return _short_foods().get(units[position].sound, "")


def _units(text: str) -> Iterator[_Unit]:
    written_until = 0
    for run in _LETTERS.finditer(text):
        yield from map(_character_unit, text[written_until : run.start()])
        yield from _letter_units(run.group())
        written_until = run.end()
    yield from map(_character_unit, text[written_until:])


@lru_cache(maxsize=20_000)
def _character_unit(character: str) -> _Unit:
    return _Unit(character, _sound(character) if _CHINESE.match(character) else "")


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    return lazy_pinyin(character)[0]


def _letter_units(run: str) -> Iterator[_Unit]:
    """Yield a run of letters as syllables when all of it is pinyin, else unchanged."""
    words = run.split(" ")
    syllables = [_syllables(word) for word in words]
    if not all(syllables):
        yield _Unit(run, "")
        return
    flat = [syllable for word in syllables for syllable in word]
    # The blanks between syllables are only kept where no word is found; they carry no sound of their own.
    starts = {sum(map(len, syllables[:number])) for number in range(1, len(words))}
    for number, syllable in enumerate(flat):
        yield _Unit(f" {syllable}" if number in starts else syllable, syllable, is_letters=True)


@lru_cache(maxsize=5_000)
def _syllables(letters: str) -> tuple[str, ...]:
    """Return the pinyin syllables of a word, the longest first at each place; empty when it is not pinyin."""
    if not 0 < len(letters) <= _LONGEST_PINYIN:
        return ()
    for length in range(min(6, len(letters)), 0, -1):
        head, rest = letters[:length], letters[length:]
        if head in _known_syllables():
            if not rest:
                return (head,)
            tail = _syllables(rest)
            if tail:
                return (head, *tail)
    return ()


@cache
def _known_syllables() -> frozenset[str]:
    return frozenset(sound for sounds in _words_by_sound() for sound in sounds) | frozenset(_short_foods())


@cache
def _words_by_sound() -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for name in _LISTS:
        for word in word_list(name).terms:
            if 1 < len(word) <= _LONGEST_WORD and all(_CHINESE.match(character) for character in word):
                # Character by character, as texts are read: the two sides must agree.
                found.setdefault(tuple(map(_sound, word)), []).append(word)
    return {sounds: tuple(dict.fromkeys(words)) for sounds, words in found.items()}


@cache
def _longest_by_beginning() -> dict[tuple[str, str], int]:
    longest: dict[tuple[str, str], int] = {}
    for sounds in _words_by_sound():
        longest[sounds[0], sounds[1]] = max(len(sounds), longest.get((sounds[0], sounds[1]), 0))
    return longest


@cache
def _short_foods() -> dict[str, str]:
    """One-character foods whose sound no other one-character food has."""
    by_sound: dict[str, set[str]] = {}
    for word in word_list("foods").terms:
        if len(word) == 1:
            by_sound.setdefault(_sound(word), set()).add(word)
    for word in "菜茶水饭肉鱼蛋":
        by_sound[_sound(word)] = {word}
    return {sound: next(iter(words)) for sound, words in by_sound.items() if len(words) == 1}

"""Names of people: before or after a title, after "我叫" or a label, beside a telephone number.

A name without any of these stays: in Chinese nothing else tells it from a word. 「老张」「小王」「李某某」 stay too,
they name nobody; so do academicians, persons of public life and brands (``names.yml``), because a rumor that
borrows a famous name cannot be checked without it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import yaml

from knowledge.masking.rules import Span
from knowledge.masking.written_form import NAMED, TAKEN, without

_FILE = Path(__file__).with_name("names.yml")
_LONGEST, _LONGEST_GIVEN = 4, 2
_ONLY_AFTER_NAMES = frozenset({"女士", "先生", "小姐"})
"""Nothing but a name stands before these, so a doubtful surname is none here."""
_SURNAME_ONLY_TITLES = frozenset({"姐", "哥", "叔", "姨", "婶", "伯", "总"})
"""So short that they are parts of words: they count after a sure surname, or where a name may begin."""
_NOT_A_DIRECTOR = r"(?![是会在要能共量数之体算有得想部局经监裁署理书工的感觉结称价额计分统和])"
_ENDS_OF_PLACES = "里村庄园路道街区镇苑市县省院店厂局处科所"
_CALL = r"(?=[ ,:]{0,2}(?:电话|手机|tel|微信|\(?[男女][,) ]|收(?![\u4e00-\u9fff])|" + TAKEN + "{7}))"
_ANOTHER = NAMED + "[、和与及跟]"
_CALLED = TAKEN + r"{7}[ ,:(]{1,2}([\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff])"


class NameReader:
    """Finds names with one set of word lists. Immutable; safe to share between threads."""

    def __init__(self, lists: dict[str, str], kept: dict[str, str]) -> None:
        doubtful = frozenset(lists["doubtful_surnames"].split())
        self._certain = frozenset(lists["surnames"].split()) - doubtful
        self._surnames = self._certain | doubtful
        self._compounds = frozenset(lists["compound_surnames"].split())
        self._given = frozenset("".join(lists["given"].split()))
        self._not_given = frozenset("".join(lists["not_given"].split()))
        self._after = frozenset("".join(lists["after_name"].split()))
        self._before = frozenset("".join(lists["before_name"].split()))
        self._kept = re.compile(_any_of(" ".join(kept.values())))
        self._title_after = re.compile(_any_of(lists["titles_after"]).replace("总)", f"总{_NOT_A_DIRECTOR})"))
        self._titles = frozenset(lists["titles_before"].split())
        self._title_before = re.compile(f"(?:{_any_of(lists['titles_before'])})(?:名?叫)?[ :]?")
        self._label = re.compile(f"(?:{_any_of(lists['labels'])})[是为叫]?([ :]{{0,2}})")
        self._weak_label = re.compile(_any_of(lists["weak_labels"]))
        self._words_after = re.compile(_any_of(lists["words_after"]))
        self._places = tuple(lists["places"].split())
        self._before_number = re.compile(_CALL)
        self._after_number = re.compile(_CALLED)
        self._another = re.compile(_ANOTHER)
        self._not_names = re.compile(_any_of(lists["not_names"]))

    def find(self, plain: str) -> Iterator[Span]:
        """The spans of names, in order and apart."""
        text = self._kept.sub(lambda match: TAKEN * len(match[0]), plain)
        found: list[Span] = []
        # The surest first: of "市民冯先生" 冯 is the name, not 冯先生.
        for look in (
            self._before_titles,
            self._after_titles,
            self._labelled,
            self._beside_numbers,
            self._joined,
            self._joined,
        ):
            spans = _apart(look(text))
            text = without(text, spans, NAMED)
            found += spans
        yield from sorted(found)

    def _before_titles(self, text: str) -> Iterator[Span]:
        for match in self._title_after.finditer(text):
            start = self._start_of_name(text, match.start(), match[0])
            if start is not None:
                yield start, match.start()

    def _start_of_name(self, text: str, end: int, title: str) -> int | None:
        """Where the name that ends at ``end`` before ``title`` begins, if one does."""
        short = title in _SURNAME_ONLY_TITLES
        for start in range(max(0, end - _LONGEST), end):
            if not self._is_name(text, start, end, loosely=not short):
                continue
            if not short or text[start] in self._certain or self._may_begin(text, start):
                return start
        return None

    def _is_name(self, text: str, start: int, end: int, *, loosely: bool = False, after_cue: bool = False) -> bool:
        """Whether ``text[start:end]`` is a surname and at most two characters that given names are made of.

        ``loosely``: after a sure surname any character will do that is not known to be something else.
        ``after_cue``: a title or label ends where it starts, so it cannot be the second half of a word.
        """
        surname = text[start : start + 2] if text[start : start + 2] in self._compounds else text[start]
        given = text[start + len(surname) : end]
        if len(given) > _LONGEST_GIVEN or not self._is_surname(surname) or self._is_word(text, start, after_cue):
            return False
        loose = given if loosely and surname in self._certain else given[:-1]
        return self._given.issuperset(given[len(loose) :]) and all(map(self._may_be_given, loose))

    def _may_be_given(self, character: str) -> bool:
        return character in self._given or (_is_han(character) and character not in self._not_given)

    def _is_surname(self, name: str) -> bool:
        return name in self._surnames or name in self._compounds

    def _is_word(self, text: str, start: int, after_cue: bool) -> bool:
        if self._not_names.match(text, start):
            return True
        before = self._not_names.match(text, start - 1) if start and not after_cue else None
        return before is not None and before.end() > start

    def _may_begin(self, text: str, start: int) -> bool:
        if start == 0 or not _is_han(text[start - 1]) or text[start - 1] in self._before:
            return True
        return any(text[start - length : start] in self._titles for length in (2, 3) if length <= start)

    def _after_titles(self, text: str) -> Iterator[Span]:
        for match in self._title_before.finditer(text):
            end = self._end_of_name(text, match.end())
            if end is not None:
                yield match.end(), end

    def _end_of_name(self, text: str, start: int) -> int | None:
        """Where the name that begins at ``start`` ends, if one does."""
        if text[start : start + 2] in self._titles:  # 「孙子孙女都爱吃」
            return None
        for end in range(min(len(text), start + _LONGEST), start + 1, -1):
            marked = not _is_han(text[end : end + 1])
            if not self._is_name(text, start, end, loosely=marked, after_cue=True) or self._goes_on(text, start, end):
                continue
            # 「专家高兴地说」: two characters with a doubtful surname are a name only where that can end.
            if end - start > 2 or text[start] in self._certain or self._may_end(text, end):
                return end
        return None

    def _goes_on(self, text: str, start: int, end: int) -> bool:
        """「我是盛康园小区的」「外甥沈腾高考前」: what seems a name is a place, or one character too long."""
        word = self._words_after.match(text, end - 1) if end - start > 2 else None
        return text.startswith(self._places, end) or (word is not None and word.end() > end)

    def _may_end(self, text: str, end: int) -> bool:
        return not _is_han(text[end : end + 1]) or text[end] in self._after

    def _labelled(self, text: str) -> Iterator[Span]:
        for match in self._label.finditer(text):
            start = match.end()
            end = self._end_of_run(text, start) or self._end_of_name(text, start)
            if end is not None:
                yield start, end
        for match in self._weak_label.finditer(text):
            end = self._end_of_name(text, match.end())
            if end is not None:
                yield match.end(), end

    def _end_of_run(self, text: str, start: int) -> int | None:
        """The end of two to four characters up to a mark that begin with a surname: a rare given name."""
        end = start
        while end < len(text) and end - start <= _LONGEST and _is_han(text[end]):
            end += 1
        longest = _LONGEST if text[start : start + 2] in self._compounds else _LONGEST - 1
        fits = 2 <= end - start <= longest and text[start] in self._surnames and not self._is_word(text, start, True)
        return end if fits and text[end - 1] not in _ENDS_OF_PLACES else None

    def _beside_numbers(self, text: str) -> Iterator[Span]:
        for match in self._before_number.finditer(text):
            end = match.start()
            for start in range(max(0, end - _LONGEST), end - 1):
                if self._is_name(text, start, end) and self._may_begin(text, start):
                    yield start, end
                    break
        for match in self._after_number.finditer(text):
            start, end = match.span(1)
            if self._is_name(text, start, end):
                yield start, end

    def _joined(self, text: str) -> Iterator[Span]:
        for match in self._another.finditer(text):
            end = self._end_of_name(text, match.end())
            if end is not None:
                yield match.end(), end


def find_names(plain: str) -> Iterator[Span]:
    """The names in a plain text, in order and apart."""
    yield from _shipped().find(plain)


@cache
def _shipped() -> NameReader:
    lists = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return NameReader(lists, lists.pop("kept"))


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, without those that begin inside another."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _any_of(words: str) -> str:
    """A pattern for any of these words, the longest first."""
    longest_first = sorted(set(words.split()), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


def _is_han(character: str) -> bool:
    return bool(character) and "\u4e00" <= character <= "\u9fff"

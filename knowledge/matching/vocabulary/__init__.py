"""Word lists of foods, substances, effects, practices and groups, and what a text mentions of them."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_DIRECTORY = Path(__file__).parent
_THINGS = ("foods", "substances", "effects", "practices", "groups", "ignored")
_ASPECTS = ("aspects",)
# Lists whose headings are kinds of mention; in the others a heading names a family of foods or substances.
_SECTIONED = frozenset({"effects", "groups", "aspects"})


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a list: ``concept`` is the first word of its line, ``section`` the heading it stands under."""

    word: str
    concept: str
    section: str


@dataclass(frozen=True, slots=True)
class WordList:
    """One file: its terms by word, and the words that head a section (a whole family of foods)."""

    name: str
    terms: dict[str, Term]
    families: frozenset[str]

    @property
    def longest(self) -> int:
        return max(map(len, self.terms), default=0)


@dataclass(frozen=True, slots=True)
class Mentions:
    """The concepts a text names; a family stands for all its members.

    ``idle_aspects`` are sides of food that have nothing to do with safety (recipes, prices ...), ``aspects`` others.
    """

    foods: frozenset[str] = frozenset()
    substances: frozenset[str] = frozenset()
    general_harm: bool = False
    harms: frozenset[str] = frozenset()
    benefits: frozenset[str] = frozenset()
    practices: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    animals: frozenset[str] = frozenset()
    idle_aspects: frozenset[str] = frozenset()
    aspects: frozenset[str] = frozenset()

    @property
    def subjects(self) -> frozenset[str]:
        """What the text is about: foods and substances together."""
        return self.foods | self.substances

    def __or__(self, other: "Mentions") -> "Mentions":
        return Mentions(
            foods=self.foods | other.foods,
            substances=self.substances | other.substances,
            general_harm=self.general_harm or other.general_harm,
            harms=self.harms | other.harms,
            benefits=self.benefits | other.benefits,
            practices=self.practices | other.practices,
            people=self.people | other.people,
            animals=self.animals | other.animals,
            idle_aspects=self.idle_aspects | other.idle_aspects,
            aspects=self.aspects | other.aspects,
        )


@cache
def word_list(name: str) -> WordList:
    """Read ``<name>.txt``: one concept a line, synonyms separated by spaces, ``[...]`` opens a section."""
    terms: dict[str, Term] = {}
    families: set[str] = set()
    section = ""
    for line in (_DIRECTORY / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        words = line.strip("[]").split()
        if line.startswith("["):
            section = words[0]
            families.add(section)
        for word in words:
            terms.setdefault(word, Term(word, words[0], section))
    return WordList(name, terms, frozenset(families))


@cache
def _merged_terms(
    names: tuple[str, ...],
) -> tuple[dict[str, tuple[tuple[str, Term], ...]], dict[str, tuple[int, ...]]]:
    """Return the terms of several lists by word, and how long the words are that begin with a character."""
    merged: dict[str, list[tuple[str, Term]]] = {}
    for name in names:
        for word, term in word_list(name).terms.items():
            merged.setdefault(word, []).append((name, term))
    lengths: dict[str, set[int]] = {}
    for word in merged:
        lengths.setdefault(word[0], set()).add(len(word))
    longest_first = {character: tuple(sorted(of_words, reverse=True)) for character, of_words in lengths.items()}
    return {word: tuple(found) for word, found in merged.items()}, longest_first


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return the named group of ``patterns.txt`` as one pattern: any of its lines."""
    return re.compile("|".join(_pattern_groups()[name]))


@cache
def _pattern_groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    name = ""
    for line in (_DIRECTORY / "patterns.txt").read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"\[([a-z ]+)\]", line):
            name = heading.group(1)
            groups[name] = []
        elif line and not line.startswith("#"):
            groups[name].append(line)
    return groups


def find_terms(text: str) -> list[tuple[str, Term]]:
    """Return (list name, term) for every listed word in a normalised text, the longest one at each place."""
    # Aspects are phrases around other words ("怎么洗草莓"); read on their own they hide nothing.
    return _find(text, _THINGS) + _find(text, _ASPECTS)


def _find(text: str, names: tuple[str, ...]) -> list[tuple[str, Term]]:
    terms, lengths = _merged_terms(names)
    found: list[tuple[str, Term]] = []
    after = 0
    for position, character in enumerate(text):
        if position < after or character not in lengths:
            continue
        for length in lengths[character]:
            hits = terms.get(text[position : position + length])
            if hits:
                found.extend(hit for hit in hits if hit[0] != "ignored")
                after = position + length
                break
    return found


@lru_cache(maxsize=20_000)
def mentions(text: str) -> Mentions:
    """Return what a normalised ``text`` mentions."""
    kinds: dict[str, set[str]] = {}
    for name, term in find_terms(text):
        kinds.setdefault(f"{name}:{term.section}" if name in _SECTIONED else name, set()).add(term.concept)
    return Mentions(
        foods=frozenset(kinds.get("foods", ())),
        substances=frozenset(kinds.get("substances", ())),
        general_harm="effects:general" in kinds,
        harms=frozenset(kinds.get("effects:harm", ())),
        benefits=frozenset(kinds.get("effects:benefit", ())),
        practices=frozenset(kinds.get("practices", ())),
        people=frozenset(kinds.get("groups:people", ())),
        animals=frozenset(kinds.get("groups:animal", ())),
        idle_aspects=frozenset(kinds.get("aspects:idle", ())),
        aspects=frozenset(kinds.get("aspects:matter", ())),
    )


def family_of(list_name: str, concept: str) -> str:
    """Return the family a concept belongs to (itself for a family)."""
    term = word_list(list_name).terms.get(concept)
    return term.section if term else ""


def names_family(list_name: str, concept: str) -> bool:
    """Tell whether a concept stands for a whole family, as 水果 does."""
    return concept in word_list(list_name).families

"""Pairs of texts that say the same claim: from entries, from practice topics, and generated from ``grammar.yml``."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from knowledge.entries.seed_files import content_files
from knowledge.matching.normalize import clean
from knowledge.training.fine_tuning import BLOCK
from knowledge.training.topics import TOPICS, PracticeTopic, read_topics

GRAMMAR = Path(__file__).with_name("grammar.yml")
_SEED = 20261123
_STYLED = 0.35
_ATTEMPTS = 3
_TEXTS_PER_FORWARD = 2
_PARTNERS = 5
"""2026-11-26: with 26 texts an entry, pairing all with all took four times as long and found no more."""
_SLOT = re.compile(r"\{(\w+)\}")
_SEVERAL_NAMES = "/"


@dataclass(frozen=True, slots=True)
class Frame:
    """One way to make a claim: what fills its slots, and the templates that all say it."""

    name: str
    claims: int
    slots: Mapping[str, tuple[tuple[str, ...], ...]]
    templates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GeneratedPair:
    """Two texts of one claim, with the things they are about (each a tuple of names)."""

    frame: str
    things: tuple[tuple[str, ...], ...]
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The frames and the ways to dress a sentence."""

    frames: tuple[Frame, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]


@cache
def read_grammar(path: Path = GRAMMAR) -> Grammar:
    """The grammar in ``path``."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    things = {
        kind: tuple(tuple(str(thing).split(_SEVERAL_NAMES)) for thing in listed)
        for kind, listed in content["things"].items()
    }
    for category, kinds in content["categories"].items():
        things[category] = tuple(thing for kind in kinds for thing in things[kind])
    frames = tuple(
        Frame(
            name,
            int(frame["claims"]),
            {slot: things[kind] for slot, kind in frame["slots"].items()},
            tuple(frame["templates"]),
        )
        for name, frame in content["frames"].items()
    )
    names = tuple(thing for kind in content["things"] for thing in things[kind])
    return Grammar(frames, tuple(content["style"]["before"]), tuple(content["style"]["after"]), names)


def food_words(path: Path = GRAMMAR) -> frozenset[str]:
    """Every name in the grammar: words the tokenizer should know."""
    return frozenset(name for thing in read_grammar(path).names for name in thing)


def _fill(template: str, things: Mapping[str, tuple[str, ...]], chance: random.Random) -> str:
    return _SLOT.sub(lambda slot: chance.choice(things[slot.group(1)]), template)


def _dressed(text: str, grammar: Grammar, chance: random.Random) -> str:
    """The text as people send it, now and then: with a hearsay opening, with a question at its end."""
    if chance.random() < _STYLED:
        text = chance.choice(grammar.before) + text
    if chance.random() < _STYLED:
        text = text + chance.choice(grammar.after)
    return text


def _neighbours(frame: Frame, chance: random.Random) -> Iterator[dict[str, tuple[str, ...]]]:
    """A block's claims: each differs from the first in one slot only, so that they are hard to tell apart."""
    slots = list(frame.slots)
    first = {slot: chance.choice(frame.slots[slot]) for slot in slots}
    yield first
    for position in range(_ATTEMPTS * BLOCK):
        slot = slots[position % len(slots)]
        yield {**first, slot: chance.choice(frame.slots[slot])}


def _frame_claims(frame: Frame, chance: random.Random) -> Iterator[dict[str, tuple[str, ...]]]:
    """The frame's claims, each once, in blocks of rivals."""
    seen: set[tuple[tuple[str, ...], ...]] = set()
    # A small frame runs out of new claims: the attempts, not the claims, end its loop.
    for _ in range(frame.claims):
        in_block = 0
        for things in _neighbours(frame, chance):
            claim = tuple(sorted(things.values()))
            if in_block == BLOCK or len(seen) == frame.claims:
                break
            # 甲和乙一起吃 and 乙和甲一起吃 are one claim, 甲和甲 is none.
            if len(set(claim)) < len(claim) or claim in seen:
                continue
            seen.add(claim)
            in_block += 1
            yield things


def _frame_pairs(frame: Frame, grammar: Grammar) -> Iterator[GeneratedPair]:
    chance = random.Random(f"{_SEED}-{frame.name}")
    for things in _frame_claims(frame, chance):
        # Two different templates, else a pair would teach nothing but a synonym.
        left, right = (
            _dressed(_fill(template, things, chance), grammar, chance)
            for template in chance.sample(frame.templates, 2)
        )
        yield GeneratedPair(frame.name, tuple(things.values()), left, right)


def generated_pairs(path: Path = GRAMMAR) -> Iterator[GeneratedPair]:
    """All pairs of the grammar, frame by frame, neighbours hard to tell apart."""
    grammar = read_grammar(path)
    for frame in grammar.frames:
        yield from _frame_pairs(frame, grammar)


def synonym_pairs(path: Path = GRAMMAR) -> list[tuple[str, str]]:
    """A thing's first name with each of its others."""
    return [(thing[0], other) for thing in dict.fromkeys(read_grammar(path).names) for other in thing[1:]]


def _ring(said: Sequence[str]) -> list[tuple[str, str]]:
    """Pair every text with the next few in a ring: all are linked, and many texts do not drown few."""
    texts = [text for text in dict.fromkeys(said) if text.strip()]
    pairs = {
        tuple(sorted((place, (place + step) % len(texts))))
        for step in range(1, _PARTNERS + 1)
        for place in range(len(texts))
    }
    return [(texts[one], texts[other]) for one, other in sorted(pairs) if one != other]


def _in_blocks(of_claims: Sequence[Sequence[tuple[str, str]]]) -> list[tuple[str, str]]:
    """The pairs of several claims, so that a block holds one pair each of neighbouring ones."""
    pairs: list[tuple[str, str]] = []
    for start in range(0, len(of_claims), BLOCK):
        for block in zip_longest(*of_claims[start : start + BLOCK]):
            pairs.extend(pair for pair in block if pair is not None)
    return pairs


def entry_pairs(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of an entry's title and phrasings; a block holds one pair each of neighbouring entries."""
    return _in_blocks([_ring([str(entry["title"]), *map(str, entry.get("phrasings") or ())]) for entry in entries])


def topic_pairs(topics: Sequence[PracticeTopic]) -> list[tuple[str, str]]:
    """Pairs of a practice topic's wordings, and of its title and some wordings with each message that forwards it."""
    return _in_blocks([_pairs_of_topic(topic) for topic in topics])


def _pairs_of_topic(topic: PracticeTopic) -> list[tuple[str, str]]:
    # As matching reads them: some are in traditional characters.
    title, texts = clean(topic.title), [clean(text) for text in topic.texts]
    pairs = _ring([title, *texts])
    for number, message in enumerate(topic.forwards):
        first = number * _TEXTS_PER_FORWARD
        pairs.extend((text, clean(message)) for text in (title, *texts[first : first + _TEXTS_PER_FORWARD]))
    return pairs


def look_alikes(topics: Sequence[PracticeTopic]) -> dict[str, list[str]]:
    """For each practice topic's title the texts that only look like it, all as in the pairs."""
    return {clean(topic.title): [clean(text) for text in topic.not_about] for topic in topics}


def practised(excluded_ids: frozenset[str] = frozenset(), topics: Path = TOPICS) -> list[PracticeTopic]:
    """The practice topics, without those in ``excluded_ids``."""
    return [topic for topic in read_topics(topics) if topic.topic_id not in excluded_ids]


def read_entries(seed_dir: Path, excluded_ids: frozenset[str] = frozenset()) -> list[Mapping[str, Any]]:
    """The entries of ``seed_dir/*.yml`` by topic and id, so that an entry's neighbours are its rivals."""
    entries: list[Mapping[str, Any]] = []
    for file in content_files(seed_dir):
        entries.extend(yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER) or [])
    kept = [entry for entry in entries if entry["id"] not in excluded_ids]
    return sorted(kept, key=lambda entry: (str(entry.get("topic", "")), str(entry["id"])))


def build_pairs(
    seed_dir: Path,
    *,
    excluded_ids: frozenset[str] = frozenset(),
    grammar: Path = GRAMMAR,
    topics: Path = TOPICS,
) -> list[tuple[str, str]]:
    """All training pairs, in an order that keeps rivals in one batch.

    Entries and practice topics in ``excluded_ids`` are left out whole: an encoder trained so never saw their words.
    """
    pairs = entry_pairs(read_entries(seed_dir, excluded_ids))
    pairs.extend(topic_pairs(practised(excluded_ids, topics)))
    pairs.extend(synonym_pairs(grammar))
    pairs.extend((pair.left, pair.right) for pair in generated_pairs(grammar))
    return pairs


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

"""Knowledge files as others would bring them: a title each, with or without an answer.

They are drawn from our own entries, and titles alone from the practice topics too, which no entry need be about.

A file of somebody else holds fewer topics than ours, seldom two that are near each other, and nothing of how residents
word them. Whole topics are left out of each draw, so that questions about them are questions no entry answers.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from knowledge.calibration.cases import (
    FOLDS,
    Case,
    CaseSet,
    Kind,
    SeedEntry,
    fold_of,
    negatives_of,
    reduced,
    related_entries,
    withheld,
)
from knowledge.calibration.forwarding import as_forward
from knowledge.evaluation.files import Contradiction, LabelledFiles
from knowledge.matching.types import IndexedEntry, Richness
from knowledge.training.topics import PracticeTopic

# How many topics a draw holds, and whether of two that editors linked only one may be in it.
_DRAWS = ((110, True), (150, True), (220, False))
PRACTISED = "practice"
_KINDS = frozenset({"rumor", "knowledge", PRACTISED})
"""Other people's files are about claims and advice, not about our district's plan and offices."""
_PHRASINGS_ASKED = 2
_TEXTS_ASKED = 2
"""One in this many wordings of a practice topic is asked."""
_FORWARDED = 4
_LEFT_OUT_ASKED = 4
"""One in this many questions about topics that are not drawn is asked: there are more of them than drawn ones."""


def draw_case_sets(seed: Sequence[SeedEntry], labelled: LabelledFiles) -> Iterator[CaseSet]:
    """Yield, for every fold and both kinds of file, the cases of each draw from our own entries."""
    questions = _questions_of_topics(seed, labelled)
    for knowledge in (Richness.ANSWERS, Richness.TITLES):
        yield from _draws(seed, knowledge, questions, labelled)


def draw_practice_sets(topics: Sequence[PracticeTopic], labelled: LabelledFiles) -> Iterator[CaseSet]:
    """Yield, for every fold and both kinds of file, the cases of each draw from the practice topics.

    They tell titles alone also where files bring answers: some such entries have none. Of ``labelled`` the negatives
    are asked.
    """
    told = [
        SeedEntry(IndexedEntry(topic.topic_id, topic.title), topic.related, fold_of(topic.topic_id), PRACTISED)
        for topic in topics
    ]
    questions = {topic.topic_id: [*topic.texts[::_TEXTS_ASKED], *topic.forwards] for topic in topics}
    look_alikes = tuple(
        Contradiction(topic.title, text, topic.topic_id) for topic in topics for text in topic.not_about
    )
    for knowledge in (Richness.ANSWERS, Richness.TITLES):
        yield from _draws(told, knowledge, questions, replace(labelled, contradictions=look_alikes))


def _draws(
    seed: Sequence[SeedEntry],
    knowledge: Richness,
    questions: Mapping[str, Sequence[str]],
    labelled: LabelledFiles,
) -> Iterator[CaseSet]:
    related = related_entries(seed)
    for fold in range(FOLDS):
        for number, (size, is_sparse) in enumerate(_DRAWS):
            chance = random.Random(f"{fold} {knowledge} {number}")
            drawn = _drawn(seed, size, related if is_sparse else {}, chance)
            ids = {one.entry.entry_id for one in drawn}
            yield CaseSet(
                fold,
                knowledge,
                tuple(_told(one.entry, knowledge, chance) for one in drawn),
                (
                    *_asked(seed, fold, ids, questions, related),
                    *(case for case in negatives_of(labelled, fold) if _is_at_home(case, ids)),
                ),
            )


def _drawn(
    seed: Sequence[SeedEntry], size: int, apart: Mapping[str, frozenset[str]], chance: random.Random
) -> list[SeedEntry]:
    """Draw at most ``size`` entries, none of them ``apart`` from another."""
    drawn: dict[str, SeedEntry] = {}
    for one in chance.sample(list(seed), len(seed)):
        is_kept_apart = not apart.get(one.entry.entry_id, frozenset()).isdisjoint(drawn)
        if one.kind in _KINDS and not is_kept_apart and len(drawn) < size:
            drawn[one.entry.entry_id] = one
    return list(drawn.values())


def _told(entry: IndexedEntry, knowledge: Richness, chance: random.Random) -> IndexedEntry:
    """Return the entry as such a file gives it; an answer may be one line or many."""
    lines = entry.answer.split("\n")
    kept = "\n".join(lines[: chance.randint(1, len(lines))])
    return reduced(IndexedEntry(entry.entry_id, entry.title, (), kept), knowledge)


def _questions_of_topics(seed: Sequence[SeedEntry], labelled: LabelledFiles) -> dict[str, list[str]]:
    """Return all that is asked about each topic: questions, phrasings, and forwards that say it once or thrice."""
    asked: dict[str, list[str]] = {one.entry.entry_id: [] for one in seed}
    for number, question in enumerate(labelled.questions):
        asked[question.topic_id].append(question.text)
        if number % _FORWARDED == 0:
            asked[question.topic_id].append(as_forward(question.text))
    for one in seed:
        phrasings = one.entry.phrasings
        asked[one.entry.entry_id].extend(phrasings[:_PHRASINGS_ASKED])
        if len(phrasings) > _PHRASINGS_ASKED:
            asked[one.entry.entry_id].append(as_forward(*phrasings[-3:]))
    return asked


def _asked(
    seed: Sequence[SeedEntry],
    fold: int,
    drawn: set[str],
    questions: Mapping[str, Sequence[str]],
    related: Mapping[str, frozenset[str]],
) -> Iterator[Case]:
    for topic in (one.entry.entry_id for one in seed if one.fold == fold):
        cases = [Case(text, Kind.QUESTION, topic, topic, related[topic]) for text in questions[topic]]
        yield from cases if topic in drawn else map(withheld, cases[::_LEFT_OUT_ASKED])


def _is_at_home(case: Case, drawn: set[str]) -> bool:
    """A look-alike says something only where what it looks like is there."""
    return case.kind is not Kind.NEAR_MISS or case.group in drawn

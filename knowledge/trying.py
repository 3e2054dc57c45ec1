"""Trying a question: what residents are told now, and what they would be told with a draft in place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge.checking import conclude
from knowledge.entries.cards import AnswerCard
from knowledge.entries.content import digest
from knowledge.entries.draft import EntryDraft
from knowledge.entries.published import make_card
from knowledge.matching.matcher import Matcher
from knowledge.matching.reading import read_message
from knowledge.matching.types import Candidate, IndexedEntry, MessageReading, OutcomeName
from knowledge.runtime import Served

MOST_CANDIDATES = 5
_NEAR = 32
_REMEMBERED = 4
"""Drafts whose index is kept, while their editors try one question after the other: about 30 MB each."""


@dataclass(frozen=True, slots=True)
class TriedCandidate:
    """An entry the question may mean, and why."""

    entry_id: str
    title: str
    phrasing: str
    """The wording of the entry nearest to the question."""
    probability: float
    meaning: float
    """Cosine of the encoder (0-1)."""
    words: float
    """Share of the question's words, weighed by rarity, that the entry has (0-1.2)."""
    blocked_by: str | None
    """The guard that forbids a direct answer: another food, another effect ..."""
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What a question leads to."""

    outcome: OutcomeName
    cards: tuple[AnswerCard, ...]
    candidates: tuple[TriedCandidate, ...]
    answer_limit: float
    """The probability from which the first candidate is answered directly."""


@dataclass(frozen=True, slots=True)
class SimilarEntry:
    """A public entry that may say the same as a draft."""

    entry_id: str
    title: str
    similarity: float
    """Cosine of the wordings most alike (0-1)."""
    wording: str
    other_wording: str


def try_now(served: Served, question: str) -> Trial:
    """What residents are told about ``question`` now."""
    return _trial(read_message(question, served.matcher), served.matcher, served.cards, served.revision, "")


class DraftTrials:
    """Tries questions with a draft in place of its entry. Safe to share between threads."""

    def __init__(self) -> None:
        # The lambda keeps the cache per object; a draft is known by its digest and the revision around it.
        self._matchers: Callable[[_Key], Matcher] = lru_cache(maxsize=_REMEMBERED)(_matcher_with)

    def try_with(self, served: Served, entry_id: str, draft: EntryDraft, question: str, today: date) -> Trial:
        """What residents would be told about ``question`` if ``draft`` were public."""
        matcher = self._matchers(_Key(served, entry_id, draft, f"{served.revision}:{entry_id}:{digest(draft)}"))
        titles = {other_id: card.title for other_id, card in served.cards.items()}
        reviewed = draft.model_copy(update={"reviewed_on": draft.reviewed_on or today})
        cards = {**served.cards, entry_id: make_card(entry_id, reviewed, titles)}
        return _trial(read_message(question, matcher), matcher, cards, served.revision, entry_id)


def similar_entries(
    served: Served, entry_id: str, wordings: Sequence[str], *, at_least: float, most: int = 3, depth: int = _NEAR
) -> tuple[SimilarEntry, ...]:
    """The public entries with the wordings most like these, the most alike first; the entry itself does not count.

    Looks at the ``depth`` wordings nearest to each of these.
    """
    texts = [text for text in dict.fromkeys(wordings) if text.strip()]
    snapshot = served.matcher.snapshot
    if not texts or not snapshot.rows:
        return ()
    cosines, rows = snapshot.search(served.matcher.encoder.encode_queries(texts), min(depth, len(snapshot.rows)))
    best: dict[str, SimilarEntry] = {}
    for text, scores, places in zip(texts, cosines, rows, strict=True):
        for score, place in zip(scores, places, strict=True):
            if place < 0 or score < at_least or snapshot.rows[place].is_answer:
                continue
            entry = snapshot.entries[snapshot.row_entry[place]]
            known = best.get(entry.entry_id)
            if entry.entry_id != entry_id and (known is None or score > known.similarity):
                other = snapshot.rows[place].original
                best[entry.entry_id] = SimilarEntry(entry.entry_id, entry.title, float(score), text, other)
    return tuple(sorted(best.values(), key=lambda one: -one.similarity)[:most])


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """What an index with a draft is built from; equal by its name alone."""

    served: Served
    entry_id: str
    draft: EntryDraft
    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


def _matcher_with(key: _Key) -> Matcher:
    matcher = key.served.matcher
    entry = IndexedEntry(
        entry_id=key.entry_id,
        title=key.draft.title,
        phrasings=key.draft.phrasings,
        answer="\n".join([key.draft.truth, *key.draft.key_points, key.draft.advice]).strip(),
    )
    others = [other for other in matcher.snapshot.entries if other.entry_id != key.entry_id]
    entries = sorted([*others, entry], key=lambda one: one.entry_id)
    snapshot = matcher.snapshot.followed_by(entries, matcher.encoder, matcher.snapshot.revision)
    return Matcher(snapshot, matcher.encoder, matcher.thresholds)


def _trial(
    reading: MessageReading, matcher: Matcher, cards: Mapping[str, AnswerCard], revision: int, draft_id: str
) -> Trial:
    outcome = conclude(reading, cards, revision)
    ranking = reading.claims[0].ranking if reading.claims else ()
    return Trial(
        outcome=outcome.outcome,
        cards=outcome.cards,
        candidates=tuple(_tried(one, draft_id) for one in ranking[:MOST_CANDIDATES]),
        answer_limit=matcher.limits.answer,
    )


def _tried(candidate: Candidate, draft_id: str) -> TriedCandidate:
    return TriedCandidate(
        entry_id=candidate.entry_id,
        title=candidate.title,
        phrasing=candidate.phrasing,
        probability=candidate.probability,
        meaning=candidate.features.get("dense", 0.0),
        words=candidate.features.get("lexical", 0.0),
        blocked_by=candidate.blocked_by,
        is_draft=candidate.entry_id == draft_id,
    )

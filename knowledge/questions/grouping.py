"""Questions about the same thing put together; pure."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np

from knowledge.emerging.clustering import SAME_RUMOR, ClaimPlacer, ClaimReader, KnownClaim
from knowledge.questions.views import AskedQuestion, QuestionGroup

_ROUNDING = 1e-3
"""Likeness is reckoned here and there in another order; what is this near the limit is left to the exact rule."""


def group_questions(questions: Sequence[AskedQuestion], reader: ClaimReader) -> tuple[QuestionGroup, ...]:
    """Groups, the largest first; of equals the one asked last."""
    groups: list[list[AskedQuestion]] = []
    placed: dict[str, int] = {}
    firsts = _FirstClaims(reader, len(questions))
    for question in questions:
        number = placed.get(question.claim)
        if number is None:
            number = ClaimPlacer(reader, question.claim).among(firsts.worth_comparing(question.claim))
        if number is None:
            number = len(groups)
            groups.append([])
            # Compared with the first of a group only: a chain of neighbours drifts away.
            firsts.add(question.claim)
        placed[question.claim] = number
        groups[number].append(question)
    ranked = sorted(groups, key=lambda group: -len(group))
    return tuple(QuestionGroup(tuple(group)) for group in ranked)


class _FirstClaims:
    """The first claim of every group, numbered as the groups.

    Comparing hundreds of claims pair by pair takes longer than a page may. Of short ones most have hardly a word in
    common, and what two short ones mean and share is all that can make them one rumor; so only where that suffices
    the whole rule is asked.
    """

    def __init__(self, reader: ClaimReader, most: int) -> None:
        self._reader = reader
        self._claims: list[str] = []
        self._vectors = np.zeros((most, reader.dimension), np.float32)
        self._word_counts = np.zeros(most)
        self._by_word: dict[str, list[int]] = {}
        self._by_core: dict[str, int] = {}
        self._long: list[int] = []

    def add(self, claim: str) -> None:
        """The claim of a new group."""
        number, read = len(self._claims), self._reader.read(claim)
        self._claims.append(claim)
        self._vectors[number] = read.vector
        self._word_counts[number] = len(read.words)
        self._by_core[read.core] = number
        for word in read.words:
            self._by_word.setdefault(word, []).append(number)
        if not read.is_short:
            self._long.append(number)

    def worth_comparing(self, claim: str) -> list[KnownClaim]:
        """Those that may be of the same rumor, in their order; all others are not."""
        read, count = self._reader.read(claim), len(self._claims)
        if not read.is_short:
            return [KnownClaim(number, known) for number, known in enumerate(self._claims)]
        in_common = Counter(chain.from_iterable(self._by_word.get(word, ()) for word in read.words))
        shared = np.zeros(count)
        shared[list(in_common)] = list(in_common.values())
        alike = 2 * shared / np.maximum(self._word_counts[:count] + len(read.words), 1)
        meaning = np.maximum(self._vectors[:count] @ read.vector, 0)
        likely = {*np.flatnonzero(meaning + alike >= 2 * SAME_RUMOR - _ROUNDING).tolist(), *self._long}
        if read.core in self._by_core:
            likely.add(self._by_core[read.core])
        return [KnownClaim(number, self._claims[number]) for number in sorted(likely)]

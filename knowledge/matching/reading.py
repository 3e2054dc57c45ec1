"""A whole message: its scope, an emergency, and what is decided about each of its claims."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.matching.claims import LONGEST_CLAIM, split_claims
from knowledge.matching.emergency import detect_emergency
from knowledge.matching.matcher import RANKED, Matcher
from knowledge.matching.normalize import has_words
from knowledge.matching.scope import read_scope, states_a_claim
from knowledge.matching.spelling import plain_words
from knowledge.matching.thresholds import Limits
from knowledge.matching.types import Answer, Candidate, ClaimMatch, Clarify, MessageReading, Scope

MOST_CLAIMS_KEPT = 3
_LONGEST_WHOLE = 600
_MOSTLY_OTHER = 2
"""Times its only claim's length, from which on a message consists mostly of what was dropped from it."""
_OF_THE_DOUBT = 3
"""What a short question may leave in doubt, divided by this, is what a message of several sentences may leave.

2026-11-26, on the calibration's forwards asked of drawn files with answers: of the direct answers 1.1 % were wrong,
with a half of the doubt 1.9 %, and 4.2 % where only stories of four sentences had to be surer; 69, 74 and 73 % were
answered.
"""
_BY_CHANCE = 1.5
"""The power of the number of sentences by which the doubt is divided that one of them alone may leave.

2026-11-26, on 1,186 of the calibration's forwards and 300 made of two: with 2 as many forwards get a wrong card (37)
and 132 of the 600 rumors their card, with 1.5 it is 213, with 1 it is 290 and ten more forwards get a wrong one.
"""
_FITTING = 4
"""Entries the message as a whole may point to."""
_NOBODY = Candidate("", "", "", -1.0)


def read_message(text: str, matcher: Matcher) -> MessageReading:
    """Read a message of any length.

    ``claims`` holds at most three: those answered first (no entry twice), then those to clarify, then the unmatched
    ones that say most about food. A message without words has none. An emergency does not stop the reading: callers
    decide what to show, ``outcome`` is then ``"emergency"``.
    """
    body = plain_words(text)
    if not has_words(body):
        return MessageReading(Scope.OFF_TOPIC, detect_emergency(text), (), has_words=False)
    matches = _match_claims(text, body, matcher)
    ranking = _together(matches)
    return MessageReading(
        # Not in read_scope itself: that one is also a feature of the calibrated confidence.
        scope=Scope.FOOD_SAFETY if states_a_claim(body) else read_scope(body),
        emergency=detect_emergency(text),
        claims=_most_helpful(matches, [candidate.entry_id for candidate in ranking]),
        has_words=True,
        ranking=ranking[:RANKED],
    )


def _match_claims(text: str, body: str, matcher: Matcher) -> list[ClaimMatch]:
    claims, whole_text = split_claims(text), body[:_LONGEST_WHOLE]
    # What no single sentence says may be clear from all of them together, and what one sentence seems to say
    # must fit the rest. Asked at once, because comparing each with the index apart takes longer.
    matches = matcher.match_claims([*claims, whole_text] if len(claims) > 1 else claims)
    if len(claims) > 1:
        whole = matches.pop()
    elif any(len(body) > _MOSTLY_OTHER * len(match.claim) for match in matches):
        whole = matcher.match_claim(whole_text)
    else:
        return matches
    carried = _Carried(whole, matches, matcher.limits)
    matches = [match if carried.stands(match) else _only_offered(match) for match in map(carried.confirmed, matches)]
    decided = whole if carried.is_sure(whole) else _only_offered(whole)
    return [*matches, ClaimMatch(whole.claim[:LONGEST_CLAIM], decided.decision, whole.ranking)]


@dataclass(frozen=True, slots=True)
class _Carried:
    """What the message as a whole says, and how sure its sentences must be: among many, one resembles some entry
    by chance.

    What two sentences point to needs no more than a question does.
    """

    whole: ClaimMatch
    claims: Sequence[ClaimMatch]
    limits: Limits

    def stands(self, match: ClaimMatch) -> bool:
        """Tell whether an answer found for one sentence is carried by the message."""
        if not isinstance(match.decision, Answer):
            return True
        answer = match.decision.candidate
        pointed_to = {candidate.entry_id: candidate.probability for candidate in self.whole.ranking[:_FITTING]}
        if answer.entry_id not in pointed_to:
            return False
        if answer.probability >= self._alone_limit:
            return True
        if answer.entry_id == self.whole.ranking[0].entry_id:
            together = math.sqrt(answer.probability * pointed_to[answer.entry_id])
            return together >= self._story_limit
        return self._sentences_that_point_to(answer.entry_id) > 1

    def confirmed(self, match: ClaimMatch) -> ClaimMatch:
        """Return an answer where a sentence is not sure enough alone, and others that point to the same entry make up.

        Each of them may be wrong about it for reasons of its own: what is left in doubt is multiplied.
        """
        best = match.ranking[0] if match.ranking else _NOBODY
        if not isinstance(match.decision, Clarify) or best.blocked_by is not None:
            return match
        doubts = [
            1 - claim.ranking[0].probability
            for claim in self.claims
            if claim.ranking
            and claim.ranking[0].entry_id == best.entry_id
            and claim.ranking[0].probability >= self.limits.clarify
        ]
        is_confirmed = len(doubts) > 1 and math.prod(doubts) <= 1 - self.limits.answer
        return ClaimMatch(match.claim, Answer(best), match.ranking) if is_confirmed else match

    def _sentences_that_point_to(self, entry_id: str) -> int:
        return sum(
            candidate.entry_id == entry_id and candidate.probability >= self.limits.clarify
            for claim in self.claims
            for candidate in claim.ranking
        )

    def is_sure(self, match: ClaimMatch) -> bool:
        """Tell whether an answer to the whole message may be given."""
        is_answer = isinstance(match.decision, Answer)
        return not is_answer or match.ranking[0].probability >= self._story_limit

    @property
    def _alone_limit(self) -> float:
        """How sure a sentence must be that the rest of the message, perhaps about another rumor, does not confirm."""
        return 1 - (1 - self.limits.answer) / math.pow(len(self.claims), _BY_CHANCE)

    @property
    def _story_limit(self) -> float:
        return 1 - (1 - self.limits.answer) / _OF_THE_DOUBT


def _only_offered(match: ClaimMatch) -> ClaimMatch:
    return ClaimMatch(match.claim, Clarify(match.ranking[:1]), match.ranking)


def _together(matches: list[ClaimMatch]) -> tuple[Candidate, ...]:
    """Rank entries by the chance that at least one claim is about them, as if claims were independent."""
    if len(matches) == 1:
        return matches[0].ranking
    missed: dict[str, float] = {}
    best: dict[str, Candidate] = {}
    for candidate in (candidate for match in matches for candidate in match.ranking):
        missed[candidate.entry_id] = missed.get(candidate.entry_id, 1.0) * (1 - candidate.probability)
        if candidate.probability > best.get(candidate.entry_id, _NOBODY).probability:
            best[candidate.entry_id] = candidate
    order = sorted(best, key=lambda entry_id: missed[entry_id])
    return tuple(best[entry_id] for entry_id in order)


def _most_helpful(matches: list[ClaimMatch], order: list[str]) -> tuple[ClaimMatch, ...]:
    kept: list[ClaimMatch] = []
    shown: set[str] = set()
    for match in sorted(matches, key=lambda match: _helpfulness(match, order)):
        if isinstance(match.decision, Answer):
            if match.decision.candidate.entry_id in shown:
                continue
            shown.add(match.decision.candidate.entry_id)
        kept.append(match)
    return tuple(kept[:MOST_CLAIMS_KEPT])


def _helpfulness(match: ClaimMatch, order: list[str]) -> tuple[int, int, float]:
    probability = match.ranking[0].probability if match.ranking else 0.0
    if isinstance(match.decision, Answer):
        return 0, order.index(match.decision.candidate.entry_id), -probability
    if isinstance(match.decision, Clarify):
        return 1, 0, -probability
    return 2, 0 if read_scope(match.claim) is Scope.FOOD_SAFETY else 1, -probability

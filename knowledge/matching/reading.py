"""A whole message: its scope, an emergency, and what is decided about each of its claims."""

from knowledge.matching.claims import LONGEST_CLAIM, split_claims
from knowledge.matching.emergency import detect_emergency
from knowledge.matching.matcher import RANKED, Matcher
from knowledge.matching.normalize import clean, has_words
from knowledge.matching.scope import read_scope
from knowledge.matching.types import Answer, Candidate, ClaimMatch, Clarify, MessageReading, Scope

MOST_CLAIMS_KEPT = 3
_LONGEST_WHOLE = 600
_NOBODY = Candidate("", "", "", -1.0)


def read_message(text: str, matcher: Matcher) -> MessageReading:
    """Read a message of any length.

    ``claims`` holds at most three: those answered first (no entry twice), then those to clarify, then the unmatched
    ones that say most about food. A message without words has none. An emergency does not stop the reading: callers
    decide what to show, ``outcome`` is then ``"emergency"``.
    """
    body = clean(text)
    if not has_words(body):
        return MessageReading(Scope.OFF_TOPIC, detect_emergency(text), (), has_words=False)
    matches = [matcher.match_claim(claim) for claim in split_claims(text)]
    if len(matches) > 1:
        # What no single sentence says may be clear from all of them together.
        whole = matcher.match_claim(body[:_LONGEST_WHOLE])
        matches.append(ClaimMatch(whole.claim[:LONGEST_CLAIM], whole.decision, whole.ranking))
    return MessageReading(
        scope=read_scope(body),
        emergency=detect_emergency(text),
        claims=_most_helpful(matches),
        has_words=True,
        ranking=_together(matches),
    )


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
    return tuple(best[entry_id] for entry_id in order)[:RANKED]


def _most_helpful(matches: list[ClaimMatch]) -> tuple[ClaimMatch, ...]:
    kept: list[ClaimMatch] = []
    shown: set[str] = set()
    for match in sorted(matches, key=_helpfulness):
        if isinstance(match.decision, Answer):
            if match.decision.candidate.entry_id in shown:
                continue
            shown.add(match.decision.candidate.entry_id)
        kept.append(match)
    return tuple(kept[:MOST_CLAIMS_KEPT])


def _helpfulness(match: ClaimMatch) -> tuple[int, int, float]:
    probability = match.ranking[0].probability if match.ranking else 0.0
    is_about_safety = read_scope(match.claim) is Scope.FOOD_SAFETY
    if isinstance(match.decision, Answer):
        return 0, 0, -probability
    if isinstance(match.decision, Clarify):
        return 1, 0, -probability
    return 2, 0 if is_about_safety else 1, -probability

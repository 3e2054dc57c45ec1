"""What is read out of a report when it comes in: its claim, its foods, whether it reads like a rumor. Pure."""

from dataclasses import dataclass
from functools import lru_cache

from knowledge.check_worthiness import CheckWorthiness, MessageKind, kind_of
from knowledge.emerging.companies import company_names
from knowledge.emerging.places import sub_district_of
from knowledge.emerging.topics import topic_of
from knowledge.matching.claims import split_claims
from knowledge.matching.spelling import plain_words
from knowledge.matching.vocabulary import find_terms, mentions

LONGEST_CLAIM = 200
"""A longer message is a forward; its main claim stands for it."""

LONGEST_TEXT = 1000
"""How much of a message is kept."""

MOST_WORDS = 8
_KEPT = 4_000


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report's words and what they say. Text and claim are masked."""

    claim: str
    text: str
    kind: MessageKind
    worthiness: float
    foods: tuple[str, ...]
    keywords: tuple[str, ...]
    companies: tuple[str, ...]
    sub_district: str
    topic: str


def claim_to_report(text: str, main_claim: str) -> str:
    """The wording to keep of a message: its own words when short, else its main claim (both masked)."""
    own = " ".join(text.split())
    return (own if len(own) <= LONGEST_CLAIM else main_claim or own)[:LONGEST_CLAIM]


def wording_to_compare(text: str, claim: str) -> str:
    """What tells whether a report is of a known rumor: all that is kept of a long message, else its claim.

    Of copies of one forward the main claim may be another sentence each time; what they share is the whole.
    """
    own = " ".join(text.split())
    return own[:LONGEST_TEXT] if len(own) > LONGEST_CLAIM else claim


def own_claim(text: str) -> str:
    """The wording to keep of a masked message nobody matched before."""
    own = " ".join(text.split())
    # A short message is its own claim: its sentences need not be compared.
    return claim_to_report(text, main_claim(text) if len(own) > LONGEST_CLAIM else "")


@lru_cache(maxsize=_KEPT)
def plain_claim(claim: str) -> str:
    """A claim in the words it is read and compared by: the same for both, and the dearest part of either."""
    return plain_words(claim)


def main_claim(text: str) -> str:
    """The sentence of a long message that says most about food; for reports nobody matched before."""
    claims = split_claims(text)
    return max(claims, key=lambda claim: len(find_terms(claim)), default="")


@lru_cache(maxsize=_KEPT)
def read_report(text: str, claim: str) -> ReadReport:
    """Read a masked message and the claim that stands for it."""
    plain = plain_claim(claim)
    worthiness = CheckWorthiness.load().probability(text)
    foods = _foods(plain)
    found = mentions(plain)
    keywords = [*sorted(found.substances), *sorted(found.harms), *sorted(found.practices)]
    return ReadReport(
        claim=claim,
        text=text[:LONGEST_TEXT],
        kind=kind_of(text, worthiness),
        worthiness=worthiness,
        foods=foods,
        keywords=tuple(keywords[:MOST_WORDS]),
        companies=company_names(text),
        sub_district=sub_district_of(text),
        topic=topic_of(plain, foods),
    )


def _foods(plain: str) -> tuple[str, ...]:
    named = dict.fromkeys(term.concept for name, term in find_terms(plain) if name == "foods")
    return tuple(named)[:MOST_WORDS]

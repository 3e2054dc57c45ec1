"""A rebuttal as schema.org ClaimReview, so that search engines and other checkers can read the verdict."""

from typing import Any

from knowledge.entries.kinds import Verdict
from knowledge.promotion.views import PublishedCard

_RATINGS = {Verdict.FALSE: 1, Verdict.MISLEADING: 2, Verdict.TRUE: 5}
"""On schema.org's usual scale from 1 (false) to 5 (true). 尚无定论 has a name but no number."""


def claim_review(published: PublishedCard, address: str) -> dict[str, Any] | None:
    """The JSON-LD of a rebuttal's page at ``address``; ``None`` for entries that judge no claim."""
    card = published.card
    if card.verdict is None:
        return None
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": card.verdict.label}
    if card.verdict in _RATINGS:
        rating |= {"ratingValue": _RATINGS[card.verdict], "bestRating": 5, "worstRating": 1}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": address,
        "datePublished": published.published_at.date().isoformat(),
        "dateModified": published.updated_at.date().isoformat(),
        "inLanguage": "zh-CN",
        "claimReviewed": card.claim,
        "reviewBody": card.truth,
        "author": {"@type": "Organization", "name": card.unit},
        "itemReviewed": {"@type": "Claim", "text": card.claim},
        "reviewRating": rating,
        "citation": [
            {"@type": "CreativeWork", "name": source.title, "publisher": source.publisher}
            | ({"url": source.url} if source.url else {})
            for source in card.sources
        ],
    }

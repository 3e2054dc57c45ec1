"""Between an entry's rows and the content an editor writes."""

import hashlib
import json

from knowledge.entries.draft import DraftGroup, DraftSource, EntryDraft
from knowledge.entries.models import Entry, Phrasing, Source
from knowledge.matching.normalize import normalize


def working_content(entry: Entry) -> EntryDraft:
    """The content as its rows hold it."""
    return EntryDraft(
        kind=entry.kind,
        title=entry.title,
        verdict=entry.verdict,
        truth=entry.truth,
        key_points=tuple(entry.key_points),
        advice=entry.advice,
        phrasings=tuple(phrasing.text for phrasing in entry.phrasings),
        topic=entry.topic,
        unit=entry.unit,
        risk=entry.risk,
        groups=tuple(DraftGroup(**group) for group in entry.groups),
        related=tuple(entry.related),
        law=tuple(entry.law),
        sources=tuple(
            DraftSource(
                title=source.title,
                publisher=source.publisher,
                url=source.url,
                published_on=source.published_on,
                checked_on=source.checked_on,
                tier=source.tier,
            )
            for source in entry.sources
        ),
        authored_on=entry.authored_on,
        reviewed_on=entry.reviewed_on,
        next_review_on=entry.next_review_on,
    )


def write_content(entry: Entry, draft: EntryDraft) -> None:
    """Make the rows hold ``draft``; rows that stay the same are kept."""
    entry.kind = draft.kind
    entry.title = draft.title
    entry.verdict = draft.verdict
    entry.truth = draft.truth
    entry.key_points = list(draft.key_points)
    entry.advice = draft.advice
    entry.topic = draft.topic
    entry.unit = draft.unit
    entry.risk = draft.risk
    entry.groups = [group.model_dump() for group in draft.groups]
    entry.related = list(draft.related)
    entry.law = list(draft.law)
    entry.authored_on = draft.authored_on
    entry.reviewed_on = draft.reviewed_on
    entry.next_review_on = draft.next_review_on
    entry.search_text = search_text(draft)
    kept = {phrasing.text: phrasing for phrasing in entry.phrasings}
    entry.phrasings = [
        _at_position(kept.get(text) or Phrasing(text=text), position)
        for position, text in enumerate(dict.fromkeys(draft.phrasings))
    ]
    entry.sources = [Source(position=position, **source.model_dump()) for position, source in enumerate(draft.sources)]


def search_text(draft: EntryDraft) -> str:
    """What an editor's search looks through: everything residents read or ask by, in compared form."""
    return "\n".join(
        normalize(text) for text in (draft.title, draft.truth, *draft.key_points, draft.advice, *draft.phrasings)
    )


def _at_position(phrasing: Phrasing, position: int) -> Phrasing:
    phrasing.position = position
    return phrasing


def digest(draft: EntryDraft) -> str:
    """A fingerprint of the content: equal exactly when every field is."""
    canonical = json.dumps(draft.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()

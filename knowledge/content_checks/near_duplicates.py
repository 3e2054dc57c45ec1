"""Entries that are nearly the same: found with the encoder, reported with scores for an editor to judge."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from knowledge.content_checks.findings import Finding, warning
from knowledge.content_checks.limits import load_limits
from knowledge.content_checks.phrasing_checks import compared, wordings
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import Verdict
from knowledge.matching.encoder import Encoder, Vectors

_ROWS_AT_ONCE = 1024
"""Keeps the table of cosines below 100 MB for ten thousand wordings."""


def check_near_duplicates(contents: Mapping[str, EntryDraft], encoder: Encoder) -> Iterator[Finding]:
    """Pairs of entries with nearly the same wording, or nearly the same title and truth, most alike first."""
    limits = load_limits().near_duplicate
    owners: list[str] = []
    texts: list[str] = []
    for entry_id, content in contents.items():
        # One wording in two entries is a conflict and reported as such; here it would hide the next.
        for text in dict.fromkeys(map(compared, wordings(content))):
            owners.append(entry_id)
            texts.append(text)
    found = _alike(owners, texts, encoder.encode(texts), limits.phrasings)
    for (one, other), (score, text, other_text) in found.items():
        yield _finding(contents, one, other, "phrasings", score, f"问法很像：“{text}”与“{other_text}”")
    ids = list(contents)
    whole = [compared(f"{content.title} {content.truth}") for content in contents.values()]
    for (one, other), (score, _, _) in _alike(ids, whole, encoder.encode(whole), limits.entries).items():
        if (one, other) not in found:
            yield _finding(contents, one, other, "title", score, "说的可能是同一件事")


_Pair = tuple[str, str]


def _alike(
    owners: Sequence[str], texts: Sequence[str], vectors: Vectors, threshold: float
) -> dict[_Pair, tuple[float, str, str]]:
    """The most alike texts of every pair of owners that reaches ``threshold``."""
    best: dict[_Pair, tuple[float, str, str]] = {}
    for start in range(0, len(texts), _ROWS_AT_ONCE):
        cosines = vectors[start : start + _ROWS_AT_ONCE] @ vectors.T
        for row, column in zip(*np.nonzero(cosines >= threshold), strict=True):
            one, other = int(row) + start, int(column)
            if one >= other or owners[one] == owners[other] or texts[one] == texts[other]:
                continue
            pair = owners[one], owners[other]
            score = float(cosines[row, column])
            if pair not in best or score > best[pair][0]:
                best[pair] = score, texts[one], texts[other]
    return dict(sorted(best.items(), key=lambda item: -item[1][0]))


def _finding(contents: Mapping[str, EntryDraft], one: str, other: str, field: str, score: float, what: str) -> Finding:
    first, second = contents[one], contents[other]
    opposite = "；两条结论相反" if _are_opposite(first.verdict, second.verdict) else ""
    return warning(
        "near_duplicate",
        one,
        field,
        f"{what}（相似度 {score:.2f}{opposite}）：“{first.title}”和“{second.title}”（{other}）。",
        round(score, 3),
    )


def _are_opposite(one: Verdict | None, other: Verdict | None) -> bool:
    return one is not None and other is not None and (one is Verdict.TRUE) != (other is Verdict.TRUE)

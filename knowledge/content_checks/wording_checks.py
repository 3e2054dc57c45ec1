"""How an entry is worded: no promises, no contradiction of its verdict, short and plain."""

import re
from collections.abc import Iterator

from knowledge.content_checks.findings import Finding, error, warning
from knowledge.content_checks.limits import load_limits, load_word_lists
from knowledge.entries.draft import EntryDraft
from knowledge.entries.publishable import LONGEST_TRUTH

_QUOTED = re.compile(r"“[^“”]*”|「[^「」]*」|《[^《》]*》")
_SENTENCE_END = re.compile(r"[。；;！？!?\n]+")


def told_texts(content: EntryDraft) -> Iterator[tuple[str, str]]:
    """Every text that we say ourselves, with its field. Titles and phrasings quote what others say."""
    yield "truth", content.truth
    for position, point in enumerate(content.key_points):
        yield f"key_points.{position}", point
    yield "advice", content.advice
    for position, group in enumerate(content.groups):
        yield f"groups.{position}.note", group.note


def check_banned_wording(entry_id: str, content: EntryDraft) -> Iterator[Finding]:
    """Promises and shouting, outside quotation marks. What is denied (没有特效药) is no promise."""
    lists = load_word_lists()
    for field, text in told_texts(content):
        own = _QUOTED.sub("", text)
        for found in lists.banned.finditer(own):
            if not lists.turned_round.search(own[: found.start()]):
                yield error("banned_wording", entry_id, field, f"不要写“{found.group()}”，请换成平实、有分寸的说法。")
        if lists.shouting.search(text):
            yield error("banned_wording", entry_id, field, "不要用感叹号，语气请平和。")


def check_verdict(entry_id: str, content: EntryDraft) -> Iterator[Finding]:
    """A truth that says the opposite of the stamp above it."""
    if content.verdict is None:
        return
    pattern = load_word_lists().contradicting.get(content.verdict)
    found = pattern.search(content.truth) if pattern is not None else None
    if found is not None:
        yield error(
            "verdict",
            entry_id,
            "truth",
            f"结论是“{content.verdict.label}”，事实里却写“{found.group()}”，请核对结论或改写事实。",
        )


def check_lengths(entry_id: str, content: EntryDraft) -> Iterator[Finding]:
    """Too long to be read at a glance, or too little to help."""
    limits = load_limits().lengths
    if len(content.truth) > LONGEST_TRUTH:
        message = f"事实有 {len(content.truth)} 个字，请控制在 {LONGEST_TRUTH} 个字以内。"
        yield error("length", entry_id, "truth", message)
    elif len(content.truth) < limits.truth_shortest:
        yield warning("length", entry_id, "truth", f"事实不到 {limits.truth_shortest} 个字，可能没有说清楚。")
    if len(content.key_points) < limits.key_points_fewest:
        yield warning("length", entry_id, "key_points", f"要点少于 {limits.key_points_fewest} 条。")
    for position, point in enumerate(content.key_points):
        if len(point) > limits.key_point_longest:
            yield warning(
                "length", entry_id, f"key_points.{position}", f"这条要点超过 {limits.key_point_longest} 个字。"
            )
    if not limits.advice_shortest <= len(content.advice) <= limits.advice_longest:
        yield warning(
            "length",
            entry_id,
            "advice",
            f"建议应在 {limits.advice_shortest} 到 {limits.advice_longest} 个字之间。",
        )
    if len(content.phrasings) < limits.phrasings_fewest:
        yield warning(
            "length",
            entry_id,
            "phrasings",
            f"只有 {len(content.phrasings)} 种问法，至少写 {limits.phrasings_fewest} 种。",
        )


def check_reading_level(entry_id: str, content: EntryDraft) -> Iterator[Finding]:
    """Sentences that are too long, and hard terms nobody explains."""
    longest = load_limits().lengths.sentence_longest
    for field, text in told_texts(content):
        for sentence in _SENTENCE_END.split(text):
            if len(sentence) > longest:
                yield warning(
                    "reading_level", entry_id, field, f"这一句有 {len(sentence)} 个字，请拆短：{sentence[:16]}…"
                )
    whole = "\n".join(text for _, text in told_texts(content))
    for field, text in (("truth", content.truth), ("advice", content.advice)):
        for term in load_word_lists().hard_terms:
            if term in text and not _is_explained(term, whole):
                yield warning("reading_level", entry_id, field, f"“{term}”不好懂，请换个说法或加一句解释。")


def _is_explained(term: str, text: str) -> bool:
    lists = load_word_lists()
    return any(
        lists.explained_before.search(text[: found.start()]) or lists.explained_after.search(text[found.end() :])
        for found in re.finditer(re.escape(term), text)
    )

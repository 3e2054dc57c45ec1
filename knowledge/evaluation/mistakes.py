"""Where a system went wrong, by the nearest cause."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.evaluation.measures import Replies
from knowledge.evaluation.systems import Reply


@dataclass(frozen=True, slots=True)
class Mistake:
    """One text that was not treated as wanted. ``topic`` is empty where no entry is right."""

    kind: str
    text: str
    topic: str
    best: str
    confidence: float


def mistakes(replies: Replies) -> list[Mistake]:
    """Return wrong answers first, then what was answered in vain, then look-alikes, then what was not answered."""
    found = [*_wrong_answers(replies), *_answered_negatives(replies), *_look_alikes(replies), *_unanswered(replies)]
    return found


def by_kind(found: Sequence[Mistake]) -> Counter[str]:
    """Count mistakes of each kind, in the order they were found."""
    return Counter(mistake.kind for mistake in found)


def _wrong_answers(replies: Replies) -> Iterator[Mistake]:
    for question, reply in replies.questions:
        if reply.answered and reply.answered[0] != question.topic_id:
            where = "ranked behind it" if question.topic_id in reply.ranking else "not ranked"
            kind = f"wrong answer, the right entry {where}"
            yield Mistake(kind, question.text, question.topic_id, reply.answered[0], reply.confidence)


def _answered_negatives(replies: Replies) -> Iterator[Mistake]:
    for stem, asked in replies.negatives.items():
        for text, reply in asked:
            if reply.answered:
                yield Mistake(
                    f"answered although nothing matches ({stem})", text, "", reply.answered[0], reply.confidence
                )


def _look_alikes(replies: Replies) -> Iterator[Mistake]:
    for pair, about, other in replies.contradictions:
        if pair.topic_id in other.answered:
            kind = "look-alike answered with the topic"
            yield Mistake(kind, pair.not_about_topic, "", pair.topic_id, other.confidence)
        if about.ranking[:1] != (pair.topic_id,):
            kind = "of a look-alike pair: topic not ranked first"
            yield Mistake(kind, pair.about_topic, pair.topic_id, _best(about), about.confidence)


def _unanswered(replies: Replies) -> Iterator[Mistake]:
    unanswered = [
        Mistake(_cause(question.topic_id, reply), question.text, question.topic_id, _best(reply), reply.confidence)
        for question, reply in replies.questions
        if not reply.answered
    ]
    counted = by_kind(unanswered)
    yield from sorted(unanswered, key=lambda mistake: (-counted[mistake.kind], mistake.kind, -mistake.confidence))


def _cause(topic: str, reply: Reply) -> str:
    best = "right entry first" if _best(reply) == topic else "another entry first"
    return f"not answered: {reply.withheld or 'below the limit'} ({best})"


def _best(reply: Reply) -> str:
    return reply.ranking[0] if reply.ranking else ""

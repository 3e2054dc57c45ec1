"""Shares that say how good a system is. All are between 0 and 1; with nothing to count they are 0."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.evaluation.counting import Counted
from knowledge.evaluation.files import Contradiction, LabelledFiles, Question
from knowledge.evaluation.systems import Reply

Figures = dict[str, Any]
Ask = Callable[[str], Reply]
Asked = Sequence[tuple[Question, Reply]]


@dataclass(frozen=True, slots=True)
class Replies:
    """Everything a system said to the labelled files."""

    questions: tuple[tuple[Question, Reply], ...]
    negatives: Mapping[str, tuple[tuple[str, Reply], ...]]
    contradictions: tuple[tuple[Contradiction, Reply, Reply], ...]


def ask_all(ask: Ask, files: LabelledFiles) -> Replies:
    """Ask every labelled question."""
    return Replies(
        questions=tuple((question, ask(question.text)) for question in files.questions),
        negatives={stem: tuple((text, ask(text)) for text in texts) for stem, texts in files.negatives.items()},
        contradictions=tuple(
            (pair, ask(pair.about_topic), ask(pair.not_about_topic)) for pair in files.contradictions
        ),
    )


def measure(ask: Ask, files: LabelledFiles) -> Figures:
    """Ask every labelled question and return the figures of the agreed form."""
    return figures_of(ask_all(ask, files))


def figures_of(replies: Replies) -> Figures:
    """Return the figures of the agreed form."""
    return {
        "questions": _figures(question_counts(replies.questions)),
        "negatives": {
            stem: _figures(negative_counts([reply for _, reply in asked])) for stem, asked in replies.negatives.items()
        },
        "contradictions": _figures({"accuracy": contradiction_count(replies.contradictions)}),
        "by_style": {style: _figures(question_counts(asked)) for style, asked in by_style(replies.questions)},
    }


def question_counts(asked: Asked) -> dict[str, Counted]:
    """Count finding (recall, mean reciprocal rank) and deciding (answered, clarified, wrong when answered)."""
    places = [_place(question.topic_id, reply.ranking) for question, reply in asked]
    return {
        "recall_at_1": Counted.all_of(place == 1 for place in places),
        "recall_at_3": Counted.all_of(0 < place <= 3 for place in places),
        "mrr_at_10": Counted.all_of(1 / place if place else 0.0 for place in places),
        "answered": Counted.all_of(bool(reply.answered) for _, reply in asked),
        "clarified": Counted.all_of(_is_clarified(reply) for _, reply in asked),
        "clarified_hit": Counted.over((q.topic_id in reply.offered, _is_clarified(reply)) for q, reply in asked),
        "wrong_when_answered": Counted.over(
            (reply.answered[:1] != (q.topic_id,), bool(reply.answered)) for q, reply in asked
        ),
    }


def negative_counts(replies: Sequence[Reply]) -> dict[str, Counted]:
    """Count how often something is answered or offered that nothing answers."""
    return {
        "answered": Counted.all_of(bool(reply.answered) for reply in replies),
        "clarified": Counted.all_of(_is_clarified(reply) for reply in replies),
    }


def contradiction_count(replies: Sequence[tuple[Contradiction, Reply, Reply]]) -> Counted:
    """A pair is right when the first ranks its topic first and the second is not directly answered with it."""
    return Counted.all_of(
        reply.ranking[:1] == (pair.topic_id,) and pair.topic_id not in other.answered for pair, reply, other in replies
    )


def by_style(asked: Asked) -> Iterator[tuple[str, Asked]]:
    """Yield the questions of each style that is named."""
    for style in sorted({question.style for question, _ in asked if question.style}):
        yield style, [pair for pair in asked if pair[0].style == style]


def _figures(counts: Mapping[str, Counted]) -> Figures:
    number = len(next(iter(counts.values())).values)
    return {"n": number, **{name: counted.share for name, counted in counts.items()}}


def _is_clarified(reply: Reply) -> bool:
    return bool(reply.offered) and not reply.answered


def _place(topic: str, ranking: Sequence[str]) -> int:
    return ranking.index(topic) + 1 if topic in ranking[:10] else 0

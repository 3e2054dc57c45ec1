"""Shares that say how good a system is. All are between 0 and 1; with nothing to count they are 0."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from knowledge.evaluation.files import Contradiction, LabelledFiles, Question
from knowledge.evaluation.systems import Reply

Figures = dict[str, Any]
Ask = Callable[[str], Reply]


def measure(ask: Ask, files: LabelledFiles) -> Figures:
    """Ask every labelled question and return the figures of the agreed form."""
    replies = [(question, ask(question.text)) for question in files.questions]
    figures: Figures = {
        "questions": question_figures(replies),
        "negatives": {stem: negative_figures([ask(text) for text in texts]) for stem, texts in files.negatives.items()},
        "contradictions": contradiction_figures(
            [(pair, ask(pair.about_topic), ask(pair.not_about_topic)) for pair in files.contradictions]
        ),
        "by_style": _by_style(replies),
    }
    return figures


def question_figures(replies: Sequence[tuple[Question, Reply]]) -> Figures:
    """Measure finding (recall, mean reciprocal rank) and deciding (answered, clarified, wrong when answered)."""
    places = [_place(question.topic_id, reply.ranking) for question, reply in replies]
    answered = [(question, reply) for question, reply in replies if reply.answered]
    clarified = [(question, reply) for question, reply in replies if reply.offered and not reply.answered]
    return {
        "n": len(replies),
        "recall_at_1": _share(place == 1 for place in places),
        "recall_at_3": _share(0 < place <= 3 for place in places),
        "mrr_at_10": _mean([1 / place if place else 0.0 for place in places]),
        "answered": _share(bool(reply.answered) for _, reply in replies),
        "clarified": _share(bool(reply.offered) and not reply.answered for _, reply in replies),
        "clarified_hit": _share(question.topic_id in reply.offered for question, reply in clarified),
        "wrong_when_answered": _share(reply.answered[0] != question.topic_id for question, reply in answered),
    }


def negative_figures(replies: Sequence[Reply]) -> Figures:
    """Measure how often something is answered or offered that nothing answers."""
    return {
        "n": len(replies),
        "answered": _share(bool(reply.answered) for reply in replies),
        "clarified": _share(bool(reply.offered) and not reply.answered for reply in replies),
    }


def contradiction_figures(replies: Sequence[tuple[Contradiction, Reply, Reply]]) -> Figures:
    """A pair is right when the first ranks its topic first and the second is not directly answered with it."""
    return {
        "n": len(replies),
        "accuracy": _share(
            reply.ranking[:1] == (pair.topic_id,) and pair.topic_id not in other.answered
            for pair, reply, other in replies
        ),
    }


def _by_style(replies: Sequence[tuple[Question, Reply]]) -> Mapping[str, Figures]:
    styles = sorted({question.style for question, _ in replies if question.style})
    return {style: question_figures([pair for pair in replies if pair[0].style == style]) for style in styles}


def _place(topic: str, ranking: Sequence[str]) -> int:
    return ranking.index(topic) + 1 if topic in ranking[:10] else 0


def _share(hits: Iterable[bool]) -> float:
    return _mean([float(hit) for hit in hits])


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 6) if values else 0.0

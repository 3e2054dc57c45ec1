"""Questions about the same thing put together; pure."""

from collections.abc import Sequence

from knowledge.emerging.clustering import ClaimPlacer, ClaimReader, KnownClaim
from knowledge.questions.views import AskedQuestion, QuestionGroup


def group_questions(questions: Sequence[AskedQuestion], reader: ClaimReader) -> tuple[QuestionGroup, ...]:
    """Groups, the largest first; of equals the one asked last."""
    groups: list[list[AskedQuestion]] = []
    placed: dict[str, int] = {}
    known: list[KnownClaim] = []
    for question in questions:
        number = placed.get(question.claim)
        if number is None:
            number = ClaimPlacer(reader, question.claim).among(known)
        if number is None:
            number = len(groups)
            groups.append([])
            # Compared with the first of a group only: a chain of neighbours drifts away.
            known.append(KnownClaim(number, question.claim))
        placed[question.claim] = number
        groups[number].append(question)
    ranked = sorted(groups, key=lambda group: -len(group))
    return tuple(QuestionGroup(tuple(group)) for group in ranked)

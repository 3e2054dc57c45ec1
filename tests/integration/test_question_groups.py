"""Questions are grouped as they would be if every two were compared."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from knowledge.emerging.clustering import ClaimPlacer, ClaimReader, KnownClaim
from knowledge.matching.encoder import Encoder
from knowledge.questions.grouping import group_questions
from knowledge.questions.views import AskedQuestion
from knowledge.simulation.planning import made_up

_LONG = "家里老人群里都在转，说是专家讲的，大家都要当心，赶紧告诉身边的人：{claim}，宁可信其有，转给家人看看"


@pytest.fixture(scope="module")
def reader(shipped_encoder: Encoder) -> ClaimReader:
    return ClaimReader(shipped_encoder)


def compared_one_by_one(claims: Sequence[str], reader: ClaimReader) -> list[list[str]]:
    """The groups, found without leaving out a comparison."""
    groups: list[list[str]] = []
    known: list[KnownClaim] = []
    for claim in claims:
        number = ClaimPlacer(reader, claim).among(known)
        if number is None:
            known.append(KnownClaim(len(groups), claim))
            groups.append([claim])
        else:
            groups[number].append(claim)
    return sorted(groups, key=lambda group: -len(group))


@pytest.mark.parametrize("seed", range(4))
def test_leaving_out_comparisons_changes_no_group(reader: ClaimReader, seed: int) -> None:
    chance = random.Random(seed)
    invented = made_up()
    wordings = [text for one in (*invented["rumors"], *invented["questions"]) for text in one["wordings"]]
    claims = chance.sample(wordings, min(len(wordings), 110))
    claims = [*claims, *(_LONG.format(claim=claim) for claim in chance.sample(claims, 20)), "？", "吃"]
    # Once each: what was asked before in the same words goes where it went.
    claims = list(dict.fromkeys(chance.sample(claims, len(claims))))
    asked = [_question(number, claim) for number, claim in enumerate(claims)]
    found = [[question.claim for question in group.questions] for group in group_questions(asked, reader)]
    assert found == compared_one_by_one(claims, reader)
    assert 1 < len(found) < len(claims)


def _question(number: int, claim: str) -> AskedQuestion:
    at = datetime(2026, 11, 26, tzinfo=UTC)
    return AskedQuestion(number, claim, claim, at, "unmatched", None, None)

"""Rankers on a handful of entries, and the rule that gives them a limit."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.evaluation.baselines import (
    Bm25Ranker,
    DenseRanker,
    LexicalRanker,
    LimitedSystem,
    Ranked,
    Ranker,
    RecordedRanker,
    SumRanker,
    TfidfRanker,
    answer_limit,
)
from knowledge.evaluation.processes import BaselineAway, rank_with_txtai
from knowledge.matching.types import IndexedEntry
from tests.fakes import HashEncoder

ENTRIES = (
    IndexedEntry("geyecai", "隔夜菜会致癌", ("剩菜第二天不能吃",), "冷藏得当不会。"),
    IndexedEntry("weibolu", "微波炉加热的食物有辐射"),
    IndexedEntry("xigua", "西瓜是打针催红的", (), "针眼会让西瓜烂掉。"),
)
ENCODER = HashEncoder()
DENSE = DenseRanker(ENTRIES, ENCODER, Path("nowhere"))
LEXICAL = LexicalRanker(ENTRIES)


@pytest.mark.parametrize(
    "ranker",
    [DENSE, LEXICAL, SumRanker(ENTRIES, DENSE, LEXICAL), TfidfRanker(ENTRIES), Bm25Ranker(ENTRIES)],
    ids=lambda ranker: type(ranker).__name__,
)
def test_every_ranker_puts_the_alike_entry_first(ranker: Ranker) -> None:
    ranked = ranker.rank("西瓜打针了吗")

    assert ranked.ids[0] == "xigua"
    assert ranked.score > 0
    assert ranked.milliseconds > 0
    assert ranker.megabytes > 0
    assert not ranker.gives_probability


def test_a_phrasing_finds_its_entry() -> None:
    assert LEXICAL.rank("剩菜第二天").ids == ("geyecai",)


def test_what_shares_nothing_is_not_ranked() -> None:
    assert LEXICAL.rank("明早九点").ids == ()
    assert LEXICAL.rank("明早九点").score == 0.0


def recorded(scores: Sequence[float]) -> RecordedRanker:
    answers = {f"n{number}": Ranked(("a",), score, 1.0) for number, score in enumerate(scores)}
    return RecordedRanker(answers, 1.0, gives_probability=True)


def test_the_limit_lets_one_near_negative_in_twenty_through() -> None:
    ranker = recorded([number / 40 for number in range(40)])
    negatives = [f"n{number}" for number in range(40)]
    system = LimitedSystem(ranker, answer_limit(ranker, negatives))

    assert sum(bool(system.ask(text).answered) for text in negatives) == 2
    assert len(system.milliseconds) == 40


def test_equal_scores_never_let_more_through() -> None:
    ranker = recorded([0.5] * 40)
    negatives = [f"n{number}" for number in range(40)]
    system = LimitedSystem(ranker, answer_limit(ranker, negatives))

    assert not any(system.ask(text).answered for text in negatives)


def test_without_negatives_nothing_is_answered() -> None:
    assert answer_limit(recorded([]), []) == float("inf")


def test_a_system_that_is_not_installed_says_so(tmp_path: Path) -> None:
    with pytest.raises(BaselineAway, match="not set up"):
        rank_with_txtai(ENTRIES, ["隔夜菜"], encoder="x", folder=tmp_path, environment=tmp_path / "none")


def test_a_system_that_fails_says_how(tmp_path: Path) -> None:
    python = tmp_path / "environment" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho out of luck\nexit 3\n")
    python.chmod(0o755)

    with pytest.raises(BaselineAway, match="status 3: out of luck"):
        rank_with_txtai(ENTRIES, ["隔夜菜"], encoder="x", folder=tmp_path, environment=tmp_path / "environment")

"""Shares, counted by hand."""

from knowledge.evaluation.files import Contradiction, LabelledFiles, Question
from knowledge.evaluation.measures import measure
from knowledge.evaluation.systems import Bm25System, Reply, percentile
from knowledge.matching.thresholds import Limits
from knowledge.matching.types import IndexedEntry

REPLIES = {
    "first": Reply(("a", "b"), answered=("a",)),
    "second": Reply(("b", "a"), answered=("b",)),
    "third": Reply(("b", "c", "a"), offered=("b", "c", "a")),
    "missing": Reply(("b", "c")),
    "chat": Reply(("a",), offered=("a",)),
    "scare": Reply(("a",), answered=("a",)),
    "look-alike": Reply(("a",), offered=("a",)),
}
FILES = LabelledFiles(
    entries=(),
    questions=(
        Question("first", "a", "qa"),
        Question("second", "a", "qa"),
        Question("third", "a", "post"),
        Question("missing", "a"),
    ),
    negatives={"near": ("chat", "scare"), "far": ("missing",)},
    contradictions=(Contradiction("first", "look-alike", "a"), Contradiction("first", "scare", "a")),
)


def test_every_share_is_as_counted_by_hand() -> None:
    figures = measure(REPLIES.__getitem__, FILES)

    assert figures["questions"] == {
        "n": 4,
        "recall_at_1": 0.25,
        "recall_at_3": 0.75,
        "mrr_at_10": round((1 + 1 / 2 + 1 / 3) / 4, 6),
        "answered": 0.5,
        "clarified": 0.25,
        "clarified_hit": 1.0,
        "wrong_when_answered": 0.5,
    }
    assert figures["negatives"] == {
        "near": {"n": 2, "answered": 0.5, "clarified": 0.5},
        "far": {"n": 1, "answered": 0.0, "clarified": 0.0},
    }
    assert figures["contradictions"] == {"n": 2, "accuracy": 0.5}
    assert set(figures["by_style"]) == {"qa", "post"}
    assert figures["by_style"]["post"]["n"] == 1


def test_with_nothing_to_count_shares_are_zero() -> None:
    figures = measure(REPLIES.__getitem__, LabelledFiles((), (), {}, ()))

    assert figures["questions"]["wrong_when_answered"] == 0.0
    assert figures["contradictions"] == {"n": 0, "accuracy": 0.0}


def test_the_baseline_ranks_by_shared_characters_of_title_and_answer() -> None:
    entries = (IndexedEntry("a", "隔夜菜致癌"), IndexedEntry("b", "味精", (), "加热会有毒"))
    system = Bm25System(entries, Limits(answer=0.5, clarify=0.2))

    assert system.ask("味精加热有毒").answered == ("b",)
    assert system.ask("隔夜菜").ranking == ("a",)
    assert system.ask("明早九点").ranking == ()


def test_percentiles_are_by_nearest_rank() -> None:
    assert percentile([3.0, 1.0, 2.0, 4.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0, 4.0], 0.95) == 4.0
    assert percentile([], 0.5) == 0.0

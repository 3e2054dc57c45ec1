"""One claim against an index, with the deterministic encoder."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.matching.dense import IndexKind
from knowledge.matching.index import IndexSnapshot, answer_sentences, rows_of
from knowledge.matching.matcher import Matcher
from knowledge.matching.thresholds import load_thresholds
from knowledge.matching.types import Answer, IndexedEntry, Unmatched
from tests.fakes import HashEncoder

ENTRIES = (
    IndexedEntry("geyecai", "隔夜菜会致癌", ("剩菜过夜能吃吗", "隔夜菜 会致癌"), "冷藏得当不会致癌。热透再吃。"),
    IndexedEntry("weibolu", "微波炉加热的食物会致癌", ("微波炉有辐射吗",)),
    IndexedEntry("xigua", "西瓜是打针催红的"),
    IndexedEntry("dasuan", "大蒜能防癌"),
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    encoder = HashEncoder()
    return Matcher(IndexSnapshot.build(ENTRIES, encoder, 7), encoder, load_thresholds())


@pytest.mark.parametrize("claim", ["隔夜菜会致癌", "隔夜菜会致癌吗？", "听说隔夜菜会致癌，是真的吗", "隔夜菜會致癌嗎"])
def test_a_phrasing_word_for_word_is_answered(matcher: Matcher, claim: str) -> None:
    decision = matcher.match(claim)

    assert isinstance(decision, Answer)
    assert decision.candidate.entry_id == "geyecai"
    assert decision.candidate.probability < 1


@pytest.mark.parametrize("claim", ["", "   ", "😀😀", "\u200b", "!!!", "https://example.com/x"])
def test_a_claim_without_words_matches_nothing(matcher: Matcher, claim: str) -> None:
    assert matcher.match(claim) == Unmatched()


@pytest.mark.parametrize("claim", ["明天下雨吗", "Is leftover food safe", "1234567", "鲎鳐魟鱓"])
def test_something_else_is_not_answered(matcher: Matcher, claim: str) -> None:
    assert not isinstance(matcher.match(claim), Answer)


def test_the_contrary_claim_is_not_answered(matcher: Matcher) -> None:
    assert not isinstance(matcher.match("大蒜会致癌"), Answer)


def test_candidates_show_their_features_and_come_best_first(matcher: Matcher) -> None:
    ranking = matcher.match_claim("微波炉热饭会致癌吗").ranking

    assert ranking[0].entry_id == "weibolu"
    assert [found.probability for found in ranking] == sorted((c.probability for c in ranking), reverse=True)
    assert {"dense", "lexical", "food_missing", "lead"} <= set(ranking[0].features)
    assert len({found.entry_id for found in ranking}) == len(ranking)


def test_several_claims_are_matched_as_each_alone(matcher: Matcher) -> None:
    claims = ["隔夜菜会致癌吗", "", "微波炉热饭会致癌吗", "😀", "明天下雨吗", "大蒜真的能防癌吗", "西瓜打针"]

    together = matcher.match_claims(claims)

    assert [match.claim for match in together] == [matcher.match_claim(claim).claim for claim in claims]
    for match, claim in zip(together, claims, strict=True):
        alone = matcher.match_claim(claim)
        assert type(match.decision) is type(alone.decision)
        assert [c.entry_id for c in match.ranking] == [c.entry_id for c in alone.ranking]
        assert [c.probability for c in match.ranking] == pytest.approx([c.probability for c in alone.ranking], abs=1e-6)


def test_an_empty_index_matches_nothing() -> None:
    encoder = HashEncoder()
    matcher = Matcher(IndexSnapshot.build((), encoder, 1), encoder, load_thresholds())

    assert matcher.match("隔夜菜会致癌") == Unmatched()


def test_an_index_of_another_encoder_is_refused() -> None:
    snapshot = IndexSnapshot.build(ENTRIES, HashEncoder(name="one"), 1)

    with pytest.raises(ValueError, match="another encoder"):
        Matcher(snapshot, HashEncoder(name="two"), load_thresholds())


def test_many_threads_get_the_same_answer(matcher: Matcher) -> None:
    with ThreadPoolExecutor(8) as pool:
        decisions = list(pool.map(matcher.match, ["隔夜菜会致癌吗"] * 64))

    assert all(decision == decisions[0] for decision in decisions)


def test_each_entry_has_its_title_first_and_no_text_twice() -> None:
    rows = [row for row in rows_of(ENTRIES) if row.entry == 0]

    assert [row.text for row in rows if not row.is_answer] == ["隔夜菜会致癌", "剩菜过夜能吃吗", "隔夜菜 会致癌"]
    assert [row.text for row in rows if row.is_answer] == ["冷藏得当不会致癌", "热透再吃"]


def test_an_entry_without_words_in_its_title_still_has_a_row() -> None:
    assert len(rows_of([IndexedEntry("a", "!!!")])) == 1


def test_an_answer_is_cut_into_sentences() -> None:
    assert answer_sentences("") == []
    assert answer_sentences("冷藏得当不会致癌。热透再吃！是") == ["冷藏得当不会致癌", "热透再吃"]


def test_a_large_index_reads_bytes_first_and_ranks_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = HashEncoder()
    foods = [a + b for a in "红白黑黄青紫金银大小" for b in "枣豆瓜果米面菜菇鱼虾"]
    entries = [IndexedEntry(f"e{n}", f"{food}吃多了会得结石", (f"{food}能吃吗",)) for n, food in enumerate(foods)]
    flat = Matcher(IndexSnapshot.build(entries, encoder, 1), encoder, load_thresholds())
    monkeypatch.setattr("knowledge.matching.dense.FLAT_ROWS", 50)
    large = Matcher(IndexSnapshot.build(entries, encoder, 1), encoder, load_thresholds())
    assert (flat.snapshot.kind, large.snapshot.kind) == (IndexKind.FLAT, IndexKind.SCALAR_QUANTIZED)
    for text in ("白瓜能吃吗", "听说金鱼吃多了会得结石", "昨天买的青枣放了两天皮有点皱，邻居说吃多了会得结石，家里老人还能吃吗"):
        one, other = flat.rank(text), large.rank(text)
        assert [c.entry_id for c in one[:3]] == [c.entry_id for c in other[:3]]
        assert one[0].probability == pytest.approx(other[0].probability, abs=1e-3)

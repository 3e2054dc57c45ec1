"""Whole messages, with the deterministic encoder."""

import time
from collections.abc import Sequence

import pytest

from knowledge.matching.decision import decide
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.matcher import Matcher
from knowledge.matching.reading import MOST_CLAIMS_KEPT, read_message
from knowledge.matching.thresholds import Limits, load_thresholds
from knowledge.matching.types import Answer, Candidate, ClaimMatch, IndexedEntry, Scope
from tests.fakes import HashEncoder

ENTRIES = (
    IndexedEntry("geyecai", "隔夜菜会致癌", ("隔夜菜千万不能吃",)),
    IndexedEntry("weibolu", "微波炉加热的食物会致癌"),
    IndexedEntry("xigua", "西瓜是打针催红的"),
    *(IndexedEntry(f"filler-{food}", f"{food}吃多了会得结石") for food in ("菠菜", "豆腐", "竹笋", "可乐", "浓茶", "苋菜")),
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    encoder = HashEncoder()
    return Matcher(IndexSnapshot.build(ENTRIES, encoder, 7), encoder, load_thresholds())


def answers(text: str, matcher: Matcher) -> list[str]:
    reading = read_message(text, matcher)
    return [m.decision.candidate.entry_id for m in reading.claims if isinstance(m.decision, Answer)]


def test_a_short_question_is_one_claim_with_one_answer(matcher: Matcher) -> None:
    reading = read_message("隔夜菜会致癌吗？", matcher)

    assert reading.outcome == "answer"
    assert reading.scope is Scope.FOOD_SAFETY
    assert len(reading.claims) == 1
    assert reading.ranking[0].entry_id == "geyecai"


def test_two_rumors_in_one_forward_are_both_answered(matcher: Matcher) -> None:
    forward = (
        "【紧急通知】各位家人！昨天听医生讲课，吓出一身冷汗。隔夜菜会致癌！"
        "还有西瓜是打针催红的。大家一定要重视起来，健康没了什么都没有了。请转发给家里的老人和孩子，功德无量！"
    )

    assert set(answers(forward, matcher)) == {"geyecai", "xigua"}


def test_one_rumor_said_twice_gives_one_answer(matcher: Matcher) -> None:
    forward = "隔夜菜千万不能吃啊各位邻居，看到的都说一声。医生昨天在讲座里亲口说的，隔夜菜会致癌。"

    assert answers(forward, matcher) == ["geyecai"]


class Convinced(Matcher):
    """Finds the first entry in whatever is said, each time as probable."""

    def __init__(self, matcher: Matcher, probability: float) -> None:
        self.limits = Limits(answer=0.7, clarify=0.3)
        self._probability = probability
        self._entry = matcher.snapshot.entries[0]

    def match_claims(self, claims: Sequence[str]) -> list[ClaimMatch]:
        return [self._found(claim) for claim in claims]

    def _found(self, claim: str) -> ClaimMatch:
        ranking = (Candidate(self._entry.entry_id, self._entry.title, claim, self._probability),)
        return ClaimMatch(claim, decide(ranking, self.limits), ranking)


@pytest.mark.parametrize(("probability", "outcome"), [(0.75, "clarify"), (0.89, "clarify"), (0.91, "answer")])
def test_several_sentences_must_leave_a_third_of_the_doubt_of_one(
    matcher: Matcher, probability: float, outcome: str
) -> None:
    sentences = "我妈把昨天剩的炒青菜热了两遍端上来了，她自己一口没动。邻居说吃了隔夜菜会得癌症，到底是真是假？"

    assert read_message("隔夜菜会致癌吗", Convinced(matcher, probability)).outcome == "answer"
    assert read_message(sentences, Convinced(matcher, probability)).outcome == outcome


class Doubtful(Convinced):
    """As sure of watermelon as can be, and of the microwave only ``probability`` where a sentence names it."""

    def match_claims(self, claims: Sequence[str]) -> list[ClaimMatch]:
        return [self._of(claim) for claim in claims]

    def _of(self, claim: str) -> ClaimMatch:
        melon = Candidate("xigua", "西瓜是打针催红的", claim, 0.99 if "西瓜" in claim else 0.01)
        oven = Candidate("weibolu", "微波炉加热的食物会致癌", claim, self._probability if "微波" in claim else 0.02)
        ranking = tuple(sorted([melon, oven], key=lambda one: -one.probability))
        return ClaimMatch(claim, decide(ranking, self.limits), ranking)


@pytest.mark.parametrize(
    ("probability", "told", "answered"),
    [
        (0.6, "微波炉加热的食物会产生致癌物质。天天用微波热饭的人容易得癌症。", {"xigua", "weibolu"}),
        (0.4, "微波炉加热的食物会产生致癌物质。天天用微波热饭的人容易得癌症。", {"xigua"}),
        (0.6, "微波炉加热的食物会产生致癌物质。国外很多家庭早就把它扔掉了。", {"xigua"}),
    ],
)
def test_sentences_that_point_to_one_entry_confirm_each_other(
    matcher: Matcher, probability: float, told: str, answered: set[str]
) -> None:
    forward = f"{told}现在市场上又红又甜的西瓜都是打了针的，小贩用针管往瓜里注射色素。"

    assert set(answers(forward, Doubtful(matcher, probability))) == answered


@pytest.mark.parametrize(
    "text", ["", "   ", "😀😀😀", "\u200b\u200d\ufeff", "\x00\x01", "https://example.com/a", "<script>alert(1)</script>"]
)
def test_a_message_without_words_says_so(matcher: Matcher, text: str) -> None:
    reading = read_message(text, matcher)

    assert not reading.has_words
    assert reading.claims == ()
    assert reading.scope is Scope.OFF_TOPIC
    assert reading.outcome == "unmatched"


@pytest.mark.parametrize(
    "text",
    ["隔夜菜會致癌嗎", "<b>隔夜菜</b>会致癌吗", "隔夜菜\u200b会\u200d致癌", "【求证】隔夜菜会致癌😱😱", "隔夜菜会致癌\x00"],
)
def test_written_form_does_not_matter(matcher: Matcher, text: str) -> None:
    assert answers(text, matcher) == ["geyecai"]


def test_an_emergency_is_the_outcome_whatever_else_matches(matcher: Matcher) -> None:
    reading = read_message("吃完隔夜菜上吐下泻", matcher)

    assert reading.outcome == "emergency"
    assert reading.emergency is not None


def test_english_is_not_answered_and_does_not_fail(matcher: Matcher) -> None:
    assert read_message("Is it true that leftovers cause cancer?", matcher).outcome == "unmatched"


def test_at_most_three_claims_are_kept(matcher: Matcher) -> None:
    text = "。".join(f"{food}吃多了会得结石是真的" for food in ("菠菜", "豆腐", "竹笋", "可乐", "浓茶", "苋菜"))

    assert len(read_message(text, matcher).claims) == MOST_CLAIMS_KEPT


@pytest.mark.parametrize(
    "unit", ["隔夜菜会致癌", "吃了西瓜，得了结石。可乐也有毒！", "a", "a.b-", "【转发】", "<b>&lt;", "1.菠菜 "]
)
def test_ten_thousand_characters_are_read_quickly(matcher: Matcher, unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    read_message("热身", matcher)

    started = time.process_time()
    read_message(text, matcher)

    # 0.3 s is the aim on a free core; process time on a busy one is allowed more.
    assert time.process_time() - started < 0.9

"""From published content to what a resident reads and forwards."""

from datetime import date
from typing import Any

import pytest

from knowledge.clock import china_date
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.entries.cards import AnswerCard
from knowledge.entries.draft import EntryDraft
from knowledge.entries.groups import note_for_group
from knowledge.entries.kinds import Risk
from knowledge.entries.publishable import missing_for_publication, next_review
from knowledge.entries.published import make_card
from knowledge.wording import status_message
from tests.builders import FixedClock, make_draft, make_source


def _card(**changes: Any) -> AnswerCard:
    return make_card("caihong", make_draft(reviewed_on="2026-11-23", **changes), {"geye-cai": "隔夜菜致癌"})


def test_a_card_hides_the_link_of_a_repost() -> None:
    card = _card(sources=[make_source(tier="C")])
    assert card.sources[0].url is None
    assert card.sources[0].publisher == "北辰区市场监管局"
    assert "http" not in card.share_text


def test_a_card_lists_related_entries_that_are_public_only() -> None:
    card = _card(related=["geye-cai", "not-public"])
    assert [related.title for related in card.related] == ["隔夜菜致癌"]


def test_the_text_to_share_says_claim_verdict_truth_advice_source_and_date() -> None:
    assert _card().share_text.splitlines() == [
        "【北辰食安小辰】“彩虹西瓜是染色的，吃了会中毒”",
        "谣言。彩虹西瓜是正常品种，抽检没有发现染色，可以放心吃。",
        "建议：在正规超市购买，切开后尽快冷藏。",
        "来源：北辰区市场监管局《彩虹西瓜抽检结果》 https://example.gov.cn/caihong",
        "审核日期：2026年11月23日",
    ]


def test_the_text_to_share_prefers_a_source_that_opens() -> None:
    card = _card(sources=[make_source(title="不能打开", url=None), make_source(title="能打开")])
    assert "《能打开》" in card.share_text


def test_the_text_to_share_of_knowledge_has_no_stamp() -> None:
    card = _card(kind="knowledge", verdict=None)
    assert card.share_text.splitlines()[1] == card.truth


@pytest.mark.parametrize("group", ["孕妇", "怀孕的人", "准妈妈", "我媳妇怀孕了"])
def test_a_note_is_found_by_any_name_of_its_group(group: str) -> None:
    card = _card(groups=[{"group": "孕妇", "note": "孕妇热透再吃。"}])
    assert note_for_group(card, group) == "孕妇热透再吃。"


def test_a_group_without_a_note_gets_none() -> None:
    card = _card(groups=[{"group": "孕妇", "note": "孕妇热透再吃。"}])
    assert note_for_group(card, "痛风病人") is None
    assert note_for_group(card, " ") is None


def test_the_closer_of_two_notes_is_given() -> None:
    card = _card(groups=[{"group": "儿童", "note": "少吃。"}, {"group": "婴幼儿", "note": "不吃。"}])
    assert note_for_group(card, "宝宝") == "不吃。"
    assert note_for_group(card, "小朋友") == "少吃。"
    only_children = _card(groups=[{"group": "儿童", "note": "少吃。"}])
    assert note_for_group(only_children, "宝宝") == "少吃。"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"truth": ""}, "truth"),
        ({"truth": "长" * 61}, "truth"),
        ({"sources": []}, "sources"),
        ({"verdict": None}, "verdict"),
        ({"kind": "law"}, "verdict"),
    ],
)
def test_what_is_missing_for_publication_is_named(changes: dict[str, Any], field: str) -> None:
    assert [name for name, _ in missing_for_publication(make_draft(**changes))] == [field]


def test_high_risk_advice_is_reviewed_twice_a_year() -> None:
    assert next_review(date(2026, 11, 23), Risk.HIGH) == date(2027, 5, 23)
    assert next_review(date(2026, 11, 23), Risk.LOW) == date(2027, 11, 23)
    assert next_review(date(2026, 8, 31), Risk.HIGH) == date(2027, 2, 28)


def test_a_draft_survives_being_stored() -> None:
    draft = make_draft(reviewed_on="2026-11-23", groups=[{"group": "孕妇", "note": "注意"}])
    assert EntryDraft.from_json(draft.to_json()) == draft


def test_the_day_is_the_one_in_tianjin() -> None:
    clock = FixedClock()
    clock.advance(hours=13)
    assert china_date(clock()) == date(2026, 11, 24)


def test_a_status_without_its_card_does_not_promise_one() -> None:
    assert "下面" in status_message(ClusterStatus.REBUTTED, has_card=True)
    for status in ClusterStatus:
        assert "下面" not in status_message(status, has_card=False)

"""Each rule for one entry: what it finds, and what it leaves alone."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from knowledge.content_checks.citation_checks import check_citations
from knowledge.content_checks.date_checks import check_dates, check_review_due
from knowledge.content_checks.entry_checks import require_sound
from knowledge.content_checks.findings import Finding, Level
from knowledge.content_checks.phrasing_checks import check_phrasings
from knowledge.content_checks.source_checks import check_sources
from knowledge.content_checks.wording_checks import (
    check_banned_wording,
    check_lengths,
    check_reading_level,
    check_verdict,
)
from knowledge.entries.draft import EntryDraft
from knowledge.entries.standards import Standard, Standards
from knowledge.errors import InvalidInput
from tests.builders import make_draft, make_source

TODAY = date(2026, 11, 26)


def standard(number: str, title: str, **changes: Any) -> Standard:
    values: dict[str, Any] = {"number": number, "title": title, "kind": "standard"}
    return Standard.model_validate(values | {"source": {"title": title, "publisher": "国家卫生健康委员会"}} | changes)


STANDARDS = Standards(
    (
        standard("GB 2760-2024", "食品添加剂使用标准", in_force_since="2025-02-08", replaces=["GB 2760-2014"]),
        standard("GB 7718-2011", "预包装食品标签通则", in_force_since="2012-04-20"),
        standard("GB 7718-2025", "预包装食品标签通则", in_force_since="2027-03-16", replaces=["GB 7718-2011"]),
        standard("GB 19645", "巴氏杀菌乳"),
        standard("食品安全法", "中华人民共和国食品安全法", kind="law"),
        standard("居民膳食指南", "中国居民膳食指南（2022）", kind="guideline"),
    )
)


def draft(**changes: Any) -> EntryDraft:
    """An entry that no rule has anything against."""
    whole = {"phrasings": [f"彩虹西瓜能吃吗{mark}" for mark in "一二三四五"]}
    return make_draft(**(whole | changes))


def one(findings: Iterator[Finding]) -> Finding:
    (found,) = findings
    return found


# --- wording


@pytest.mark.parametrize(
    ("verdict", "truth"),
    [
        ("false", "确实，彩虹西瓜是染过色的品种。"),
        ("false", "属实，这种西瓜不能吃。"),
        ("false", "经核查，网传说法属实，别再吃了。"),
        ("true", "这个说法是谣言，四季豆没有毒。"),
        ("true", "不会中毒，四季豆可以凉拌着吃。"),
        ("true", "有关说法没有科学依据，可以放心。"),
        ("unproven", "科学已经证实喝咖啡能延年益寿。"),
    ],
)
def test_a_truth_that_contradicts_its_verdict_is_an_error(verdict: str, truth: str) -> None:
    found = one(check_verdict("x", draft(verdict=verdict, truth=truth)))
    assert (found.level, found.field) == (Level.ERROR, "truth")


@pytest.mark.parametrize(
    ("verdict", "truth"),
    [
        ("false", "彩虹西瓜是正常品种，抽检没有发现染色，可以放心吃。"),
        ("false", "这个说法不属实，西瓜瓤色来自品种本身。"),
        ("misleading", "确实含有少量亚硝酸盐，但及时冷藏的剩菜一般没有问题。"),
        ("true", "没煮熟的四季豆会让人中毒，煮到变色变软才能吃。"),
        ("true", "不能给一岁以内的宝宝吃蜂蜜，里面可能有肉毒杆菌的芽孢。"),
        ("unproven", "现在还没有研究能证明它有用，也没有证明它有害。"),
        (None, "确实，先看生产日期再看贮存条件。"),
    ],
)
def test_a_truth_that_fits_its_verdict_is_left_alone(verdict: str | None, truth: str) -> None:
    kind = "rumor" if verdict else "knowledge"
    assert list(check_verdict("x", draft(kind=kind, verdict=verdict, truth=truth))) == []


@pytest.mark.parametrize(
    ("changes", "field", "word"),
    [
        ({"truth": "这种西瓜绝对安全，谁都可以吃。"}, "truth", "绝对安全"),
        ({"key_points": ["坚持吃能根治痛风", "没有副作用"]}, "key_points.0", "根治"),
        ({"advice": "这样做百分之百没有问题。"}, "advice", "百分之百"),
        ({"advice": "这是特效办法，试试看。"}, "advice", "特效"),
        ({"groups": [{"group": "老人", "note": "保证有效，多吃。"}]}, "groups.0.note", "保证有效"),
        ({"advice": "千万别再吃了！"}, "advice", "感叹号"),
    ],
)
def test_promises_and_shouting_are_errors(changes: dict[str, Any], field: str, word: str) -> None:
    found = one(check_banned_wording("x", draft(**changes)))
    assert (found.level, found.field) == (Level.ERROR, field)
    assert word in found.message


@pytest.mark.parametrize(
    "changes",
    [
        {"phrasings": ["吃它能根治糖尿病！百分之百有效"]},
        {"title": "喝苏打水能根治痛风！"},
        {"key_points": ["凡是说“根治”“特效”的都是虚假宣传", "要去医院"]},
        {"key_points": ["河鲀毒素没有特效解毒药", "切除霉点也不能保证安全"]},
        {"advice": "号称根治的产品不要买。"},
    ],
)
def test_what_others_say_and_what_is_denied_is_no_promise(changes: dict[str, Any]) -> None:
    assert list(check_banned_wording("x", draft(**changes))) == []


@pytest.mark.parametrize(
    ("changes", "field", "level"),
    [
        ({"truth": "长" * 61}, "truth", Level.ERROR),
        ({"truth": "可以吃。"}, "truth", Level.WARNING),
        ({"key_points": ["只有一条"]}, "key_points", Level.WARNING),
        ({"key_points": ["短", "长" * 121]}, "key_points.1", Level.WARNING),
        ({"advice": "别吃。"}, "advice", Level.WARNING),
        ({"advice": "长" * 161}, "advice", Level.WARNING),
        ({"phrasings": ["一种", "两种"]}, "phrasings", Level.WARNING),
    ],
)
def test_lengths_outside_their_limits_are_found(changes: dict[str, Any], field: str, level: Level) -> None:
    found = one(check_lengths("x", draft(**changes)))
    assert (found.field, found.level) == (field, level)


def test_an_entry_of_the_right_size_has_no_length_findings() -> None:
    assert list(check_lengths("x", draft())) == []


def test_a_sentence_too_long_is_a_warning_and_two_short_ones_are_not() -> None:
    long = one(check_reading_level("x", draft(key_points=["长" * 61, "短"])))
    assert (long.level, long.field) == (Level.WARNING, "key_points.0")
    assert list(check_reading_level("x", draft(key_points=["长" * 50 + "。" + "长" * 50, "短"]))) == []


def test_a_hard_term_needs_an_explanation_somewhere_in_the_entry() -> None:
    bare = draft(truth="烤焦的肉里有苯并芘，少吃为好。")
    assert "苯并芘" in one(check_reading_level("x", bare)).message
    explained = bare.model_copy(update={"key_points": ("苯并芘是食物烤焦时产生的有害物质", "少吃焦的")})
    assert list(check_reading_level("x", explained)) == []


# --- sources


def sources_of(*sources: dict[str, Any]) -> list[tuple[Level, str, str]]:
    found = check_sources("x", draft(sources=list(sources)), STANDARDS)
    return [(finding.level, finding.check, finding.field) for finding in found]


def test_an_official_page_is_a_sound_source() -> None:
    assert sources_of(make_source()) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "https://example.org/a"}, "sources.0.tier"),
        ({"url": "https://gov.cn.example.org/a"}, "sources.0.tier"),
        ({"url": "https://mygov.cn/a"}, "sources.0.tier"),
        ({"url": "https://www.people.com.cn/a"}, "sources.0.tier"),
        ({"tier": "B"}, "sources.0.tier"),
        ({"tier": "B", "url": None}, "sources.0.url"),
        ({"url": None}, "sources.0.url"),
        ({"url": "https://"}, "sources.0.url"),
        ({"url": "http://ex ample.gov.cn/a"}, "sources.0.url"),
        ({"url": "https://localhost/a"}, "sources.0.url"),
        ({"url": "https://www.gov.cn:port/a"}, "sources.0.url"),
    ],
)
def test_a_source_that_is_not_what_its_tier_says_is_an_error(changes: dict[str, Any], field: str) -> None:
    assert sources_of(make_source(**changes)) == [(Level.ERROR, "sources", field)]


def test_the_refusal_of_an_unknown_host_says_what_to_do() -> None:
    found = one(check_sources("x", draft(sources=[make_source(url="https://a.example.org/b")]), STANDARDS))
    assert "a.example.org" in found.message
    assert "改标为 C" in found.message
    assert "管理员" in found.message


@pytest.mark.parametrize(
    "title",
    [
        "食品安全国家标准 食品添加剂使用标准（GB 2760-2024）",
        "食品安全国家标准 巴氏杀菌乳（GB 19645-2010）",
        "《中华人民共和国食品安全法》第一百四十八条",
        "食品安全法",
        "中国居民膳食指南（2022）",
    ],
)
def test_a_listed_standard_law_or_guideline_needs_no_page(title: str) -> None:
    assert sources_of(make_source(title=title, url=None)) == []


def test_an_entry_with_reposts_only_is_marked() -> None:
    repost = make_source(url="https://example.org/a", tier="C")
    assert sources_of(repost) == [(Level.WARNING, "needs_source", "sources")]
    assert sources_of(repost, make_source()) == []


@pytest.mark.parametrize("url", ["https://www.samr.gov.cn/a", "https://www.people.com.cn/a"])
def test_a_listed_host_marked_as_a_repost_is_pointed_out(url: str) -> None:
    marked = draft(sources=[make_source(), make_source(url=url, tier="C")])
    found = one(check_sources("x", marked, STANDARDS))
    assert (found.level, found.field) == (Level.WARNING, "sources.1.tier")
    assert "转载" in found.message


@pytest.mark.parametrize("changes", [{"title": "抽检结果（转载）"}, {"publisher": "某网站（转载）"}])
def test_what_says_that_it_is_a_repost_may_be_marked_as_one_on_any_host(changes: dict[str, Any]) -> None:
    assert sources_of(make_source(), make_source(tier="C", **changes)) == []


def test_an_entry_without_any_source_is_an_error() -> None:
    assert sources_of() == [(Level.ERROR, "sources", "sources")]


def test_a_home_page_or_a_missing_check_is_pointed_out() -> None:
    assert sources_of(make_source(url="https://www.gov.cn/")) == [(Level.WARNING, "sources", "sources.0.url")]
    assert sources_of(make_source(checked_on=None)) == [(Level.WARNING, "sources", "sources.0.checked_on")]


# --- dates


@pytest.mark.parametrize(
    ("changes", "field", "level"),
    [
        ({"authored_on": "2026-11-20", "reviewed_on": "2026-11-10"}, "reviewed_on", Level.ERROR),
        ({"reviewed_on": "2026-11-10", "next_review_on": "2026-11-10"}, "next_review_on", Level.ERROR),
        ({"authored_on": "2026-12-01"}, "authored_on", Level.WARNING),
        (
            {"sources": [make_source(published_on="2026-12-01", checked_on="2026-11")]},
            "sources.0.published_on",
            Level.ERROR,
        ),
        ({"sources": [make_source(published_on="2027", checked_on="2026-11")]}, "sources.0.published_on", Level.ERROR),
    ],
)
def test_dates_out_of_order_are_found(changes: dict[str, Any], field: str, level: Level) -> None:
    found = one(check_dates("x", draft(**changes), TODAY))
    assert (found.field, found.level) == (field, level)


def test_dates_in_order_are_left_alone() -> None:
    whole = {"authored_on": "2026-11-01", "reviewed_on": "2026-11-26", "next_review_on": "2027-11-26"}
    for published in (None, "2026", "2026-11", "2026-11-26"):
        content = draft(**whole, sources=[make_source(published_on=published, checked_on="2026-11")])
        assert list(check_dates("x", content, TODAY)) == []


def test_an_overdue_review_is_listed_with_its_days() -> None:
    assert list(check_review_due("x", draft(next_review_on="2026-11-26"), TODAY)) == []
    assert "10 天" in one(check_review_due("x", draft(next_review_on="2026-11-16"), TODAY)).message


# --- standards and laws


def cited(text: str, **changes: Any) -> list[tuple[Level, str]]:
    found = check_citations("x", draft(key_points=[text, "短"], **changes), STANDARDS, TODAY)
    return [(finding.level, finding.message) for finding in found]


@pytest.mark.parametrize(
    "text",
    [
        "按 GB 2760-2024 使用",
        "按 GB2760—2024 使用",
        "按 GB 2760 使用",
        "GB 2760-2024 代替了 GB 2760-2014",
        "现行的是 GB 7718-2011",
        "GB 7718-2025 从2027年3月16日起实施",
        "鲜奶看 GB 19645-2010",
        "依《中华人民共和国食品安全法》和《食品安全法》处理",
        "检出 SB250 这种药",
        "IARC 2015 年的评估",
    ],
)
def test_what_is_listed_and_in_force_may_be_cited(text: str) -> None:
    assert cited(text) == []


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("按 GB 2760-2014 使用", Level.ERROR, "已被 GB 2760-2024 代替"),
        ("按 GB 2760-2011 使用", Level.ERROR, "已被 GB 2760-2024 代替"),
        ("按 GB 99999 检验", Level.ERROR, "GB 99999 不在清单"),
        ("按 NY/T 1234-2020 检验", Level.ERROR, "NY/T 1234-2020 不在清单"),
        ("看 GB 7718-2025 的规定", Level.WARNING, "2027-03-16 才实施"),
        ("依《食品摊贩管理办法》处理", Level.WARNING, "《食品摊贩管理办法》不在清单"),
    ],
)
def test_what_is_not_listed_or_not_in_force_is_found(text: str, level: Level, words: str) -> None:
    ((found, message),) = cited(text)
    assert found is level
    assert words in message


def test_a_replaced_standard_as_a_source_is_an_error_but_the_title_of_a_page_is_not_ours() -> None:
    source = make_source(title="食品添加剂使用标准（GB 2760-2014）", url=None)
    assert [level for level, _ in cited("短句", sources=[source])] == [Level.ERROR]
    page = make_source(title="GB 2760-2014 解读")
    assert cited("短句", sources=[page]) == []


# --- together


def test_a_phrasing_without_words_is_pointed_out() -> None:
    assert one(check_phrasings("x", draft(phrasings=["转发", "能吃吗"]))).field == "phrasings.0"


def test_only_errors_keep_an_entry_from_the_public() -> None:
    require_sound("x", draft(phrasings=[], truth="可以吃。"), {}, STANDARDS, TODAY)
    with pytest.raises(InvalidInput) as caught:
        require_sound("x", draft(advice="保证治愈，放心吃。"), {}, STANDARDS, TODAY)
    assert caught.value.field == "advice"


def test_a_wording_of_a_public_entry_cannot_be_published_again() -> None:
    public = {"old": draft(title="彩虹西瓜可以吃吗", phrasings=["【紧急】彩虹西瓜是染色的，吃了会中毒！！"])}
    with pytest.raises(InvalidInput) as caught:
        require_sound("new", draft(), public, STANDARDS, TODAY)
    assert caught.value.field == "phrasings"
    assert "“彩虹西瓜是染色的，吃了会中毒”和“彩虹西瓜可以吃吗”" in caught.value.message
    require_sound("old", draft(), public, STANDARDS, TODAY)

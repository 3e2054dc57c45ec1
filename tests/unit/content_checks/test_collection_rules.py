"""The rules for all entries together, and the figures."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.content_checks.collection import check_contents, check_directory, figures
from knowledge.content_checks.findings import Level
from knowledge.content_checks.limits import load_limits
from knowledge.content_checks.near_duplicates import check_near_duplicates
from knowledge.content_checks.phrasing_checks import check_all_phrasings
from knowledge.content_checks.source_checks import check_shared_urls
from knowledge.entries.draft import EntryDraft
from knowledge.entries.standards import Standards
from tests.builders import make_draft, make_record, make_source, write_seed
from tests.fakes import HashEncoder

TODAY = date(2026, 11, 26)


def test_one_wording_in_two_entries_is_an_error_that_names_both() -> None:
    contents = {
        "a": make_draft(title="西瓜是染色的", phrasings=["打针西瓜"]),
        "b": make_draft(title="西瓜打了针", phrasings=["  打针西瓜！！", "别的"]),
        "c": make_draft(title="草莓打了针", phrasings=["打针草莓"]),
    }
    (found,) = check_all_phrasings(contents)
    assert (found.level, found.entry_id) == (Level.ERROR, "a")
    assert "“西瓜是染色的”和“西瓜打了针”（b）" in found.message


def test_nearly_the_same_wording_is_reported_once_per_pair_with_its_score() -> None:
    contents = {
        "a": make_draft(
            title="彩虹西瓜的真相", phrasings=["彩虹西瓜吃了会不会中毒", "听说彩虹西瓜切开五颜六色吃了会中毒吗"]
        ),
        "b": make_draft(
            title="瓤色不同的瓜",
            verdict="true",
            truth="不同品种瓤色不同。",
            phrasings=["听说彩虹西瓜切开五颜六色吃了会中毒呢"],
        ),
        "c": make_draft(title="鸡蛋要不要洗", truth="脏蛋用前再洗。", phrasings=["买回来的蛋洗不洗"]),
    }
    (found,) = check_near_duplicates(contents, HashEncoder())
    assert (found.level, found.entry_id, found.field) == (Level.WARNING, "a", "phrasings")
    assert found.score is not None
    assert load_limits().near_duplicate.phrasings <= found.score < 1
    assert "结论相反" in found.message
    assert "“听说彩虹西瓜切开五颜六色吃了会中毒吗”" in found.message


def test_the_same_subject_under_other_wordings_is_found_by_title_and_truth() -> None:
    truth = "一岁以内的宝宝不要吃蜂蜜，里面可能有肉毒杆菌的芽孢。"
    contents = {
        "a": make_draft(title="一岁以内的宝宝不能吃蜂蜜", truth=truth, phrasings=["甲"]),
        "b": make_draft(title="为什么宝宝不能吃蜂蜜", truth=truth, phrasings=["乙"]),
    }
    assert [finding.field for finding in check_near_duplicates(contents, HashEncoder())] == ["title"]


def test_a_page_used_for_many_topics_is_pointed_out_unless_it_is_a_list_of_claims() -> None:
    def contents(title: str, *topics: str) -> dict[str, EntryDraft]:
        source = make_source(title=title)
        return {topic: make_draft(topic=topic, sources=[source]) for topic in topics}

    (found,) = check_shared_urls(contents("西瓜怎么挑", "水果", "水产", "标签"))
    assert found.level is Level.WARNING
    assert all(topic in found.message for topic in ("水果", "水产", "标签"))
    assert list(check_shared_urls(contents("西瓜怎么挑", "水果", "水产"))) == []
    assert list(check_shared_urls(contents("2024年食品安全与健康流言榜", "水果", "水产", "标签"))) == []


def test_the_figures_count_kinds_and_the_best_tier_of_each_entry() -> None:
    repost = make_source(url="https://example.org/a", tier="C")
    media = make_source(url="https://www.people.com.cn/a", tier="B")
    contents = {
        "a": make_draft(sources=[repost, make_source()]),
        "b": make_draft(sources=[media, repost]),
        "c": make_draft(kind="knowledge", verdict=None, sources=[repost]),
        "d": make_draft(sources=[repost]),
    }
    found = figures(contents)
    assert found.by_kind == {"rumor": 3, "knowledge": 1}
    assert (found.share_official, found.share_official_or_media, found.share_reposts_only) == (0.25, 0.5, 0.5)


def test_errors_come_first_and_then_what_needs_a_source() -> None:
    repost = make_source(url="https://example.org/a", tier="C")
    contents = {
        "a": make_draft(sources=[make_source()], phrasings=[]),
        "b": make_draft(title="一", truth="甲乙丙丁戊己庚辛", sources=[repost], advice="放心吃！", phrasings=["二"]),
    }
    report = check_contents(contents, Standards(()), HashEncoder(), TODAY)
    assert [finding.check for finding in report.findings[:2]] == ["banned_wording", "needs_source"]
    assert report.needing_source == ("b",)
    assert report.count(Level.ERROR) == 1


def test_files_that_cannot_be_read_are_findings_with_their_place(tmp_path: Path) -> None:
    report = check_directory(write_seed(tmp_path, make_record(truth="")), HashEncoder(), TODAY)
    (found,) = report.findings
    assert (found.level, found.check, found.entry_id, found.field) == (
        Level.ERROR,
        "schema",
        "entries.yml:5",
        "truth",
    )
    assert report.figures is None


@pytest.mark.parametrize("text", ["- number: GB 1\n", "- [", "- {number: a, title: b, kind: other, source: {}}\n"])
def test_a_faulty_list_of_standards_is_a_finding(tmp_path: Path, text: str) -> None:
    write_seed(tmp_path, make_record())
    (tmp_path / "standards.yml").write_text(text, encoding="utf-8")
    report = check_directory(tmp_path, HashEncoder(), TODAY)
    assert report.findings
    assert all(finding.entry_id.startswith("standards.yml:") for finding in report.findings)

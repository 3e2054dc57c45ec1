"""What is read out of a report: foods, topic, unit, company, sub-district, kind."""

from pathlib import Path

import pytest
import yaml

import knowledge.entries
from knowledge.check_worthiness import MessageKind
from knowledge.emerging.companies import company_names
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.places import sub_district_of, sub_districts
from knowledge.emerging.raw import LONGEST_RAW, RawReport, read_raw
from knowledge.emerging.reading import LONGEST_CLAIM, LONGEST_TEXT, claim_to_report, read_report
from knowledge.emerging.topics import topics
from knowledge.emerging.units import default_unit, require_unit, units
from knowledge.errors import InvalidInput

ENTRIES = Path(knowledge.entries.__file__).parent


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("天津市宏达食品有限公司用病死猪做香肠", ("天津市宏达食品有限公司",)),
        ("王顶堤李记火锅店用地沟油", ("王顶堤李记火锅店",)),
        ("永辉超市的牛肉是假的", ("永辉",)),
        ("双汇和雨润的火腿肠都有问题", ("双汇", "雨润")),
        ("听说北辰某超市的彩虹西瓜是染色的", ()),
        ("楼下水果店的草莓打了激素", ()),
        ("这家奶茶店用植脂末", ()),
        ("什么牌子的油好", ()),
        ("有限公司", ()),
    ],
)
def test_a_named_company_is_found_and_nobody_is_made_one(text: str, names: tuple[str, ...]) -> None:
    assert company_names(text) == names


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("宜兴埠镇菜市场的大蒜", "宜兴埠镇"),
        ("天穆那边的羊肉", "天穆镇"),
        ("果园新村的学校食堂", "果园新村街道"),
        ("先是小淀后来双口都在传", "小淀镇"),
        ("天津都在传", ""),
    ],
)
def test_the_sub_district_named_first_is_kept(text: str, place: str) -> None:
    assert sub_district_of(text) == place
    assert place in {"", *sub_districts()}


@pytest.mark.parametrize(
    ("claim", "topic", "unit"),
    [
        ("彩虹西瓜是染色的，吃了会中毒", "调味品与添加剂", "区市场监管局"),
        ("西瓜不能多吃", "水果", "区农业农村委"),
        ("吃了隔夜菜得癌症", "隔夜与剩菜", "区卫生健康委"),
        ("韭菜打了敌敌畏", "农药兽药与污染物", "区农业农村委"),
        ("扫码领鸡蛋是骗局", "网传事件与诈骗", "区委网信办"),
        ("学校食堂用的是僵尸肉", "母婴与儿童", "区教育局"),
        ("进口车厘子带病毒", "水果", "北辰海关"),
        ("听说要出事了", "", "区委网信办"),
    ],
)
def test_a_claim_goes_to_the_unit_of_the_plan(claim: str, topic: str, unit: str) -> None:
    read = read_report(claim, claim)
    assert read.topic == topic
    assert default_unit(read.topic, claim) == unit


def test_topics_are_those_of_the_entries_and_each_has_one_unit() -> None:
    known = set(yaml.safe_load((ENTRIES / "topics.yml").read_text(encoding="utf-8")))
    assert topics() <= known
    listed = [topic for unit in units() for topic in unit.topics]
    assert set(listed) <= known
    assert len(listed) == len(set(listed))
    assert topics() <= set(listed)


def test_units_name_items_of_the_plan_and_the_lead_comes_first() -> None:
    assert units()[0].name == "区委网信办"
    assert 27 in units()[0].items
    assert all(unit.items and set(unit.items) <= set(range(1, 35)) for unit in units())
    assert len({unit.name for unit in units()}) == len(units())


def test_an_unknown_unit_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="unit") as caught:
        require_unit("区气象局")
    assert "区气象局" in caught.value.message
    assert require_unit(" 区教育局 ") == "区教育局"


def test_a_forward_and_a_question_are_kept_apart() -> None:
    forward = "紧急通知！千万别吃大蒜了，用硫磺熏过，已经吃死好几个人，赶紧转发给家人！"
    read = read_report(forward, claim_to_report(forward, "大蒜用硫磺熏过"))
    assert (read.kind, read.foods) == (MessageKind.RUMOR, ("大蒜",))
    assert "死亡" in read.keywords
    question = read_report("孕妇能吃螃蟹吗", "孕妇能吃螃蟹吗")
    assert question.kind is MessageKind.INFORMATION_GAP
    assert question.worthiness < read.worthiness


def test_texts_are_cut_to_what_is_kept() -> None:
    long = "大蒜有毒，" * 500
    read = read_report(long, claim_to_report(long, "大蒜有毒" * 100))
    assert len(read.text) == LONGEST_TEXT
    assert len(read.claim) == LONGEST_CLAIM


def test_a_raw_report_is_masked_before_it_is_read() -> None:
    raw = RawReport("大蒜被硫磺熏过，找张经理，电话13800138000", IntakeChannel.HOTLINE)
    read = read_raw(raw)
    assert "13800138000" not in read.text + read.claim
    assert "〔手机号〕" in read.text


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "大" * (LONGEST_RAW + 1)])
def test_a_report_without_words_or_far_too_long_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_raw(RawReport(text, IntakeChannel.FORM))
    assert caught.value.field == "text"

"""Why a similar entry is still another rumor."""

import pytest

from knowledge.matching.guards import blocking_guard, compatible, unmatched
from knowledge.matching.normalize import clean
from knowledge.matching.vocabulary import mentions, word_list


def guard(question: str, title: str, *phrasings: str) -> str | None:
    rows = [mentions(clean(text)) for text in (title, *phrasings)]
    entry = rows[0]
    for row in rows[1:]:
        entry = entry | row
    return blocking_guard(mentions(clean(question)), rows[0], rows[-1], entry)


@pytest.mark.parametrize(
    ("question", "title", "name"),
    [
        ("隔夜咖啡致癌吗", "隔夜茶不能喝，会致癌", "different_food"),
        ("哈密瓜是打针的吗", "西瓜是打针催红的", "different_food"),
        ("西瓜泡了甲醛吗", "西瓜打了膨大剂", "different_substance"),
        ("大蒜致癌吗", "大蒜能防癌", "opposite_effect"),
        ("大蒜能防癌吗", "大蒜爆锅会致癌", "opposite_effect"),
        ("喝豆浆会性早熟吗", "喝豆浆会得结石", "different_effect"),
        ("醋能减肥吗", "喝醋能软化血管", "different_effect"),
        ("空腹吃土豆有毒吗", "发芽的土豆有毒", "different_practice"),
        ("发霉的花生能吃吗", "花生吃多了有毒", "different_practice"),
        ("孕妇能吃螃蟹吗", "糖尿病人不能吃螃蟹", "different_group"),
        ("狗能吃巧克力吗", "巧克力含矿物油有毒", "animal"),
        ("大蒜发芽了怎么种", "发芽的大蒜有毒", "different_aspect"),
    ],
)
def test_another_rumor_is_not_answered(question: str, title: str, name: str) -> None:
    assert guard(question, title) == name


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("西红柿打了激素吗", "番茄是激素催红的"),
        ("隔夜菜有毒吗", "隔夜菜会致癌"),
        ("隔夜菜其实不致癌吧", "隔夜菜会致癌"),
        ("水果打蜡有毒吗", "苹果打蜡有毒"),
        ("微波炉热牛奶致癌吗", "微波炉加热的食物会致癌"),
        ("老人吃隔夜菜会致癌吗", "隔夜菜会致癌"),
        ("隔夜菜能不能吃", "隔夜菜会致癌"),
        ("多吃西瓜不得癌吗", "西瓜能防癌"),
    ],
)
def test_the_same_rumor_in_other_words_is_not_blocked(question: str, title: str) -> None:
    assert guard(question, title) is None


def test_a_phrasing_can_lift_a_guard() -> None:
    assert guard("隔夜咖啡致癌吗", "隔夜茶会致癌") is not None
    assert guard("隔夜咖啡致癌吗", "隔夜茶会致癌", "隔夜的茶和咖啡致癌吗") is None


def test_a_family_stands_for_its_members_but_not_members_for_each_other() -> None:
    assert compatible("foods", "水果", "西瓜")
    assert compatible("foods", "西瓜", "水果")
    assert not compatible("foods", "西瓜", "苹果")


def test_unmatched_concepts_are_those_nothing_stands_for() -> None:
    assert unmatched("foods", frozenset({"西瓜", "牛奶"}), frozenset({"水果"})) == {"牛奶"}


@pytest.mark.parametrize("list_name", ["foods", "substances"])
def test_what_is_unmatched_is_what_nothing_known_is_compatible_with(list_name: str) -> None:
    terms = word_list(list_name)
    # Each family with a member and a stranger: 水果, 西瓜, 猪肉.
    concepts = sorted(terms.families)[:12] + sorted({term.concept for term in terms.terms.values()})[::25]
    for asked in concepts:
        for known in concepts:
            expected = frozenset() if compatible(list_name, asked, known) else {asked}
            assert unmatched(list_name, frozenset({asked}), frozenset({known})) == expected

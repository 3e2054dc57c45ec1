"""Why a similar entry is still another rumor: another food, substance, effect or situation. Pure."""

from functools import lru_cache

from knowledge.matching.vocabulary import Mentions, family_of, names_family, word_list

# Residents use these for one another ("隔夜菜有毒", "隔夜菜致癌", "吃隔夜菜会死人"): none alone makes another rumor.
_LOOSE_HARMS = frozenset({"致癌", "中毒", "死亡"})
# A benefit and the harm that is its contrary.
_CONTRARIES = {
    "防癌": "致癌", "解毒": "中毒", "降血压": "高血压", "降血糖": "糖尿病", "降血脂": "高血脂", "减肥": "发胖", "补钙": "骨质疏松",
    "补血": "贫血", "美容": "变黑", "补脑": "老年痴呆", "通便": "便秘", "养胃": "胃病", "明目": "近视", "解酒": "伤肝", "治痛风": "痛风",
    "乌发": "脱发", "更有营养": "没有营养", "补肾": "肾衰竭", "安胎": "流产", "退烧": "感染",
}  # fmt: skip
# People whose question is another question; "老人" or "孩子" are often only named in passing.
_SPECIAL_PEOPLE = frozenset(
    {
        "孕妇",
        "哺乳期",
        "婴儿",
        "糖尿病人",
        "高血压患者",
        "痛风患者",
        "癌症患者",
        "肾病患者",
        "胃病患者",
        "备孕",
        "司机",
        "过敏体质",
    }
)
# States that change what a food does; "清洗" or "超市" are only circumstances.
_STATES = frozenset(
    {"隔夜", "发芽", "发霉", "腐烂", "没熟", "生吃", "空腹", "睡前", "同吃", "微波炉", "反复加热", "冷冻", "解冻", "油炸", "烧烤", "空气炸锅",
     "高压锅", "腌制", "烟熏", "泡发", "打针", "打药", "榨汁", "过期", "铁锅", "一次性筷子", "案板", "变绿"}
)  # fmt: skip
_TELLING_STATES = frozenset({"隔夜", "发芽", "发霉", "腐烂", "没熟", "生吃", "空腹", "泡发", "过期", "打针", "变绿"})


def compatible(list_name: str, one: str, other: str) -> bool:
    """Tell whether two concepts may mean the same thing: equal, or one the family of the other (水果, 西瓜)."""
    if one == other:
        return True
    return (names_family(list_name, one) and family_of(list_name, other) == one) or (
        names_family(list_name, other) and family_of(list_name, one) == other
    )


@lru_cache(maxsize=20_000)
def unmatched(list_name: str, asked: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """Return the concepts in ``asked`` that nothing in ``known`` may stand for."""
    # Remembered: features and guards ask the same of every entry a question is compared with.
    gone = asked - known
    if not gone or not known:
        return gone
    families = word_list(list_name).families
    of_known = _families_of(list_name, known)
    return frozenset(
        concept
        for concept in gone
        if not (concept in families and concept in of_known)
        and not ((family := family_of(list_name, concept)) in families and family in known)
    )


@lru_cache(maxsize=20_000)
def _families_of(list_name: str, concepts: frozenset[str]) -> frozenset[str]:
    return frozenset(family_of(list_name, concept) for concept in concepts)


def blocking_guard(asked: Mentions, title: Mentions, row: Mentions, entry: Mentions) -> str | None:
    """Return the name of the guard that forbids answering ``asked`` with an entry, or ``None``.

    ``title`` and ``row`` are what the entry's title and its best matching phrasing mention, ``entry`` what its title
    and all phrasings mention.
    """
    if asked.animals - entry.animals:
        return "animal"
    if asked.idle_aspects - entry.idle_aspects and not asked.general_harm and not asked.harms & entry.harms:
        return "different_aspect"
    if _other_food(asked, title, entry):
        return "different_food"
    if _other_substance(asked, title, entry):
        return "different_substance"
    if _contrary(asked, row) and _contrary(asked, entry):
        return "opposite_effect"
    if _other_effect(asked, entry):
        return "different_effect"
    if _other_state(asked, title, entry):
        return "different_practice"
    special = asked.people & _SPECIAL_PEOPLE
    if special and entry.people & _SPECIAL_PEOPLE and not special & entry.people:
        return "different_group"
    if "同吃" in title.practices and unmatched("foods", title.foods, asked.foods) == title.foods:
        return "different_combination"
    return None


def _other_food(asked: Mentions, title: Mentions, entry: Mentions) -> bool:
    # An entry whose title names no food is about something else; foods in its phrasings are examples.
    if not asked.foods or not title.foods:
        return False
    # One food that fits is enough: the others may be named in passing, which the probability takes into account.
    return len(unmatched("foods", asked.foods, entry.foods)) == len(asked.foods)


def _other_substance(asked: Mentions, title: Mentions, entry: Mentions) -> bool:
    if not asked.substances or not title.substances:
        return False
    return len(unmatched("substances", asked.substances, entry.substances)) == len(asked.substances)


def _contrary(asked: Mentions, known: Mentions) -> bool:
    if asked.harms & known.harms or asked.benefits & known.benefits:
        return False
    return any(_CONTRARIES.get(benefit) in known.harms for benefit in asked.benefits) or any(
        _CONTRARIES.get(benefit) in asked.harms for benefit in known.benefits
    )


def _other_effect(asked: Mentions, entry: Mentions) -> bool:
    if asked.harms & entry.harms or asked.benefits & entry.benefits:
        return False
    if asked.benefits and entry.benefits:
        return True
    return bool(asked.harms - _LOOSE_HARMS) and bool(entry.harms)


def _other_state(asked: Mentions, title: Mentions, entry: Mentions) -> bool:
    states = asked.practices & _STATES
    if not states or states & entry.practices:
        return False
    # What has gone off or is raw is another matter even where the entry names no state at all.
    return bool(title.practices & _STATES) or bool(states & _TELLING_STATES)

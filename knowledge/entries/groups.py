"""Which words name the same group of people, so that 那怀孕的呢 finds the note for 孕妇."""

from knowledge.entries.cards import AnswerCard

_SAME_GROUP: tuple[tuple[str, ...], ...] = (
    ("孕妇", "孕期", "怀孕", "准妈妈", "孕妈", "备孕"),
    ("哺乳", "喂奶", "产妇", "月子", "奶妈妈", "母乳"),
    ("婴幼儿", "婴儿", "宝宝", "幼儿", "新生儿", "小宝", "娃", "一岁", "1岁"),
    ("儿童", "孩子", "小孩", "小朋友", "学生", "青少年", "孙子", "孙女"),
    ("老人", "老年", "长辈", "爸妈", "父母", "爷爷", "奶奶", "姥姥", "姥爷"),
    ("糖尿病", "血糖", "糖友", "高血糖"),
    ("高血压", "血压"),
    ("痛风", "尿酸"),
    ("肾病", "肾功能", "肾脏", "肾不好", "肾"),
    ("肝病", "肝功能", "肝不好", "脂肪肝", "肝"),
    ("心脏", "心血管", "冠心病", "心脑血管"),
    ("胃病", "胃不好", "胃溃疡", "肠胃", "胃炎", "胃"),
    ("过敏",),
    ("甲状腺", "甲亢", "甲减", "甲状腺结节", "桥本"),
    ("结石",),
    ("贫血", "缺铁"),
    ("乳糖不耐",),
    ("减肥", "减重", "控制体重"),
)
_CHILDREN = frozenset({2, 3})
"""A question about 宝宝 is served by a note for 儿童 when there is none for 婴幼儿, and back."""


def note_for_group(card: AnswerCard, group: str) -> str | None:
    """What ``card`` says for ``group``, in any of its usual names; ``None`` when it says nothing."""
    group = group.strip()
    if not group:
        return None
    for note in card.groups:
        if group in note.group or note.group in group:
            return note.note
    asked = _families(group)
    for wanted in (asked, asked | _CHILDREN if asked & _CHILDREN else frozenset[int]()):
        for note in card.groups:
            if wanted & _families(note.group):
                return note.note
    return None


def _families(name: str) -> frozenset[int]:
    return frozenset(number for number, words in enumerate(_SAME_GROUP) if any(word in name for word in words))

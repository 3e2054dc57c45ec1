"""The columns of an editors' table, and which field of an entry each one fills."""

from dataclasses import dataclass
from enum import Enum, auto

from knowledge.entries.kinds import EntryKind, Risk, SourceTier, Verdict


class Form(Enum):
    """How the words of a cell are read."""

    TEXT = auto()
    LIST = auto()
    """Several values: one a line, or with ； between them."""
    CHOICE = auto()
    GROUPS = auto()
    """人群：说明, one a line."""
    DATE = auto()
    MONTH = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``field`` is the entry's; ``sources.url`` and the like hold one value per source."""

    heading: str
    field: str
    form: Form = Form.TEXT
    required: bool = False
    repeats: bool = False
    """Whether one value often stands for several rows, so that a merged cell may be read as repeated."""


COLUMNS = (
    Column("编号", "id"),
    Column("类型", "kind", Form.CHOICE, required=True, repeats=True),
    Column("标题", "title", required=True),
    Column("结论", "verdict", Form.CHOICE, repeats=True),
    Column("一句话", "truth"),
    Column("要点", "key_points", Form.LIST),
    Column("建议", "advice"),
    Column("问法", "phrasings", Form.LIST),
    Column("主题", "topic", repeats=True),
    Column("责任单位", "unit", repeats=True),
    Column("风险", "risk", Form.CHOICE, repeats=True),
    Column("人群说明", "groups", Form.GROUPS),
    Column("相关条目", "related", Form.LIST),
    Column("法规依据", "law", Form.LIST),
    Column("来源标题", "sources.title", Form.LIST),
    Column("来源发布者", "sources.publisher", Form.LIST),
    Column("来源网址", "sources.url", Form.LIST),
    Column("来源日期", "sources.published_on", Form.DATE),
    Column("来源核对月份", "sources.checked_on", Form.MONTH),
    Column("来源等级", "sources.tier", Form.CHOICE),
)
BY_HEADING = {column.heading: column for column in COLUMNS}
BY_FIELD = {column.field: column for column in COLUMNS}

CHOICES: dict[str, dict[str, str]] = {
    "kind": {kind.label: kind.value for kind in EntryKind} | {"谣言": "rumor", "计划": "plan"},
    "verdict": {verdict.label: verdict.value for verdict in Verdict},
    "risk": {"低": Risk.LOW.value, "中": Risk.MEDIUM.value, "高": Risk.HIGH.value},
    "sources.tier": {tier.value: tier.value for tier in SourceTier} | {tier.label: tier.value for tier in SourceTier},
}
"""What may be written in a cell, and the value it stands for. The values themselves are taken too."""


def heading_of(field: str) -> str:
    """The heading of the column that a field of an entry (``sources.0.url``) came from."""
    parts = [part for part in field.split(".") if not part.isdigit()]
    for name in (".".join(parts[:2]), parts[0] if parts else ""):
        if name in BY_FIELD:
            return BY_FIELD[name].heading
    return BY_FIELD["sources.title"].heading if parts[:1] == ["sources"] else "（整行）"

"""Small valid things to start a test from; every argument changes one field."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from knowledge.entries.draft import EntryDraft
from knowledge.service import Knowledge
from knowledge.staff.roles import StaffRole

EDITOR, SECOND_EDITOR, REVIEWER, OFFICE = "张编辑", "李编辑", "王审核", "赵网信"

RAINBOW = "听说北辰某超市的彩虹西瓜是染色的，吃了会中毒"
RAINBOW_REWORDED = "彩虹西瓜染色有毒是真的吗"


class FixedClock:
    """A clock that stands until it is moved."""

    def __init__(self, start: datetime = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)) -> None:
        self.instant = start

    def __call__(self) -> datetime:
        return self.instant

    def advance(self, **amount: float) -> None:
        """Let time pass."""
        self.instant += timedelta(**amount)


def make_source(**changes: Any) -> dict[str, Any]:
    """An official source with a page to open."""
    return {
        "title": "彩虹西瓜抽检结果",
        "publisher": "北辰区市场监管局",
        "url": "https://example.gov.cn/caihong",
        "published_on": "2026-11-20",
        "checked_on": "2026-11",
        "tier": "A",
    } | changes


def make_draft(**changes: Any) -> EntryDraft:
    """A rumor that could be published."""
    return EntryDraft.model_validate(
        {
            "kind": "rumor",
            "title": "彩虹西瓜是染色的，吃了会中毒",
            "verdict": "false",
            "truth": "彩虹西瓜是正常品种，抽检没有发现染色，可以放心吃。",
            "key_points": ["瓤色不同来自品种本身的色素", "抽检的样品没有检出染料"],
            "advice": "在正规超市购买，切开后尽快冷藏。",
            "phrasings": ["彩虹西瓜能吃吗"],
            "topic": "水果",
            "unit": "区市场监管局",
            "risk": "low",
            "sources": [make_source()],
        }
        | changes
    )


def make_record(**changes: Any) -> dict[str, Any]:
    """One entry of a content file, as plain values."""
    return {
        "id": "geye-cai",
        "kind": "rumor",
        "title": "隔夜菜致癌",
        "verdict": "misleading",
        "truth": "及时冷藏的隔夜菜一般不会致癌，久放的绿叶菜不建议吃。",
        "key_points": ["冷藏后亚硝酸盐升高有限", "室温久放的风险主要是细菌"],
        "advice": "剩菜两小时内冷藏，吃前热透。",
        "phrasings": [
            "隔夜菜真的致癌吗",
            "剩菜放一晚还能吃吗",
            "隔夜菜是不是有毒",
            "剩菜放一晚不能吃，会致癌",
            "听说吃隔夜菜得了癌症",
        ],
        "topic": "剩菜",
        "unit": "区市场监管局",
        "risk": "medium",
        "groups": [{"group": "孕妇", "note": "孕妇的剩菜要彻底热透再吃。"}],
        "related": [],
        "sources": [make_source(title="隔夜菜能不能吃", url="https://example.gov.cn/geye")],
        "authored_on": "2026-11-23",
        "reviewed_on": "2026-11-23",
        "next_review_on": "2027-11-23",
    } | changes


MICROWAVE = make_record(
    id="weibolu",
    title="微波炉加热的饭菜会致癌",
    verdict="false",
    truth="微波加热不会让食物带上辐射，也不会产生致癌物。",
    phrasings=[
        "微波炉热饭致不致癌",
        "微波炉加热食物有辐射吗",
        "微波炉热的饭吃了会得癌",
        "千万不要用微波炉热饭，会致癌",
        "微波炉对人有没有害",
    ],
    topic="厨房",
    groups=[],
    related=["geye-cai"],
    sources=[make_source(title="微波炉的辐射", url="https://example.gov.cn/weibo", tier="C")],
)
COMPLAINT = make_record(
    id="tousu",
    kind="service",
    title="怎么投诉食品安全问题",
    verdict=None,
    truth="拨打 12315 或 12345，也可以到当地市场监管所反映。",
    phrasings=["买到过期食品找谁投诉", "食品问题怎么举报"],
    topic="办事",
    groups=[],
)


def write_seed(directory: Path, *records: dict[str, Any], file: str = "entries.yml") -> Path:
    """A content file of ``records``; returns its directory."""
    directory.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(list(records), allow_unicode=True, sort_keys=False)
    (directory / file).write_text(text, encoding="utf-8")
    return directory


def register_staff(knowledge: Knowledge) -> None:
    """One account of every role, and a second editor."""
    for name, role in (
        (EDITOR, StaffRole.EDITOR),
        (SECOND_EDITOR, StaffRole.EDITOR),
        (REVIEWER, StaffRole.REVIEWER),
        (OFFICE, StaffRole.OFFICE),
    ):
        knowledge.add_staff(name, role)


def ask(knowledge: Knowledge, text: str, *, conversation: str = "c1", message: str | None = None) -> Any:
    """Send a message the way a chat turn does; returns its inquiry's outcome and id."""
    begun = knowledge.begin_inquiry(conversation_id=conversation, message_id=message, text=text)
    return begun.inquiry_id, knowledge.answer_inquiry(begun.inquiry_id, text)

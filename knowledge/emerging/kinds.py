"""The closed lists of the ledger: where a report came in, how harmful a rumor is, what staff decided."""

from enum import StrEnum


class IntakeChannel(StrEnum):
    """The door a report came in by."""

    WEB = "web"
    WECHAT = "wechat"
    FORM = "form"
    HOTLINE = "hotline"
    PARTNER = "partner"
    TABLE = "table"
    STAFF = "staff"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _CHANNELS[self]


_CHANNELS = {
    IntakeChannel.WEB: "网页对话",
    IntakeChannel.WECHAT: "微信",
    IntakeChannel.FORM: "线索表单",
    IntakeChannel.HOTLINE: "热线",
    IntakeChannel.PARTNER: "联动机制",
    IntakeChannel.TABLE: "表格导入",
    IntakeChannel.STAFF: "人工录入",
}


class Harm(StrEnum):
    """What believing the rumor can do."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _HARMS[self]


_HARMS = {Harm.LOW: "较小", Harm.MEDIUM: "一般", Harm.HIGH: "较大"}


class DecisionKind(StrEnum):
    """What staff decided about which reports belong together."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _DECISIONS[self]


_DECISIONS = {DecisionKind.MERGE: "合并", DecisionKind.SPLIT: "拆分", DecisionKind.MOVE: "移动"}

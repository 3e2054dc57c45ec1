"""The closed vocabularies of an entry: kind, verdict, status, risk, tier of a source; with their Chinese names."""

from enum import StrEnum


class EntryKind(StrEnum):
    """What an entry (条目) is."""

    RUMOR = "rumor"
    KNOWLEDGE = "knowledge"
    LAW = "law"
    SERVICE = "service"
    PLAN = "plan"

    @property
    def label(self) -> str:
        """The name staff and residents read."""
        return _KIND_LABELS[self]


class Verdict(StrEnum):
    """The conclusion (结论) about the quoted claim; only entries of kind ``rumor`` have one."""

    FALSE = "false"
    MISLEADING = "misleading"
    TRUE = "true"
    UNPROVEN = "unproven"

    @property
    def label(self) -> str:
        """The word on the card's stamp."""
        return _VERDICT_LABELS[self]


class EntryStatus(StrEnum):
    """Where an entry stands between being written and being public."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    """Approved; becomes public by itself at the time that was set."""
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _STATUS_LABELS[self]


class Risk(StrEnum):
    """How much harm follows when someone acts on the wrong belief."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class SourceTier(StrEnum):
    """How far a source is trusted. A resident gets a link to tiers A and B only."""

    OFFICIAL = "A"
    MEDIA = "B"
    REPOST = "C"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _TIER_LABELS[self]


_KIND_LABELS = {
    EntryKind.RUMOR: "谣言辟谣",
    EntryKind.KNOWLEDGE: "科普",
    EntryKind.LAW: "法规",
    EntryKind.SERVICE: "办事",
    EntryKind.PLAN: "计划条目",
}
_VERDICT_LABELS = {
    Verdict.FALSE: "谣言",
    Verdict.MISLEADING: "误导",
    Verdict.TRUE: "属实",
    Verdict.UNPROVEN: "尚无定论",
}
_STATUS_LABELS = {
    EntryStatus.DRAFT: "草稿",
    EntryStatus.IN_REVIEW: "待审核",
    EntryStatus.SCHEDULED: "定时发布",
    EntryStatus.PUBLISHED: "已发布",
    EntryStatus.WITHDRAWN: "已撤回",
}
_TIER_LABELS = {
    SourceTier.OFFICIAL: "官方或科学机构",
    SourceTier.MEDIA: "主流或专业媒体",
    SourceTier.REPOST: "转载",
}

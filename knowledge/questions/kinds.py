"""Why a question stands at the desk, and what became of it there."""

from enum import StrEnum


class Reason(StrEnum):
    """Why an editor should look at a question."""

    UNMATCHED = "unmatched"
    CLARIFIED = "clarified"
    UNHELPFUL = "unhelpful"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _REASONS[self]


_REASONS = {
    Reason.UNMATCHED: "无答复",
    Reason.CLARIFIED: "反问后没有选择",
    Reason.UNHELPFUL: "评为没用",
    Reason.UNSURE: "把握不大",
}


class Handling(StrEnum):
    """What an editor did about a question."""

    PHRASING = "phrasing"
    DRAFT = "draft"
    NOT_NEEDED = "not_needed"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _HANDLINGS[self]


_HANDLINGS = {
    Handling.PHRASING: "加为说法",
    Handling.DRAFT: "新建条目",
    Handling.NOT_NEEDED: "不需要处理",
    Handling.WRONG: "答错了",
}

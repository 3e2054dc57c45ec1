"""The roles of staff."""

from enum import StrEnum


class StaffRole(StrEnum):
    """What a person is here to do."""

    EDITOR = "editor"
    REVIEWER = "reviewer"
    OFFICE = "office"
    ADMINISTRATOR = "administrator"
    VIEWER = "viewer"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _LABELS[self]


_LABELS = {
    StaffRole.EDITOR: "科普编辑",
    StaffRole.REVIEWER: "审核员",
    StaffRole.OFFICE: "区委网信办",
    StaffRole.ADMINISTRATOR: "管理员",
    StaffRole.VIEWER: "只读查看",
}

"""The desks, in the order of the navigation."""

from dataclasses import dataclass

from knowledge.staff.permissions import Permission, may
from knowledge.staff.roles import StaffRole


@dataclass(frozen=True, slots=True)
class Desk:
    """One entry of the navigation; ``icon`` is the name of a drawing in ``icons.html``."""

    label: str
    path: str
    permission: Permission
    icon: str

    def holds(self, path: str) -> bool:
        """Whether the page at ``path`` belongs to this desk."""
        if self.path == "/console":
            return path == self.path
        return path == self.path or path.startswith(f"{self.path}/")


DESKS: tuple[Desk, ...] = (
    Desk("概览", "/console", Permission.SEE_CONSOLE, "home"),
    Desk("条目", "/console/entries", Permission.SEE_CONSOLE, "entry"),
    Desk("提问", "/console/questions", Permission.SEE_CONSOLE, "question"),
    Desk("线索台账", "/console/ledger", Permission.SEE_CONSOLE, "ledger"),
    Desk("周报", "/console/reports", Permission.SEE_CONSOLE, "report"),
    Desk("专题", "/console/collections", Permission.SEE_CONSOLE, "collection"),
    Desk("文件", "/console/files", Permission.EDIT_ENTRIES, "file"),
    Desk("审计日志", "/console/audit", Permission.READ_AUDIT, "audit"),
    Desk("账号", "/console/accounts", Permission.MANAGE_STAFF, "accounts"),
    Desk("接入单位", "/console/partners", Permission.MANAGE_STAFF, "partner"),
)


def desks_for(role: StaffRole) -> tuple[Desk, ...]:
    """The desks somebody in ``role`` may open."""
    return tuple(desk for desk in DESKS if may(role, desk.permission))

"""Who may do what: the one table every route and every use case asks."""

from enum import StrEnum

from knowledge.staff.roles import StaffRole


class Permission(StrEnum):
    """One thing staff may be allowed to do."""

    SEE_CONSOLE = "see_console"
    """Dashboard, entries of any state, the questions desk, the ledger's public part: reading only."""
    EDIT_ENTRIES = "edit_entries"
    REVIEW_ENTRIES = "review_entries"
    """Publish, schedule, send back, withdraw: never what one wrote oneself (that rule is the model's)."""
    HANDLE_QUESTIONS = "handle_questions"
    PROMOTE = "promote"
    """Collections, the entry of the day."""
    WORK_LEDGER = "work_ledger"
    """Assign, move, conclude, merge and split clusters; take in reports."""
    SEE_RESTRICTED = "see_restricted"
    """Leads marked 不宜公开, and the internal edition of a weekly report."""
    SIGN_REPORTS = "sign_reports"
    READ_AUDIT = "read_audit"
    MANAGE_STAFF = "manage_staff"
    """Accounts, and partners of the interface."""


_EVERYONE = frozenset({Permission.SEE_CONSOLE})
_WRITING = _EVERYONE | {Permission.EDIT_ENTRIES, Permission.HANDLE_QUESTIONS, Permission.PROMOTE}

ALLOWED: dict[StaffRole, frozenset[Permission]] = {
    StaffRole.VIEWER: _EVERYONE,
    StaffRole.EDITOR: _WRITING,
    StaffRole.REVIEWER: _WRITING | {Permission.REVIEW_ENTRIES},
    StaffRole.OFFICE: _WRITING
    | {
        Permission.WORK_LEDGER,
        Permission.SEE_RESTRICTED,
        Permission.SIGN_REPORTS,
        Permission.READ_AUDIT,
    },
    # Looks after the system, not after what it says: publishing stays with editors and reviewers.
    StaffRole.ADMINISTRATOR: _EVERYONE | {Permission.MANAGE_STAFF, Permission.READ_AUDIT},
}


def may(role: StaffRole, permission: Permission) -> bool:
    """Whether somebody in ``role`` may do this."""
    return permission in ALLOWED[role]


def roles_with(permission: Permission) -> tuple[StaffRole, ...]:
    """The roles that may do this, in the order of their declaration."""
    return tuple(role for role in StaffRole if may(role, permission))

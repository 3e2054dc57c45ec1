"""What callers get back about a staff account."""

from dataclasses import dataclass
from datetime import datetime

from knowledge.staff.roles import StaffRole


@dataclass(frozen=True, slots=True)
class StaffView:
    """A staff account, without its token."""

    name: str
    role: StaffRole
    role_label: str
    is_active: bool
    created_at: datetime

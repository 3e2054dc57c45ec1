"""The person a page is for."""

from dataclasses import dataclass, field

from knowledge.staff.permissions import Permission, may
from knowledge.staff.roles import StaffRole
from knowledge.staff.views import StaffView


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who signed in, and the token that the forms made for them carry."""

    staff: StaffView
    session_id: int
    csrf_token: str = field(repr=False)

    @property
    def name(self) -> str:
        """The account's name, as use cases want it."""
        return self.staff.name

    @property
    def role(self) -> StaffRole:
        """What they are here to do."""
        return self.staff.role

    def can(self, permission: Permission) -> bool:
        """Whether they may do this."""
        return may(self.role, permission)

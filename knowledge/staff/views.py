"""What callers get back about staff accounts and sessions."""

from dataclasses import dataclass, field
from datetime import datetime

from knowledge.staff.roles import StaffRole


@dataclass(frozen=True, slots=True)
class StaffView:
    """A staff account, without its secrets."""

    name: str
    role: StaffRole
    role_label: str
    is_active: bool
    created_at: datetime
    has_password: bool = False
    is_password_temporary: bool = False
    has_token: bool = False
    has_totp: bool = False
    locked_until: datetime | None = None
    last_sign_in_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionView:
    """One browser that is signed in."""

    session_id: int
    browser: str
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Who a session key belongs to, and whether they must change their password before anything else."""

    session_id: int
    staff: StaffView
    is_password_due: bool


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun. ``key`` is shown this once; only its hash is kept."""

    key: str = field(repr=False)
    session: OpenSession


@dataclass(frozen=True, slots=True)
class TotpOffer:
    """A secret to put into an authenticator app, not in force until a code of it was shown."""

    secret: str = field(repr=False)
    address: str = field(repr=False)
    """``otpauth://…``, to be shown as a QR code."""

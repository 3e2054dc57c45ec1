"""Opening accounts and telling who somebody is. Functions take the session first and never commit."""

import hashlib
import re
import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.audit.actions import OPERATOR, SYSTEM
from knowledge.errors import InvalidInput, NotAllowed, NotFound, WrongState
from knowledge.staff.models import Staff
from knowledge.staff.permissions import Permission, may, roles_with
from knowledge.staff.roles import StaffRole
from knowledge.staff.views import StaffView

TOKEN_BYTES = 32
_NAME = re.compile(r"\w[\w ·.\-()（）]*")
"""A name stands in addresses and in the audit log."""
LONGEST_NAME = 40
PARTNER_PREFIX = "partner:"
RESERVED_NAMES = frozenset({SYSTEM, OPERATOR})
"""The audit log names jobs and operators so; no person may look like one."""


def add(session: Session, *, name: str, role: StaffRole, now: datetime) -> Staff:
    """Open an account, which has neither password nor token yet.

    Raises ``InvalidInput`` for an empty, long or taken name.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("name", f"姓名需要 1 到 {LONGEST_NAME} 个字。")
    if name in RESERVED_NAMES or name.startswith(PARTNER_PREFIX):
        raise InvalidInput("name", "这个名字留给系统使用，请换一个。")
    if not _NAME.fullmatch(name):
        raise InvalidInput("name", "姓名里只能有文字、数字、空格、点和括号。")
    if session.scalar(select(Staff.id).where(Staff.name == name)) is not None:
        raise InvalidInput("name", "已经有同名的工作人员。")
    person = Staff(name=name, role=role, is_active=True, created_at=now)
    session.add(person)
    session.flush()
    return person


def load(session: Session, name: str) -> Staff:
    """The account named ``name``, active or not. Raises ``NotFound``."""
    person = session.scalar(select(Staff).where(Staff.name == name))
    if person is None:
        raise NotFound("staff", name)
    return person


def give_token(session: Session, person: Staff) -> str:
    """A token for programs, shown this once; an earlier one is no longer good."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    person.token_sha256 = _digest(token)
    session.flush()
    return token


def require_another_administrator(session: Session, person: Staff) -> None:
    """Raises ``WrongState`` when ``person`` is the only active administrator: nobody could open accounts any more."""
    others = select(Staff.id).where(
        Staff.role == StaffRole.ADMINISTRATOR, Staff.is_active, Staff.id != person.id, Staff.password_hash.is_not(None)
    )
    if person.role is StaffRole.ADMINISTRATOR and session.scalar(others.limit(1)) is None:
        raise WrongState(
            "staff", current="only administrator", wanted="another administrator",
            message="这是唯一能登录的管理员，请先再设一位管理员。",
        )  # fmt: skip


def list_all(session: Session) -> list[StaffView]:
    """Every account, by name."""
    return [view(person) for person in session.scalars(select(Staff).order_by(Staff.name))]


def for_token(session: Session, token: str) -> StaffView:
    """The active account of ``token``. Raises ``NotAllowed``.

    Looked up by digest, so the time it takes tells nothing about the tokens of others.
    """
    person = session.scalar(select(Staff).where(Staff.token_sha256 == _digest(token)))
    if person is None or not person.is_active:
        raise NotAllowed("unknown or deactivated token", "登录凭证无效，请向管理员索取新的凭证。")
    return view(person)


def require(session: Session, name: str, permission: Permission) -> None:
    """Raises ``NotAllowed`` unless ``name`` is an active account whose role has ``permission``."""
    person = session.scalar(select(Staff).where(Staff.name == name))
    if person is None or not person.is_active:
        raise NotAllowed(f"no active staff account named {name!r}", f"“{name}”不是登记的工作人员。")
    if not may(person.role, permission):
        wanted = "、".join(role.label for role in roles_with(permission))
        raise NotAllowed(
            f"{name!r} is {person.role}, which may not {permission}",
            f"“{name}”的身份是{person.role.label}，这一步需要{wanted}。",
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def view(person: Staff) -> StaffView:
    """What may be known of an account."""
    return StaffView(
        name=person.name,
        role=person.role,
        role_label=person.role.label,
        is_active=person.is_active,
        created_at=person.created_at,
        has_password=person.password_hash is not None,
        is_password_temporary=person.is_password_temporary,
        has_token=person.token_sha256 is not None,
        has_totp=person.totp_since is not None,
        locked_until=person.locked_until,
        last_sign_in_at=person.last_sign_in_at,
    )

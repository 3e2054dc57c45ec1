"""Opening accounts and telling who somebody is. Functions take the session first and never commit."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import InvalidInput, NotAllowed
from knowledge.staff.models import Staff
from knowledge.staff.permissions import Permission, may, roles_with
from knowledge.staff.roles import StaffRole
from knowledge.staff.views import StaffView

TOKEN_BYTES = 32
LONGEST_NAME = 40


def add(session: Session, *, name: str, role: StaffRole, now: datetime) -> str:
    """Open an account; returns its token. Raises ``InvalidInput`` for an empty, long or taken name."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("name", f"姓名需要 1 到 {LONGEST_NAME} 个字。")
    if session.scalar(select(Staff.id).where(Staff.name == name)) is not None:
        raise InvalidInput("name", "已经有同名的工作人员。")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(Staff(name=name, role=role, token_sha256=_digest(token), is_active=True, created_at=now))
    session.flush()
    return token


def list_all(session: Session) -> list[StaffView]:
    """Every account, by name."""
    return [_view(person) for person in session.scalars(select(Staff).order_by(Staff.name))]


def for_token(session: Session, token: str) -> StaffView:
    """The active account of ``token``. Raises ``NotAllowed``.

    Looked up by digest, so the time it takes tells nothing about the tokens of others.
    """
    person = session.scalar(select(Staff).where(Staff.token_sha256 == _digest(token)))
    if person is None or not person.is_active:
        raise NotAllowed("unknown or deactivated token", "登录凭证无效，请向管理员索取新的凭证。")
    return _view(person)


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


def _view(person: Staff) -> StaffView:
    return StaffView(person.name, person.role, person.role.label, person.is_active, person.created_at)

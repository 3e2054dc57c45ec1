"""Passwords and codes of an account: checking, counting failures, changing. Functions never commit."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.errors import InvalidInput
from knowledge.staff import passwords
from knowledge.staff.locking import locked_until
from knowledge.staff.models import FormerPassword, Staff


def is_locked(person: Staff, now: datetime) -> bool:
    """Whether the account rests after wrong passwords."""
    return person.locked_until is not None and now < person.locked_until


def count_failure(person: Staff, now: datetime) -> None:
    """One more wrong password or code in a row."""
    person.failures += 1
    person.locked_until = locked_until(person.failures, now)


def forget_failures(person: Staff) -> None:
    """The account starts afresh: the right password was given, or an administrator gave a new one."""
    person.failures = 0
    person.locked_until = None


def is_password_due(person: Staff, *, max_age: timedelta | None, now: datetime) -> bool:
    """Whether the password must be changed before anything else."""
    if person.is_password_temporary:
        return True
    return max_age is not None and person.password_set_at is not None and now - person.password_set_at >= max_age


def remembered_hashes(session: Session, person: Staff) -> list[str]:
    """The hashes of the passwords that may not be chosen: the present one and those before."""
    former = session.scalars(
        select(FormerPassword.password_hash)
        .where(FormerPassword.staff_id == person.id)
        .order_by(FormerPassword.id.desc())
        .limit(passwords.REMEMBERED - 1)
    )
    return [*([person.password_hash] if person.password_hash else []), *former]


def require_usable(new: str, name: str, remembered: list[str]) -> None:
    """Raises ``InvalidInput`` when ``new`` may not become the password. Slow: it hashes; hold no transaction."""
    complaint = passwords.complaint_about(new, name)
    if complaint is None and passwords.is_one_of(new, remembered):
        complaint = f"不能使用最近 {passwords.REMEMBERED} 次用过的密码。"
    if complaint is not None:
        raise InvalidInput("new_password", complaint)


def set_password(session: Session, person: Staff, password_hash: str, *, is_temporary: bool, now: datetime) -> None:
    """Put a new password in force and remember the one before."""
    if person.password_hash is not None and not person.is_password_temporary:
        session.add(FormerPassword(staff_id=person.id, password_hash=person.password_hash))
        session.flush()
        kept = (
            select(FormerPassword.id)
            .where(FormerPassword.staff_id == person.id)
            .order_by(FormerPassword.id.desc())
            .limit(passwords.REMEMBERED - 1)
        )
        session.execute(
            delete(FormerPassword).where(FormerPassword.staff_id == person.id, FormerPassword.id.not_in(kept))
        )
    person.password_hash = password_hash
    person.password_set_at = now
    person.is_password_temporary = is_temporary
    forget_failures(person)

"""Accounts as administrators and operators keep them."""

from sqlalchemy.orm import Session

from knowledge.audit import service as audit
from knowledge.audit.actions import OPERATOR, Action, SubjectKind
from knowledge.errors import InvalidInput
from knowledge.runtime import Runtime
from knowledge.staff import credentials, passwords, sessions
from knowledge.staff import service as staff
from knowledge.staff.models import Staff
from knowledge.staff.permissions import Permission
from knowledge.staff.roles import StaffRole
from knowledge.staff.views import StaffView


class StaffingUseCases(Runtime):
    """Opening, changing and closing accounts.

    ``actor`` is the name of an administrator's account, or ``OPERATOR`` for a command on the machine. Everything is
    recorded in the audit log, secrets never.
    """

    def add_staff(self, name: str, role: StaffRole) -> str:
        """Open an account for programs and return its token, which is shown this once: only its hash is kept.

        Nobody can sign in to the console as it until it is given a password.
        """
        with self.database.write() as session:
            person = staff.add(session, name=name, role=role, now=self.clock())
            self._record_staff(session, OPERATOR, Action.CREATE, person, after={"role": role.value})
            return staff.give_token(session, person)

    def open_account(self, name: str, role: StaffRole, actor: str = OPERATOR) -> str:
        """Open an account and return its first password, shown this once, to be changed at the first sign-in.

        Raises ``InvalidInput`` for an empty, long or taken name.
        """
        temporary = passwords.make_temporary_password()
        hashed = passwords.hash_password(temporary)
        with self.database.write() as session:
            _require(session, actor)
            now = self.clock()
            person = staff.add(session, name=name, role=role, now=now)
            credentials.set_password(session, person, hashed, is_temporary=True, now=now)
            self._record_staff(session, actor, Action.CREATE, person, after={"role": role.value})
        return temporary

    def reset_password(self, name: str, actor: str = OPERATOR) -> str:
        """Give an account a new temporary password and sign it out everywhere; also ends a lock-out.

        Raises ``NotFound``.
        """
        temporary = passwords.make_temporary_password()
        hashed = passwords.hash_password(temporary)
        with self.database.write() as session:
            _require(session, actor)
            person = staff.load(session, name)
            credentials.set_password(session, person, hashed, is_temporary=True, now=self.clock())
            sessions.end_all(session, person.id)
            self._record_staff(session, actor, Action.PASSWORD, person, note="管理员重置")
        return temporary

    def reset_totp(self, name: str, actor: str = OPERATOR) -> None:
        """Ask for no code any more, for a person who lost their telephone. Raises ``NotFound``."""
        with self.database.write() as session:
            _require(session, actor)
            person = staff.load(session, name)
            person.totp_sealed = person.totp_since = person.totp_step = None
            self._record_staff(session, actor, Action.TOTP, person, note="管理员关闭")

    def issue_token(self, name: str, actor: str = OPERATOR) -> str:
        """A new token for programs, shown this once; the one before is no longer good. Raises ``NotFound``."""
        with self.database.write() as session:
            _require(session, actor)
            person = staff.load(session, name)
            self._record_staff(session, actor, Action.TOKEN, person)
            return staff.give_token(session, person)

    def change_role(self, name: str, role: StaffRole, actor: str = OPERATOR) -> StaffView:
        """Give an account another role, in force with its next request.

        Raises ``NotFound``, ``WrongState`` for the only administrator, and ``InvalidInput`` for one's own account.
        """
        with self.database.write() as session:
            _require(session, actor)
            person = staff.load(session, name)
            _not_oneself(name, actor)
            if role is not StaffRole.ADMINISTRATOR:
                staff.require_another_administrator(session, person)
            before, person.role = person.role, role
            if before is not role:
                self._record_staff(
                    session, actor, Action.ROLE, person, before={"role": before.value}, after={"role": role.value}
                )
            return staff.view(person)

    def deactivate_staff(self, name: str, actor: str = OPERATOR) -> None:
        """Close an account: its sessions end, its token is refused; what it wrote keeps its name.

        Raises ``NotFound``, ``WrongState`` for the only administrator, and ``InvalidInput`` for one's own account.
        """
        with self.database.write() as session:
            _require(session, actor)
            person = staff.load(session, name)
            _not_oneself(name, actor)
            staff.require_another_administrator(session, person)
            person.is_active = False
            sessions.end_all(session, person.id)
            self._record_staff(session, actor, Action.DEACTIVATE, person)

    def activate_staff(self, name: str, actor: str = OPERATOR) -> None:
        """Open a closed account again. Raises ``NotFound``."""
        with self.database.write() as session:
            _require(session, actor)
            person = staff.load(session, name)
            person.is_active = True
            credentials.forget_failures(person)
            self._record_staff(session, actor, Action.ACTIVATE, person)

    def list_staff(self) -> list[StaffView]:
        """Every account, by name."""
        with self.database.read() as session:
            return staff.list_all(session)

    def staff_member(self, name: str) -> StaffView:
        """One account. Raises ``NotFound``."""
        with self.database.read() as session:
            return staff.view(staff.load(session, name))

    def staff_for_token(self, token: str) -> StaffView:
        """The active account a token belongs to. Raises ``NotAllowed``."""
        with self.database.read() as session:
            return staff.for_token(session, token)

    def _record_staff(
        self,
        session: Session,
        actor: str,
        action: Action,
        person: Staff,
        *,
        before: dict[str, str] | None = None,
        after: dict[str, str] | None = None,
        note: str = "",
    ) -> None:
        audit.record(
            session,
            actor=actor,
            action=action,
            subject=(SubjectKind.STAFF, person.name),
            now=self.clock(),
            before=before,
            after=after,
            note=note,
        )


def _require(session: Session, actor: str) -> None:
    if actor != OPERATOR:
        staff.require(session, actor, Permission.MANAGE_STAFF)


def _not_oneself(name: str, actor: str) -> None:
    if name == actor:
        raise InvalidInput("name", "不能改自己的角色或停用自己，请另一位管理员操作。")

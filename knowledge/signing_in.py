"""Signing in to the console, and what people do with their own account."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.audit import service as audit
from knowledge.audit.actions import SYSTEM, Action, SubjectKind
from knowledge.errors import InvalidInput, NotAllowed, WrongState
from knowledge.staff import credentials, passwords, sessions, totp
from knowledge.staff import service as staff
from knowledge.staff.models import Staff, StaffSession
from knowledge.staff.sessions import SessionLimits
from knowledge.staff.views import NewSession, OpenSession, SessionView, TotpOffer
from knowledge.staffing import StaffingUseCases
from knowledge.state_files import load_or_create_fernet_key

NO_SUCH_ACCOUNT = "-"
"""The subject of a failed sign-in without an account. What was typed may be a password, so it is not kept."""
REFUSED = "姓名、密码或动态口令不对。多次输错后要等一会儿才能再试；忘记密码请找管理员重置。"
"""One sentence for every reason, so that it tells a stranger nothing."""
WRONG_PASSWORD = "现在的密码不对。"


class SigningInUseCases(StaffingUseCases):
    """Sessions of the console. ``key`` is what the browser's cookie holds."""

    def sign_in(self, name: str, password: str, code: str = "", browser: str = "") -> NewSession:
        """Begin a session. Raises ``NotAllowed`` with the same words whatever was wrong.

        Hashing happens outside any transaction; an unknown name takes as long as a wrong password.
        """
        name = name.strip()
        with self.database.read() as session:
            person = session.scalar(select(Staff).where(Staff.name == name))
        known_hash = person.password_hash if person is not None and person.is_active else None
        is_right = passwords.is_password_of(password, known_hash)
        with self.database.write() as session:
            begun = self._begin_if_right(session, name, known_hash if is_right else None, code, browser)
        if begun is None:
            raise NotAllowed("sign-in refused", REFUSED)
        return begun

    def open_session(self, key: str) -> OpenSession | None:
        """The running session of ``key``, ``None`` when there is none (any more)."""
        now = self.clock()
        with self.database.read() as session:
            found = sessions.find(session, key, limits=self._limits(), now=now)
            if found is None:
                return None
            row, person = found
            opened = self._opened(row, person)
        if sessions.wants_touch(row, now):
            with self.database.write() as session:
                sessions.touch(session, row.id, now=now)
        return opened

    def sign_out(self, key: str) -> None:
        """End the session of ``key``; harmless when it ended before."""
        with self.database.write() as session:
            found = sessions.find(session, key, limits=self._limits(), now=self.clock())
            if found is not None:
                row, person = found
                sessions.end(session, person.id, session_id=row.id)
                self._record_staff(session, person.name, Action.SIGN_OUT, person)

    def change_password(self, name: str, present: str, new: str, browser: str = "") -> NewSession:
        """Change one's own password; every session ends and a new one begins.

        Raises ``InvalidInput`` for a wrong present password (which counts like a wrong sign-in) or an unusable new one.
        """
        hashes = self._check_own_password(name, present)
        credentials.require_usable(new, name, hashes)
        hashed = passwords.hash_password(new)
        with self.database.write() as session:
            now = self.clock()
            person = staff.load(session, name)
            credentials.set_password(session, person, hashed, is_temporary=False, now=now)
            sessions.end_all(session, person.id)
            self._record_staff(session, name, Action.PASSWORD, person)
            key, row = sessions.begin(session, person, browser=browser, now=now)
            return NewSession(key, self._opened(row, person))

    def sessions_of(self, name: str) -> list[SessionView]:
        """The running sessions of an account, last used first."""
        with self.database.read() as session:
            person = staff.load(session, name)
            return sessions.list_of(session, person.id, limits=self._limits(), now=self.clock())

    def end_session(self, name: str, session_id: int) -> None:
        """End one of one's own sessions; harmless when it ended before."""
        with self.database.write() as session:
            person = staff.load(session, name)
            if sessions.end(session, person.id, session_id=session_id):
                self._record_staff(session, name, Action.SIGN_OUT, person, note="结束一处登录")

    def offer_totp(self, name: str) -> TotpOffer:
        """A new secret for an authenticator app; codes are asked for once one of it was shown to ``confirm_totp``.

        Raises ``WrongState`` when codes are asked for already.
        """
        secret = totp.make_secret()
        with self.database.write() as session:
            person = staff.load(session, name)
            _require_no_totp(person)
            person.totp_sealed, person.totp_step = totp.seal(secret, self._totp_key()), None
        return totp.offer(secret, name)

    def pending_totp(self, name: str) -> TotpOffer | None:
        """The secret offered and not confirmed yet."""
        with self.database.read() as session:
            person = staff.load(session, name)
        if person.totp_since is not None or person.totp_sealed is None:
            return None
        secret = totp.unseal(person.totp_sealed, self._totp_key())
        return totp.offer(secret, name) if secret is not None else None

    def confirm_totp(self, name: str, code: str) -> None:
        """Ask for codes from now on. Raises ``InvalidInput`` for a wrong code, ``WrongState`` without an offer."""
        with self.database.write() as session:
            now = self.clock()
            person = staff.load(session, name)
            _require_no_totp(person)
            if person.totp_sealed is None:
                raise WrongState("totp", current="none", wanted="offered", message="请先点“开通动态口令”。")
            step = self._accepted_step(person, code)
            if step is None:
                raise InvalidInput("code", "动态口令不对，请看手机上最新的六位数字，并确认手机时间准确。")
            person.totp_since, person.totp_step = now, step
            self._record_staff(session, name, Action.TOTP, person, note="开通")

    def remove_totp(self, name: str, password: str) -> None:
        """Ask for no codes any more. Raises ``InvalidInput`` for a wrong password."""
        self._check_own_password(name, password)
        with self.database.write() as session:
            person = staff.load(session, name)
            person.totp_sealed = person.totp_since = person.totp_step = None
            self._record_staff(session, name, Action.TOTP, person, note="关闭")

    def _begin_if_right(
        self, session: Session, name: str, right_hash: str | None, code: str, browser: str
    ) -> NewSession | None:
        now = self.clock()
        person = session.scalar(select(Staff).where(Staff.name == name))
        if person is None or not person.is_active or person.password_hash is None:
            audit.record(
                session,
                actor=SYSTEM,
                action=Action.SIGN_IN_FAILED,
                subject=(SubjectKind.STAFF, NO_SUCH_ACCOUNT if person is None else person.name),
                now=now,
                note="没有可登录的账号",
            )
            return None
        if credentials.is_locked(person, now):
            return None
        # The hash is compared again: the password may have been changed while this one was being checked.
        is_right = right_hash is not None and right_hash == person.password_hash
        step = self._accepted_step(person, code) if is_right and person.totp_since is not None else None
        if not is_right or (person.totp_since is not None and step is None):
            credentials.count_failure(person, now)
            note = f"连续第 {person.failures} 次" + ("，暂时锁定" if person.locked_until else "")
            self._record_staff(session, SYSTEM, Action.SIGN_IN_FAILED, person, note=note)
            return None
        if step is not None:
            person.totp_step = step
        credentials.forget_failures(person)
        person.last_sign_in_at = now
        sessions.forget_old(session, limits=self._limits(), now=now)
        key, row = sessions.begin(session, person, browser=browser, now=now)
        self._record_staff(session, person.name, Action.SIGN_IN, person)
        return NewSession(key, self._opened(row, person))

    def _check_own_password(self, name: str, password: str) -> list[str]:
        """Raises ``InvalidInput`` unless it is the present one; gives the hashes that may not be chosen again."""
        with self.database.read() as session:
            person = staff.load(session, name)
            hashes = credentials.remembered_hashes(session, person)
        is_right = passwords.is_password_of(password, person.password_hash)
        with self.database.write() as session:
            person = staff.load(session, name)
            is_locked = credentials.is_locked(person, self.clock())
            if not is_right and not is_locked:
                credentials.count_failure(person, self.clock())
        if is_locked or not is_right:
            raise InvalidInput("present_password", WRONG_PASSWORD)
        return hashes

    def _accepted_step(self, person: Staff, code: str) -> int | None:
        secret = totp.unseal(person.totp_sealed, self._totp_key()) if person.totp_sealed is not None else None
        if secret is None:
            return None
        return totp.matching_step(secret, code, now=self.clock(), last_step=person.totp_step)

    def _opened(self, row: StaffSession, person: Staff) -> OpenSession:
        days = self.settings.password_max_days
        max_age = timedelta(days=days) if days else None
        is_due = credentials.is_password_due(person, max_age=max_age, now=self.clock())
        return OpenSession(row.id, staff.view(person), is_due)

    def _limits(self) -> SessionLimits:
        return SessionLimits(
            idle=timedelta(minutes=self.settings.session_idle_minutes),
            absolute=timedelta(hours=self.settings.session_hours),
        )

    def _totp_key(self) -> str:
        return load_or_create_fernet_key(self.settings.var)


def _require_no_totp(person: Staff) -> None:
    if person.totp_since is not None:
        raise WrongState("totp", current="on", wanted="off", message="动态口令已经开通，要换手机请先关闭再开通。")

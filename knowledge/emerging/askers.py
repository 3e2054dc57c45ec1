"""Telling one asker from another on one day, without knowing who either is.

A key is a hash of the conversation (or visitor) and a salt that exists for one day only: the same asker has the same
key all day, another one tomorrow, and nobody can work out later whose it was.
"""

import hashlib
import hmac
import secrets
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from knowledge.emerging.models import AskerSalt

_KEY_DIGITS = 32


class AskerKeys:
    """Makes the keys of one transaction."""

    def __init__(self, session: Session, today: date) -> None:
        self._session = session
        self._today = today
        self._salts: dict[date, str] = {}

    def key(self, name: str | None, day: date) -> str:
        """The key of whoever ``name`` stands for, on ``day``; of somebody unknown (``None``) a fresh one.

        For a day that is over the salt is made up on the spot: reports of one table still share their keys.
        """
        if name is None:
            return secrets.token_hex(_KEY_DIGITS // 2)
        if day not in self._salts:
            self._salts[day] = self._stored_salt() if day == self._today else secrets.token_hex(32)
        return hmac.new(self._salts[day].encode(), name.encode(), hashlib.sha256).hexdigest()[:_KEY_DIGITS]

    def _stored_salt(self) -> str:
        salt = self._session.get(AskerSalt, self._today)
        if salt is None:
            # Only strictly older ones: a process whose clock is behind must not lose the salt of its day twice.
            self._session.execute(delete(AskerSalt).where(AskerSalt.day < self._today))
            salt = AskerSalt(day=self._today, salt=secrets.token_hex(32))
            self._session.add(salt)
            self._session.flush()
        return salt.salt

"""The state's secrets: made at first use, kept with mode 0600, never printed."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_SECRET_BYTES = 32
_DIRECTORY_MODE = 0o700
_FILE_MODE = 0o600


@dataclass(frozen=True, slots=True)
class StateSecrets:
    """What the processes of one state directory share. Values are kept out of ``repr``."""

    action_token: str = field(repr=False)
    """Rasa shows it to the action route."""
    rasa_token: str = field(repr=False)
    """The api shows it to Rasa's channel."""
    visitor_salt: str = field(repr=False)
    """Turns client addresses into keys that tell nothing about them."""

    @classmethod
    def load_or_create(cls, var: Path) -> Self:
        """The secrets under ``var``; made when missing. Safe for several processes starting at once."""
        directory = var / "secrets"
        directory.mkdir(mode=_DIRECTORY_MODE, parents=True, exist_ok=True)
        directory.chmod(_DIRECTORY_MODE)
        return cls(
            action_token=_load_or_create(directory / "action_token"),
            rasa_token=_load_or_create(directory / "rasa_token"),
            visitor_salt=_load_or_create(directory / "visitor_salt"),
        )


def _load_or_create(path: Path) -> str:
    if not path.exists():
        _create(path)
    path.chmod(_FILE_MODE)
    value = path.read_text(encoding="ascii").strip()
    if not value:
        raise RuntimeError(f"{path} is empty; remove it and start again to have a new one made")
    return value


def _create(path: Path) -> None:
    # Written aside and linked into place: a reader never sees half a secret, and of two processes
    # that start at once the first one's secret stays.
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        aside.unlink()

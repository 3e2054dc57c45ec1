"""Secrets of the state directory: made at first use, kept with mode 0600, never printed."""

import os
import secrets
from pathlib import Path

_SECRET_BYTES = 32
_DIRECTORY_MODE = 0o700
_FILE_MODE = 0o600


def secrets_directory(var: Path) -> Path:
    """Where the secrets of the state under ``var`` lie; made when missing, closed to others."""
    directory = var / "secrets"
    directory.mkdir(mode=_DIRECTORY_MODE, parents=True, exist_ok=True)
    directory.chmod(_DIRECTORY_MODE)
    return directory


def load_or_create_fernet_key(var: Path) -> str:
    """The key that seals what people entrust to the database, such as the secrets of their authenticator apps.

    With another key those cannot be read any more: back it up with the database.
    """
    # 32 random bytes in URL-safe Base64 without its padding, which Fernet wants.
    return load_or_create(secrets_directory(var) / "sealing_key") + "="


def load_or_create(path: Path) -> str:
    """The secret in ``path``; made when missing. Safe for several processes starting at once."""
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

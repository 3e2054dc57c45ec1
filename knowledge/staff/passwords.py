"""Passwords: what is asked of a new one, how it is hashed, and how one is made up."""

import re
import secrets
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

SHORTEST = 10
LONG_ENOUGH_ALONE = 16
"""A passphrase of this length needs no mixture of characters."""
LONGEST = 200
KINDS_WANTED = 3
REMEMBERED = 3
"""So many passwords, the present one among them, may not be chosen again."""

_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_HASHING = threading.BoundedSemaphore(2)
"""One hash takes 64 MiB: many sign-ins at once wait here instead of filling the memory."""
_KINDS = tuple(map(re.compile, (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")))
_STEM_EDGES = "0123456789!@#$%^&*()_+-=.,?~ "
_LOOK_ALIKES = str.maketrans("@4310$5!7", "aaeiossit")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without characters that are taken for one another when read out or copied from paper."""


def complaint_about(password: str, name: str) -> str | None:
    """What is wrong with ``password`` for the account ``name``, in Chinese; ``None`` when nothing is."""
    if len(password) > LONGEST:
        return f"密码最长 {LONGEST} 个字符。"
    if len(password) < SHORTEST:
        return f"密码至少要 {SHORTEST} 个字符。"
    kinds = sum(1 for kind in _KINDS if kind.search(password))
    if len(password) < LONG_ENOUGH_ALONE and kinds < KINDS_WANTED:
        return f"密码要含大写字母、小写字母、数字、符号中的三种，或者至少 {LONG_ENOUGH_ALONE} 个字符。"
    if name and name.casefold() in password.casefold():
        return "密码里不能有自己的姓名。"
    if len(set(password)) < SHORTEST // 2:
        return "密码里重复的字符太多。"
    if _is_common(password):
        return "这个密码太常见，容易被猜到，请换一个。"
    return None


def hash_password(password: str) -> str:
    """A salted argon2id hash; takes tens of milliseconds on purpose."""
    with _HASHING:
        return _HASHER.hash(password)


def is_password_of(password: str, password_hash: str | None) -> bool:
    """Whether ``password`` has this hash. Without a hash it is ``False`` and takes as long."""
    compared = password_hash or _hash_of_nobody()
    with _HASHING:
        try:
            is_right = _HASHER.verify(compared, password)
        except (VerificationError, InvalidHashError):
            return False
    return is_right and password_hash is not None


def is_one_of(password: str, hashes: Iterable[str]) -> bool:
    """Whether ``password`` has one of these hashes."""
    return any(is_password_of(password, known) for known in hashes)


def make_temporary_password() -> str:
    """A password to be handed over once, easy to copy by hand: about 79 bits in four groups."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


@cache
def _common_stems() -> tuple[str, ...]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    # Longest first, so that a part does not break up the whole.
    return tuple(sorted((line for line in lines if not line.startswith("#")), key=len, reverse=True))


@cache
def _hash_of_nobody() -> str:
    return hash_password(secrets.token_urlsafe(16))


def _is_common(password: str) -> bool:
    lowered = password.casefold()
    bare = lowered.strip(_STEM_EDGES)
    forms = {lowered, bare, bare.translate(_LOOK_ALIKES), lowered.translate(_LOOK_ALIKES).strip(_STEM_EDGES)}
    return any(_is_made_of_stems(form) for form in forms)


def _is_made_of_stems(text: str) -> bool:
    """Whether nothing is left of ``text`` without common stems and what people put between them."""
    rest = text
    for stem in _common_stems():
        rest = rest.replace(stem, " ")
    return not rest.strip(_STEM_EDGES)

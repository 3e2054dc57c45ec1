"""Time-based one-time codes (RFC 6238) as a second proof, beside the password."""

from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken

from knowledge.staff.views import TotpOffer

STEP_SECONDS = 30
TOLERATED_STEPS = 1
"""Clocks of telephones go wrong by some seconds."""
ISSUER = "食安小辰"


def make_secret() -> str:
    """A new secret, 160 bits."""
    return pyotp.random_base32()


def offer(secret: str, name: str) -> TotpOffer:
    """``secret`` in the form authenticator apps read."""
    return TotpOffer(secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))


def matching_step(secret: str, code: str, *, now: datetime, last_step: int | None) -> int | None:
    """The step ``code`` belongs to, or ``None`` when it is wrong, too old or used before.

    A code is good once: what was accepted is remembered as ``last_step``.
    """
    code = code.strip().replace(" ", "")
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(present - TOLERATED_STEPS, present + TOLERATED_STEPS + 1):
        is_fresh = last_step is None or step > last_step
        if is_fresh and pyotp.utils.strings_equal(totp.generate_otp(step), code):
            return step
    return None


def seal(secret: str, key: str) -> str:
    """``secret`` as it may lie in a database: without the state's key it tells nothing."""
    return Fernet(key).encrypt(secret.encode()).decode()


def unseal(sealed: str, key: str) -> str | None:
    """The secret, or ``None`` when it was sealed with another key (the state's secrets were lost)."""
    try:
        return Fernet(key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None

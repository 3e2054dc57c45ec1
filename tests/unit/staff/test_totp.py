"""One-time codes."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from cryptography.fernet import Fernet

from knowledge.staff import totp

NOW = datetime(2026, 11, 26, 8, 0, 10, tzinfo=UTC)
# The secret of RFC 6238, appendix B ("12345678901234567890"), in Base32.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def step_of(instant: datetime) -> int:
    return int(instant.timestamp()) // 30


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_codes_of_the_standard_are_accepted(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert totp.matching_step(RFC_SECRET, code, now=now, last_step=None) == seconds // 30


@pytest.mark.parametrize(("late", "is_good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_telephone_may_be_half_a_minute_wrong(late: int, is_good: bool) -> None:
    secret = totp.make_secret()
    code = pyotp.TOTP(secret).at(NOW + timedelta(seconds=late))
    assert (totp.matching_step(secret, code, now=NOW, last_step=None) is not None) is is_good


def test_a_code_is_good_once() -> None:
    secret = totp.make_secret()
    code = pyotp.TOTP(secret).at(NOW)
    step = totp.matching_step(secret, f" {code[:3]} {code[3:]} ", now=NOW, last_step=None)
    assert step == step_of(NOW)
    assert totp.matching_step(secret, code, now=NOW + timedelta(seconds=20), last_step=step) is None


@pytest.mark.parametrize("code", ["", "abcdef", "12345", "１２３４５６", "0" * 400])
def test_nonsense_is_no_code(code: str) -> None:
    assert totp.matching_step(RFC_SECRET, code, now=NOW, last_step=None) is None


def test_a_sealed_secret_opens_with_its_key_only() -> None:
    key, other = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = totp.seal(RFC_SECRET, key)
    assert RFC_SECRET not in sealed
    assert totp.unseal(sealed, key) == RFC_SECRET
    assert totp.unseal(sealed, other) is None


def test_an_offer_is_what_authenticator_apps_read() -> None:
    offer = totp.offer(RFC_SECRET, "张编辑")
    parsed = pyotp.parse_uri(offer.address)
    assert (parsed.secret, parsed.name, parsed.issuer) == (RFC_SECRET, "张编辑", "食安小辰")
    assert RFC_SECRET not in repr(offer)

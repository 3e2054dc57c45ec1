"""Forms are taken only from our own pages: each carries a token that only they can know."""

import hashlib
import hmac

from fastapi import Request
from starlette.exceptions import HTTPException

from api.console import wording
from api.console.cookies import form_key, session_key
from api.deps import ServicesDep
from api.errors import ApiError

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PURPOSE = b"console form"


def token_of(key: str) -> str:
    """The token of forms that belong to the session (or the sign-in form) of ``key``.

    Derived, so it needs no place of its own; the key cannot be had from it.
    """
    return hmac.new(key.encode(), _PURPOSE, hashlib.sha256).hexdigest()


async def require_token(request: Request, services: ServicesDep) -> None:
    """Raises ``ApiError`` 403 for a change that did not come from a form of this session.

    Without a session there is nothing to abuse: the route's own permission then asks to sign in.
    """
    key = session_key(request, services)
    if request.method not in _SAFE and key is not None:
        await _require(request, key)


async def require_form_token(request: Request, services: ServicesDep) -> None:
    """The same for the sign-in form, which has no session yet."""
    if request.method not in _SAFE:
        await _require(request, form_key(request, services))


async def _require(request: Request, key: str | None) -> None:
    # Browsers say where a request comes from; older ones say nothing, and the token alone decides.
    is_foreign = request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    given = request.headers.get(HEADER) or await _form_field(request)
    if is_foreign or key is None or not hmac.compare_digest(given.encode(), token_of(key).encode()):
        raise ApiError(403, "forged_form", wording.FORGED_FORM)


async def _form_field(request: Request) -> str:
    # Starlette keeps what it read, so the route finds the form again.
    try:
        value = (await request.form()).get(FIELD)
    except HTTPException:
        # A field of more than a megabyte, such as a picture pasted as text, or a form that broke off.
        raise ApiError(413, "too_large", wording.UNREADABLE_FORM) from None
    return value if isinstance(value, str) else ""

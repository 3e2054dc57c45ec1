"""Who is asking, and whether they may: every route of the console names its permission with ``allowed``."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from anyio import to_thread
from fastapi import APIRouter, Depends, Request

from api.console import wording
from api.console.cookies import session_key
from api.console.csrf import require_token, token_of
from api.console.signed_in import SignedIn
from api.deps import ServicesDep
from api.errors import ApiError, not_allowed
from knowledge.staff.permissions import Permission

HOME = "/console"
SIGN_IN = "/console/sign-in"
PROFILE = "/console/profile"
CHANGE_PASSWORD = f"{PROFILE}/password"

__all__ = ["Allowed", "SignedIn", "allowed", "console_router", "local_page", "page_of"]


class Allowed:
    """A dependency that gives the person signed in, if their role has ``permission``.

    Nobody signed in: to the sign-in page and back. A password that must be changed: there first. Not allowed: 403.
    """

    def __init__(self, permission: Permission, *, even_if_password_is_due: bool = False) -> None:
        self.permission = permission
        self._even_if_password_is_due = even_if_password_is_due

    async def __call__(self, request: Request, services: ServicesDep) -> SignedIn:
        """The person signed in. Raises ``ApiError``."""
        key = session_key(request, services)
        opened = await to_thread.run_sync(services.knowledge.open_session, key) if key else None
        if key is None or opened is None:
            raise _elsewhere(f"{SIGN_IN}?next={quote(page_of(request))}")
        signed_in = SignedIn(opened.staff, opened.session_id, token_of(key))
        if opened.is_password_due and not self._even_if_password_is_due:
            raise _elsewhere(CHANGE_PASSWORD)
        # The page of a refusal, or of any other failure, still shows the person where they are.
        request.state.signed_in = signed_in
        if not signed_in.can(self.permission):
            raise not_allowed(signed_in.role, self.permission)
        return signed_in


def allowed(permission: Permission) -> Allowed:
    """The dependency of a route: ``Annotated[SignedIn, Depends(allowed(Permission.EDIT_ENTRIES))]``."""
    return Allowed(permission)


def console_router(prefix: str) -> APIRouter:
    """A desk's router: not in the public description, and forms from elsewhere are refused."""
    return APIRouter(prefix=prefix, include_in_schema=False, dependencies=[Depends(require_token)])


def page_of(request: Request) -> str:
    """The page of the console the person is looking at: to come back to after signing in."""
    if request.method in ("GET", "HEAD") and "hx-request" not in request.headers:
        return local_page(_without_host(str(request.url)))
    # A form's own address cannot be opened; the page it stands on can.
    return local_page(_without_host(request.headers.get("hx-current-url") or request.headers.get("referer", "")))


def local_page(address: str) -> str:
    """``address`` if it is a page of the console, else the first page: never a way to another site."""
    path = address.partition("?")[0].partition("#")[0]
    is_ours = path == HOME or path.startswith(f"{HOME}/")
    is_plain = address.isprintable() and "\\" not in address
    return address if is_ours and is_plain and path != SIGN_IN else HOME


def _without_host(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    # What was done was said already.
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "done"])
    return f"{parts.path}?{query}" if query else parts.path


def _elsewhere(address: str) -> ApiError:
    return ApiError(303, "elsewhere", wording.SIGN_IN_AGAIN, headers={"Location": address})

"""What every request passes through: request id, log, headers, size limit, the gate before the actions.

Pure ASGI, so that nothing buffers answers or breaks background work.
"""

import hmac
import logging
import secrets
import time
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import parse_qs

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import wording
from api.errors import FailurePages, error_body, is_console, where_raised

_access = logging.getLogger("api.access")
_log = logging.getLogger(__name__)

INTERNAL_PREFIX = "/internal/"
INTERNAL_BODY_BYTES = 8 * 1024 * 1024
"""Rasa sends its whole domain and the conversation's events with every action."""

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action {forms}; frame-ancestors {ancestors}"
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Refusal:
    """Answers a request that goes no further: on the console with a page, elsewhere in the shape of every error."""

    def __init__(self, pages: FailurePages) -> None:
        self._pages = pages

    async def __call__(self, status: int, code: str, message: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        if is_console(scope["path"]):
            answer: Response = self._pages.failure(Request(scope), status, message, {})
        else:
            answer = JSONResponse(error_body(code, message), status)
        await answer(scope, receive, send)


class RequestLog:
    """Gives every request an id and writes one line about it: never a body, a query or an address.

    What nothing else caught ends here, as a 500 in the shape of every error.
    """

    def __init__(self, app: ASGIApp, pages: FailurePages) -> None:
        self.app = app
        self._refuse = Refusal(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception as error:  # noqa: BLE001 - the server's own report would quote the error's words
            _log.error("%s unexpected %s: %s", request_id, type(error).__name__, where_raised(error))
            if status == 0:
                await self._refuse(500, "server_trouble", wording.SERVER_TROUBLE, scope, receive, send_with_id)
        finally:
            elapsed = (time.perf_counter() - started) * 1000
            _access.info("%s %s %s %d %.0fms", request_id, scope["method"], _route(scope), status, elapsed)


def _route(scope: Scope) -> str:
    # The route's pattern, because a path may hold a query code.
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "-"


class SecurityHeaders:
    """Adds the browser's rules: pages may run only our own files, data may not be framed at all."""

    def __init__(self, app: ASGIApp, embedding_sites: Sequence[str]) -> None:
        self.app = app
        ancestors = " ".join(embedding_sites) or "'none'"
        self._resident_policy = _PAGE_POLICY.format(forms="'none'", ancestors=ancestors)
        # Staff press buttons on the console that publish things: nobody may lay it under a page of theirs.
        # An article is looked at in a frame of ours.
        self._console_policy = _PAGE_POLICY.format(forms="'self'", ancestors="'none'") + "; frame-src 'self'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_staffs = is_console(scope["path"])
        page_policy = self._console_policy if is_staffs else self._resident_policy
        is_private = is_staffs or scope["path"].startswith(("/api/", INTERNAL_PREFIX))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_page = headers.get("content-type", "").startswith("text/html")
                # A document with rules of its own (an article made of inline styles) keeps them.
                headers.setdefault("Content-Security-Policy", page_policy if is_page else _DATA_POLICY)
                for name, value in _COMMON_HEADERS.items():
                    headers[name] = value
                if is_staffs:
                    # After signing in again a form's page is found by it.
                    headers["Referrer-Policy"] = "same-origin"
                if is_private:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses bodies that are too large, whether or not they say their length.

    The body is read here and handed on whole: bodies are small, and a refusal in the middle of a
    framework's own reading would come out as another error.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, console_max_bytes: int, pages: FailurePages) -> None:
        self.app = app
        self._refuse = Refusal(pages)
        self._max_bytes = max_bytes
        self._console_max_bytes = console_max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > limit:
            await self._refuse(413, "too_large", wording.BODY_TOO_LARGE, scope, receive, send)
            return
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > limit:
                await self._refuse(413, "too_large", wording.BODY_TOO_LARGE, scope, receive, send)
                return
            if not message.get("more_body", False):
                break
        await self.app(scope, _replay(bytes(body), receive), send)

    def _limit(self, path: str) -> int:
        if path.startswith(INTERNAL_PREFIX):
            return INTERNAL_BODY_BYTES
        return self._console_max_bytes if is_console(path) else self._max_bytes


def _replay(body: bytes, receive: Receive) -> Receive:
    is_given = False

    async def replayed() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


class InternalGate:
    """Lets only Rasa through to ``/internal/``: from this machine, not through a proxy, with the token.

    It stands before anything that reads the body.
    """

    def __init__(self, app: ASGIApp, token: str, pages: FailurePages) -> None:
        self.app = app
        self._token = token.encode()
        self._refuse = Refusal(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and scope["path"].startswith(INTERNAL_PREFIX):
            if not _is_direct_loopback(scope):
                await self._refuse(403, "forbidden", wording.FORBIDDEN, scope, receive, send)
                return
            if not self._has_token(scope):
                await self._refuse(401, "unauthorized", wording.FORBIDDEN, scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _has_token(self, scope: Scope) -> bool:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        return hmac.compare_digest(given.encode(), self._token)


def _is_direct_loopback(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    if "x-forwarded-for" in headers or "forwarded" in headers:
        return False
    try:
        return scope["client"] is not None and ip_address(scope["client"][0]).is_loopback
    except ValueError:
        return False

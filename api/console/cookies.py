"""The two cookies of the console: the session's key, and the key that a form without a session is bound to."""

from fastapi import Request, Response

from api.deps import Services

_SESSION = "xiaochen_console"
_FORM = "xiaochen_form"
_PREFIX = "__Host-"
"""A browser takes such a cookie only over TLS and only from this very host, so no sibling site can plant one."""


def session_key(request: Request, services: Services) -> str | None:
    """The key of the session that the request claims to belong to."""
    return request.cookies.get(_name(_SESSION, request, services))


def form_key(request: Request, services: Services) -> str | None:
    """The key that the sign-in form of this browser is bound to."""
    return request.cookies.get(_name(_FORM, request, services))


def give_session(response: Response, key: str, request: Request, services: Services) -> None:
    """Make the browser send ``key`` from now on, until it is closed."""
    _give(response, _SESSION, key, request, services)


def give_form_key(response: Response, key: str, request: Request, services: Services) -> None:
    """Bind the sign-in form of this browser to ``key``."""
    _give(response, _FORM, key, request, services)


def take_session(response: Response, request: Request, services: Services) -> None:
    """Make the browser forget the session."""
    is_secure = _is_secure(request, services)
    response.delete_cookie(
        _name(_SESSION, request, services), path="/", secure=is_secure, httponly=True, samesite="lax"
    )


def _give(response: Response, name: str, value: str, request: Request, services: Services) -> None:
    # Lax, not Strict: a link from a chat group must find its reader signed in. Forms carry a token of their own.
    is_secure = _is_secure(request, services)
    response.set_cookie(
        _name(name, request, services), value, path="/", secure=is_secure, httponly=True, samesite="lax"
    )


def _name(name: str, request: Request, services: Services) -> str:
    return f"{_PREFIX}{name}" if _is_secure(request, services) else name


def _is_secure(request: Request, services: Services) -> bool:
    return services.settings.secure_cookies or services.visitors.came_by_tls(request)

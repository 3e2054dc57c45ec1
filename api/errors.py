"""Every failure leaves the api in one shape: ``{"error": {"code", "message"}}``; one table says which.

On the console, which people read, the same failure is a page.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api import wording
from knowledge.errors import (
    EditConflict,
    IndexUnavailable,
    InvalidInput,
    KnowledgeError,
    NotAllowed,
    NotFound,
    SelfReview,
    WrongState,
)
from knowledge.staff.permissions import Permission, roles_with
from knowledge.staff.roles import StaffRole


class ErrorDetail(BaseModel):
    """What went wrong: ``code`` for programs, ``message`` for the person at the other end."""

    code: str
    message: str
    field: str | None = Field(default=None, description="the field a wrong value was given for, where known")


class ErrorBody(BaseModel):
    """The body of every answer that is not a success."""

    error: ErrorDetail


class ApiError(Exception):
    """A failure of the HTTP layer itself."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.headers = dict(headers or {})


def not_allowed(role: StaffRole, permission: Permission) -> ApiError:
    """The refusal of what somebody in ``role`` may not do, with who may."""
    wanted = "、".join(able.label for able in roles_with(permission))
    return ApiError(403, "not_allowed", wording.NOT_ALLOWED.format(role=role.label, wanted=wanted))


DOMAIN_ERRORS: tuple[tuple[type[KnowledgeError], int, str], ...] = (
    (NotFound, 404, "not_found"),
    (WrongState, 409, "wrong_state"),
    (EditConflict, 409, "edit_conflict"),
    (SelfReview, 409, "self_review"),
    (NotAllowed, 403, "not_allowed"),
    (InvalidInput, 422, "invalid_input"),
    (IndexUnavailable, 503, "not_ready"),
)
"""What each domain error becomes. Anything else of the domain is a 500: it was not meant for this edge."""

_HTTP_ERRORS = {
    400: ("invalid_request", wording.INVALID_REQUEST),
    403: ("forbidden", wording.FORBIDDEN),
    404: ("not_found", wording.NOT_FOUND),
    405: ("method_not_allowed", wording.METHOD_NOT_ALLOWED),
    413: ("too_large", wording.BODY_TOO_LARGE),
    503: ("not_ready", wording.UNAVAILABLE),
}


_DESCRIBED: dict[int, dict[str, Any]] = {
    429: {
        "description": "Too many requests",
        "headers": {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}}},
    }
}


def error_body(code: str, message: str, field: str | None = None) -> dict[str, Any]:
    """The one shape."""
    detail: dict[str, Any] = {"code": code, "message": message}
    return {"error": {**detail, "field": field} if field else detail}


def error_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says about the failures of a route."""
    return {status: {"model": ErrorBody, **_DESCRIBED.get(status, {})} for status in statuses}


CONSOLE = "/console"


class FailurePages(Protocol):
    """Makes the page of a failure."""

    def failure(self, request: Request, status: int, message: str, headers: Mapping[str, str]) -> Response:
        """The page that says ``message``."""
        ...


def is_console(path: str) -> bool:
    """Whether people read what is answered at ``path``."""
    return path == CONSOLE or path.startswith(f"{CONSOLE}/")


class _Handlers:
    """What is answered to a failure, by the kind of failure."""

    def __init__(self, pages: FailurePages) -> None:
        self._pages = pages

    async def on_api_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiError)
        return self._answer(request, error.status, error.code, error.message, error.field, error.headers)

    async def on_domain_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, KnowledgeError)
        for kind, status, code in DOMAIN_ERRORS:
            if isinstance(error, kind):
                return self._answer(request, status, code, error.message, getattr(error, "field", None))
        raise error

    async def on_invalid_request(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return self._answer(request, 400, "invalid_json", wording.INVALID_REQUEST)
        # The location starts with where the value was (body, path ...), which a caller knows.
        field = ".".join(str(part) for part in first["loc"][1:]) or None
        message = wording.INVALID_REQUEST
        if request.url.path.startswith("/api/v1/staff/"):
            message = wording.INVALID_ENTRY.format(count=len(error.errors()))
        elif request.url.path.startswith("/api/v1/partner/"):
            # Programmers read it, who need the reason in detail. It never repeats the value that was sent.
            message = wording.INVALID_FIELD.format(field=field, reason=first["msg"])
        return self._answer(request, 422, "invalid_request", message, field)

    async def on_http_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code, message = _HTTP_ERRORS.get(error.status_code, ("failed", wording.SERVER_TROUBLE))
        return self._answer(request, error.status_code, code, message, headers=error.headers)

    def _answer(
        self,
        request: Request,
        status: int,
        code: str,
        message: str,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        if is_console(request.url.path):
            return self._pages.failure(request, status, message, headers or {})
        return JSONResponse(error_body(code, message, field), status, headers=dict(headers or {}))


def add_error_handlers(app: FastAPI, pages: FailurePages) -> None:
    """Make every failure of ``app`` answer in the one shape, and on the console with a page."""
    handlers = _Handlers(pages)
    app.add_exception_handler(ApiError, handlers.on_api_error)
    app.add_exception_handler(KnowledgeError, handlers.on_domain_error)
    app.add_exception_handler(RequestValidationError, handlers.on_invalid_request)
    app.add_exception_handler(HTTPException, handlers.on_http_error)


def where_raised(error: BaseException, frames: int = 6) -> str:
    """The innermost frames of an error, for a log line without the error's own words.

    Those may carry a resident's: a database error shows its parameters.
    """
    names = []
    trace = error.__traceback__
    while trace is not None:
        names.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(names[-frames:])

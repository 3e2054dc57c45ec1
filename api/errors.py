"""Every failure leaves the api in one shape: ``{"error": {"code", "message"}}``; one table says which."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
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


def error_body(code: str, message: str, field: str | None = None) -> dict[str, Any]:
    """The one shape."""
    detail: dict[str, Any] = {"code": code, "message": message}
    return {"error": {**detail, "field": field} if field else detail}


def error_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says about the failures of a route."""
    return {status: {"model": ErrorBody} for status in statuses}


def add_error_handlers(app: FastAPI) -> None:
    """Make every failure of ``app`` answer in the one shape."""
    app.add_exception_handler(ApiError, _on_api_error)
    app.add_exception_handler(KnowledgeError, _on_domain_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_error)


async def _on_api_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    return JSONResponse(
        error_body(error.code, error.message, error.field), error.status, headers=error.headers
    )


async def _on_domain_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, KnowledgeError)
    for kind, status, code in DOMAIN_ERRORS:
        if isinstance(error, kind):
            return JSONResponse(error_body(code, error.message, getattr(error, "field", None)), status)
    raise error


async def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return JSONResponse(error_body("invalid_json", wording.INVALID_REQUEST), 400)
    # The location starts with where the value was (body, path ...), which a caller knows.
    field = ".".join(str(part) for part in first["loc"][1:]) or None
    message = wording.INVALID_REQUEST
    if request.url.path.startswith("/api/v1/staff/"):
        message = wording.INVALID_ENTRY.format(count=len(error.errors()))
    return JSONResponse(error_body("invalid_request", message, field), 422)


async def _on_http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code, message = _HTTP_ERRORS.get(error.status_code, ("failed", wording.SERVER_TROUBLE))
    return JSONResponse(error_body(code, message), error.status_code, headers=error.headers)


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

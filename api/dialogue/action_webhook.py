"""The route Rasa calls to have an action done. ``api.security.InternalGate`` stands before it."""

import json
import logging
from collections.abc import Iterable

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.base import DialogueAction
from actions.validate_report_form import ValidateReportForm

_log = logging.getLogger(__name__)


def make_executor(actions: Iterable[DialogueAction | ValidateReportForm]) -> ActionExecutor:
    """rasa-sdk's executor with our action instances."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)
    return executor


def make_router(executor: ActionExecutor) -> APIRouter:
    """``POST /internal/actions``, answering in the protocol of Rasa's action server."""
    router = APIRouter(prefix="/internal", include_in_schema=False)

    @router.post("/actions")
    async def run_action(request: Request) -> JSONResponse:
        try:
            call = json.loads(await request.body())
        except ValueError:
            return _failure(400, "the body is not JSON")
        if (
            not isinstance(call, dict)
            or not isinstance(call.get("tracker"), dict)
            or not call.get("next_action")
        ):
            return _failure(400, "an action call needs next_action and tracker")
        name = str(call["next_action"])
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as rejection:
            return _failure(400, str(rejection), name)
        except ActionNotFoundException:
            _log.error("Rasa asked for an action that does not exist")
            return _failure(404, "no such action", name)
        return JSONResponse(result.model_dump())

    return router


def _failure(status: int, reason: str, action_name: str | None = None) -> JSONResponse:
    return JSONResponse({"error": reason, "action_name": action_name}, status)

"""The report form's answers, kept at once, so that one is not lost when the resident walks away."""

from collections.abc import Mapping
from typing import Any

from anyio import to_thread
from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.record_report import CONSENTS, record_consent, record_where_seen
from knowledge.emerging.views import WhereSeen
from knowledge.service import Knowledge


class ValidateReportForm(FormValidationAction):  # type: ignore[misc]  # rasa_sdk has no types
    """Rasa asks it about every slot the form filled. It says nothing; unknown values are asked for again."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def name(self) -> str:
        """The name the bot's domain knows it by."""
        return "validate_report_form"

    async def validate_where_seen(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> dict[str, str | None]:
        """Keep the place."""
        if value not in set(WhereSeen):
            return {"where_seen": None}
        await to_thread.run_sync(record_where_seen, self.knowledge, tracker.sender_id, value)
        return {"where_seen": value}

    async def validate_consent(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> dict[str, str | None]:
        """Keep the wish to be told."""
        if value not in CONSENTS:
            return {"consent": None}
        await to_thread.run_sync(record_consent, self.knowledge, tracker.sender_id, value)
        return {"consent": value}

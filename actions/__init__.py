"""The dialogue's jobs: each translates between one turn and one use case of ``knowledge``."""

from actions.answer_group import ActionAnswerGroup
from actions.base import DialogueAction
from actions.check_claim import ActionCheckClaim
from actions.explain import ActionExplain
from actions.give_sources import ActionGiveSources
from actions.none_of_these import ActionNoneOfThese
from actions.query_status import ActionQueryStatus
from actions.record_consent import ActionRecordConsent
from actions.record_feedback import ActionRecordFeedback
from actions.record_where_seen import ActionRecordWhereSeen
from actions.show_entry import ActionShowEntry
from actions.validate_report_form import ValidateReportForm
from knowledge.service import Knowledge

_JOBS: tuple[type[DialogueAction], ...] = (
    ActionCheckClaim,
    ActionNoneOfThese,
    ActionExplain,
    ActionGiveSources,
    ActionAnswerGroup,
    ActionShowEntry,
    ActionRecordWhereSeen,
    ActionRecordConsent,
    ActionRecordFeedback,
    ActionQueryStatus,
)


def build_jobs(knowledge: Knowledge) -> dict[str, DialogueAction]:
    """Every job that says something, by its name in the bot's domain; direct mode calls these itself."""
    return {job.action_name: job(knowledge) for job in _JOBS}


def build_actions(knowledge: Knowledge) -> list[DialogueAction | ValidateReportForm]:
    """Everything Rasa may call, with its services."""
    return [*build_jobs(knowledge).values(), ValidateReportForm(knowledge)]

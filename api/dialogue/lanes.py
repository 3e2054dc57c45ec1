"""What is answered before any dialogue: danger to life, and a query code."""

from actions.base import DialogueAction
from actions.check_claim import emergency_reply
from actions.query_status import find_query_code
from actions.turn import Spoken, Turn
from knowledge.matching.emergency import detect_emergency

_LONGEST_AROUND_CODE = 20
"""A code inside a longer text is not what the text is about."""


def emergency_lane(text: str) -> Spoken | None:
    """Medical help, when somebody seems to need it now. Pure and quick: works without database and index."""
    signal = detect_emergency(text)
    return Spoken((emergency_reply(signal.kind),)) if signal is not None else None


def status_lane(text: str, conversation_id: str, query_status: DialogueAction) -> Spoken | None:
    """The status of a report, when the message is little more than its query code. Blocks."""
    code = find_query_code(text)
    if code is None or len(text) - len(code) > _LONGEST_AROUND_CODE:
        return None
    return query_status.work(Turn(conversation_id, None, text))

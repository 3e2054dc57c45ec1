"""查询进度: what became of a report, by its query code."""

import re
import unicodedata

from actions.base import DialogueAction
from actions.cards import card_reply
from actions.turn import Reply, Spoken, Turn, say
from knowledge.emerging.query_codes import shown_code, stored_code
from knowledge.errors import NotFound
from knowledge.inquiries.views import InquiryStatus

_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{4}[-_ ‐‑–—－]?[0-9A-Za-z]{4}(?![0-9A-Za-z])")


class ActionQueryStatus(DialogueAction):
    """Says the status, and shows the answer once there is one."""

    action_name = "action_query_status"

    def work(self, turn: Turn) -> Spoken:
        """Uses the code in the text, else that of the conversation's open report, else asks for it."""
        code = find_query_code(turn.text) or self.knowledge.context(turn.conversation_id).open_query_code
        if code is None:
            return say("utter_ask_query_code")
        try:
            status = self.knowledge.inquiry_status(code)
        except NotFound:
            return say("utter_query_code_unknown")
        return Spoken(_status_replies(status))


def find_query_code(text: str) -> str | None:
    """The first thing in ``text`` that can be a query code, as shown, or ``None``.

    A number of eight digits is none, and neither is a word: letters alone need a hyphen or capitals.
    """
    for found in _CODE.findall(unicodedata.normalize("NFKC", text)):
        code = stored_code(found)
        if code is None or code.isdigit():
            continue
        if code.isalpha() and found[4].isalnum() and not found.isupper():
            continue
        return shown_code(code)
    return None


def _status_replies(status: InquiryStatus) -> tuple[Reply, ...]:
    day = status.asked_on
    said = Reply(
        "utter_inquiry_status",
        {
            "query_code": status.query_code,
            "asked_on": f"{day.year}年{day.month}月{day.day}日",
            "claim": status.claim,
            "status": status.status_label,
            "message": status.message,
        },
        {"kind": "receipt", "query_code": status.query_code},
    )
    return (said, card_reply(status.card)) if status.card is not None else (said,)

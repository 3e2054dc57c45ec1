"""Keeping what a resident says about an open report: where it was seen, whether to be told."""

from knowledge.emerging.views import WhereSeen
from knowledge.errors import NotFound
from knowledge.service import Knowledge

CONSENTS = frozenset({"yes", "no", "skip"})


def record_where_seen(knowledge: Knowledge, conversation_id: str, value: str) -> str | None:
    """Keep where the claim was seen. Gives the open report's query code; ``None``: nothing was kept."""
    query_code = knowledge.context(conversation_id).open_query_code
    if query_code is None or value not in set(WhereSeen):
        return None
    try:
        knowledge.report_where_seen(query_code, WhereSeen(value))
    except NotFound:
        return None
    return query_code


def record_consent(knowledge: Knowledge, conversation_id: str, value: str) -> str | None:
    """Keep the wish to be told, which only a plain yes expresses; the query code as above."""
    query_code = knowledge.context(conversation_id).open_query_code
    if query_code is None or value not in CONSENTS:
        return None
    try:
        knowledge.report_consent(query_code, value == "yes")
    except NotFound:
        return None
    return query_code

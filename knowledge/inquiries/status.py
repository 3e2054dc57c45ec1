"""What a query code (查询码) shows its holder."""

from sqlalchemy.orm import Session

from knowledge import wording
from knowledge.clock import china_date
from knowledge.emerging import service as emerging
from knowledge.emerging.query_codes import shown_code
from knowledge.entries import published
from knowledge.inquiries.views import InquiryStatus


def read_status(session: Session, query_code: str) -> InquiryStatus:
    """The fate of the report with this code. Raises ``NotFound``."""
    report = emerging.find_report(session, query_code)
    cluster = report.cluster
    card = published.find_card(session, cluster.entry_id) if cluster.entry_id is not None else None
    return InquiryStatus(
        query_code=shown_code(report.query_code),
        asked_on=china_date(report.created_at),
        claim=report.claim,
        status=cluster.status,
        status_label=cluster.status.label,
        card=card,
        message=wording.status_message(cluster.status, has_card=card is not None),
    )

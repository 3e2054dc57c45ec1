"""``Knowledge``: the one door to the knowledge base for the api, the actions and the command line."""

from knowledge.auditing import AuditingUseCases
from knowledge.editing import EditingUseCases
from knowledge.editorial import EditorialUseCases
from knowledge.filing import FilingUseCases
from knowledge.ledger import LedgerUseCases
from knowledge.partnering import PartnerUseCases
from knowledge.promoting import PromotionUseCases
from knowledge.questioning import QuestioningUseCases
from knowledge.reporting import ReportingUseCases
from knowledge.resident import ResidentUseCases
from knowledge.signing_in import SigningInUseCases


class Knowledge(
    ResidentUseCases,
    QuestioningUseCases,
    EditingUseCases,
    EditorialUseCases,
    FilingUseCases,
    LedgerUseCases,
    PartnerUseCases,
    PromotionUseCases,
    ReportingUseCases,
    SigningInUseCases,
    AuditingUseCases,
):
    """Everything that can be asked of the knowledge base.

    Methods block and are safe to call from any thread; each runs in its own short transaction and holds
    none while it computes. Residents' methods are in ``knowledge.resident``, what comes in otherwise in
    ``knowledge.intake``, the life of entries in ``knowledge.editing``, the ledger in ``knowledge.ledger``, its partners
    in ``knowledge.partnering``, the rest of staff's in ``knowledge.editorial``, files to take away in
    ``knowledge.filing``, accounts in ``knowledge.staffing`` and ``knowledge.signing_in``, starting,
    stopping and refreshing in ``knowledge.runtime``.
    """

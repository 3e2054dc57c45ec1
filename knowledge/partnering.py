"""Units that send and read leads by interface: who may, and whose token it is."""

from sqlalchemy.orm import Session

from knowledge.audit.actions import OPERATOR
from knowledge.clock import china_date
from knowledge.emerging import partners
from knowledge.emerging.partners import NewPartner, PartnerView
from knowledge.inquiries.status import read_status
from knowledge.inquiries.views import InquiryStatus
from knowledge.runtime import Runtime
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission


class PartnerUseCases(Runtime):
    """Opening partners and knowing them by their token.

    ``actor`` is the name of an administrator's account, or ``OPERATOR`` for a command on the machine.
    """

    def add_partner(self, new: NewPartner, actor: str) -> str:
        """Open a partner of the interface; returns its token, which is shown this once."""
        with self.database.write() as session:
            _require(session, actor)
            return partners.add(session, new, actor=actor, now=self.clock())

    def renew_partner_token(self, partner_id: int, actor: str) -> str:
        """A new token for a partner; the old one is void at once."""
        with self.database.write() as session:
            _require(session, actor)
            return partners.renew_token(session, partner_id, actor=actor, now=self.clock())

    def set_partner_active(self, partner_id: int, actor: str, *, active: bool) -> None:
        """Let a partner in, or keep it out."""
        with self.database.write() as session:
            _require(session, actor)
            partners.set_active(session, partner_id, active=active, actor=actor, now=self.clock())

    def partner(self, name: str) -> PartnerView:
        """The partner with this name. Raises ``NotFound``."""
        with self.database.read() as session:
            return partners.find(session, name)

    def list_partners(self) -> list[PartnerView]:
        """Every partner, by name."""
        with self.database.read() as session:
            return partners.list_all(session)

    def partner_for_token(self, token: str) -> PartnerView:
        """The active partner a token belongs to; the day is kept. Raises ``NotAllowed``."""
        with self.database.read() as session:
            partner = partners.for_token(session, token)
        if partner.last_used_on != china_date(self.clock()):
            with self.database.write() as session:
                partners.note_use(session, partner.partner_id, self.clock())
        return partner

    def partner_report_status(self, partner_id: int, query_code: str) -> InquiryStatus:
        """What became of a lead this partner sent. Raises ``NotFound`` for every other code."""
        with self.database.read() as session:
            partners.require_own_report(session, partner_id, query_code)
            return read_status(session, query_code)


def _require(session: Session, actor: str) -> None:
    if actor != OPERATOR:
        staff.require(session, actor, Permission.MANAGE_STAFF)

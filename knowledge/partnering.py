"""Units that send and read leads by interface: who may, and whose token it is."""

from knowledge.clock import china_date
from knowledge.emerging import partners
from knowledge.emerging.partners import NewPartner, PartnerView
from knowledge.runtime import Runtime
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission


class PartnerUseCases(Runtime):
    """Opening partners and knowing them by their token. ``actor`` is the name of an administrator's account."""

    def add_partner(self, new: NewPartner, actor: str) -> str:
        """Open a partner of the interface; returns its token, which is shown this once."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.MANAGE_STAFF)
            return partners.add(session, new, actor=actor, now=self.clock())

    def renew_partner_token(self, partner_id: int, actor: str) -> str:
        """A new token for a partner; the old one is void at once."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.MANAGE_STAFF)
            return partners.renew_token(session, partner_id, actor=actor, now=self.clock())

    def set_partner_active(self, partner_id: int, actor: str, *, active: bool) -> None:
        """Let a partner in, or keep it out."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.MANAGE_STAFF)
            partners.set_active(session, partner_id, active=active, actor=actor, now=self.clock())

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

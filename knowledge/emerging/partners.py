"""Units that send and read leads by interface. Functions take the session first and never commit."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.clock import china_date
from knowledge.emerging import service as emerging
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.models import Partner
from knowledge.errors import InvalidInput, NotAllowed, NotFound

TOKEN_BYTES = 32
LONGEST_NAME = 40
CHANNELS = (IntakeChannel.PARTNER, IntakeChannel.HOTLINE)


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner, without its token."""

    partner_id: int
    name: str
    channel: IntakeChannel
    rate: str
    may_read_ledger: bool
    may_conclude: bool
    is_active: bool
    created_by: str
    created_at: datetime
    last_used_on: date | None

    @property
    def actor(self) -> str:
        """Its name in the audit log."""
        return f"partner:{self.name}"


@dataclass(frozen=True, slots=True)
class NewPartner:
    """What a partner is opened with. ``rate`` is a limit such as ``600/minute``."""

    name: str
    channel: IntakeChannel
    rate: str
    may_read_ledger: bool = False
    may_conclude: bool = False


def add(session: Session, new: NewPartner, *, actor: str, now: datetime) -> str:
    """Open a partner; returns its token. Raises ``InvalidInput`` for an empty, long or taken name."""
    name = new.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("name", f"名称需要 1 到 {LONGEST_NAME} 个字。")
    if new.channel not in CHANNELS:
        raise InvalidInput("channel", "接入方式只能是联动机制或热线。")
    if session.scalar(select(Partner.id).where(Partner.name == name)) is not None:
        raise InvalidInput("name", "已经有同名的接入单位。")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    partner = Partner(
        name=name,
        channel=new.channel,
        token_sha256=_digest(token),
        rate=new.rate,
        may_read_ledger=new.may_read_ledger,
        may_conclude=new.may_conclude,
        is_active=True,
        created_by=actor,
        created_at=now,
    )
    session.add(partner)
    session.flush()
    _record(session, partner, Action.CREATE, actor, now)
    return token


def renew_token(session: Session, partner_id: int, *, actor: str, now: datetime) -> str:
    """A new token for a partner; the old one is void."""
    partner = _load(session, partner_id)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    partner.token_sha256 = _digest(token)
    _record(session, partner, Action.TOKEN, actor, now)
    return token


def set_active(session: Session, partner_id: int, *, active: bool, actor: str, now: datetime) -> None:
    """Let a partner in, or keep it out."""
    partner = _load(session, partner_id)
    partner.is_active = active
    _record(session, partner, Action.ACTIVATE if active else Action.DEACTIVATE, actor, now)


def list_all(session: Session) -> list[PartnerView]:
    """Every partner, by name."""
    return [_view(partner) for partner in session.scalars(select(Partner).order_by(Partner.name))]


def find(session: Session, name: str) -> PartnerView:
    """The partner with this name. Raises ``NotFound``."""
    partner = session.scalar(select(Partner).where(Partner.name == name.strip()))
    if partner is None:
        raise NotFound("partner", name)
    return _view(partner)


def require_own_report(session: Session, partner_id: int, query_code: str) -> None:
    """Raises ``NotFound`` for a code the partner did not get, whether or not somebody else did."""
    if emerging.find_report(session, query_code).partner_id != partner_id:
        raise NotFound("query code", query_code)


def for_token(session: Session, token: str) -> PartnerView:
    """The active partner of ``token``. Raises ``NotAllowed``, saying whether it is unknown or deactivated."""
    partner = session.scalar(select(Partner).where(Partner.token_sha256 == _digest(token)))
    if partner is None:
        raise NotAllowed("unknown partner token", "接口凭证无效：可能没有写全，或者已经换发。请联系区委网信办。")
    if not partner.is_active:
        raise NotAllowed("deactivated partner token", "这个接口凭证已经停用，请联系区委网信办。")
    return _view(partner)


def note_use(session: Session, partner_id: int, now: datetime) -> None:
    """Keep the day a partner last used the interface."""
    _load(session, partner_id).last_used_on = china_date(now)


def _load(session: Session, partner_id: int) -> Partner:
    partner = session.get(Partner, partner_id)
    if partner is None:
        raise NotFound("partner", partner_id)
    return partner


def _record(session: Session, partner: Partner, action: Action, actor: str, now: datetime) -> None:
    after = {"name": partner.name, "channel": partner.channel.value, "rate": partner.rate, "active": partner.is_active}
    after |= {"may_read_ledger": partner.may_read_ledger, "may_conclude": partner.may_conclude}
    subject = (SubjectKind.PARTNER, partner.id)
    audit.record(session, actor=actor, action=action, subject=subject, now=now, after=after)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _view(partner: Partner) -> PartnerView:
    return PartnerView(
        partner_id=partner.id,
        name=partner.name,
        channel=partner.channel,
        rate=partner.rate,
        may_read_ledger=partner.may_read_ledger,
        may_conclude=partner.may_conclude,
        is_active=partner.is_active,
        created_by=partner.created_by,
        created_at=partner.created_at,
        last_used_on=partner.last_used_on,
    )

"""What residents' channels ask of the knowledge base."""

from knowledge.checking import CheckOutcome
from knowledge.emerging import service as emerging
from knowledge.emerging.intake import receipt_of
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.raw import ReportSource
from knowledge.emerging.reading import ReadReport, claim_to_report, read_report
from knowledge.emerging.views import WhereSeen
from knowledge.entries import published
from knowledge.entries.cards import AnswerCard
from knowledge.entries.groups import note_for_group
from knowledge.entries.models import Entry
from knowledge.errors import NotFound
from knowledge.inquiries import service as inquiries
from knowledge.inquiries.models import Inquiry
from knowledge.inquiries.status import read_status
from knowledge.inquiries.views import (
    BegunInquiry,
    ConversationContext,
    GroupAnswer,
    InquiryOutcome,
    InquiryStatus,
    Mode,
    Receipt,
    Reply,
)
from knowledge.intake import IntakeUseCases
from knowledge.masking import mask_personal_data
from knowledge.notifications import service as notifications


class ResidentUseCases(IntakeUseCases):
    """Questions, follow-ups, reports and their status."""

    def check(self, text: str) -> CheckOutcome:
        """What is known about ``text``. Logs nothing. Raises ``IndexUnavailable`` before ``open``."""
        return self.served().check(text)

    def begin_inquiry(
        self, *, conversation_id: str, message_id: str | None, text: str, channel: str = "web"
    ) -> BegunInquiry:
        """Record that a message arrived, with personal data masked.

        A message already seen (same channel, conversation and ``message_id``) yields the same inquiry,
        with the reply it got if that is known.
        """
        masked = mask_personal_data(text)
        now = self.clock()
        with self.database.write() as session:
            return inquiries.begin(
                session,
                conversation_id=conversation_id,
                message_id=message_id,
                text=masked,
                channel=channel,
                now=now,
            )

    def answer_inquiry(self, inquiry_id: int, text: str) -> InquiryOutcome:
        """Check ``text``, record the outcome, and log a food-safety claim nothing answers as a report.

        Calling it again for the same inquiry logs nothing more and gives the same receipt. Raises
        ``NotFound`` for an unknown inquiry.
        """
        served = self.served()
        check = served.check(text)
        masked = mask_personal_data(text)
        claim = claim_to_report(masked, mask_personal_data(check.claim))
        report = read_report(masked, claim) if check.is_reportable else None
        former = self.prepare_intake() if report is not None else ()
        with self.database.write() as session:
            inquiry = inquiries.load(session, inquiry_id)
            inquiries.record_outcome(inquiry, check, claim=claim)
            receipt = receipt_of(session, inquiry_id)
            if receipt is None and report is not None:
                receipt = self._intake(session, former).take(report, self._asked_in(inquiry)).receipt
            return InquiryOutcome(check, receipt)

    def report_none_of_these(self, inquiry_id: int, conversation_id: str) -> Receipt | None:
        """Log the question that was asked back about, because the resident means none of the offered.

        ``inquiry_id`` is the message that says so; the report belongs to the question before it. Saying so
        twice gives the same receipt; ``None`` when no such question came last.
        """
        with self.database.read() as session:
            inquiries.load(session, inquiry_id)
            asked = inquiries.last_asked(session, conversation_id)
        if asked is None or asked.outcome != "clarify":
            return None
        report: ReadReport = read_report(asked.text, asked.claim)
        former = self.prepare_intake()
        with self.database.write() as session:
            known = receipt_of(session, asked.id)
            return known or self._intake(session, former).take(report, self._asked_in(asked)).receipt

    def finish_inquiry(self, inquiry_id: int, *, reply: Reply, intent: str | None, mode: Mode) -> None:
        """Keep the reply, for a resent message and for follow-ups about the cards it holds."""
        with self.database.write() as session:
            inquiries.finish(
                inquiries.load(session, inquiry_id), reply=reply, intent=intent, mode=mode, now=self.clock()
            )

    def context(self, conversation_id: str) -> ConversationContext:
        """What a follow-up question refers to; empty for a new conversation."""
        with self.database.read() as session:
            return inquiries.context(session, conversation_id)

    def card(self, entry_id: str) -> AnswerCard:
        """The card of a public entry. Raises ``NotFound``."""
        served = self.served_or_none()
        if served is not None and entry_id in served.cards:
            return served.cards[entry_id]
        # Published a moment ago, and this process has not refreshed yet.
        with self.database.read() as session:
            card = published.find_card(session, entry_id)
        if card is None:
            raise NotFound("entry", entry_id)
        return card

    def group_answer(self, conversation_id: str, group: str) -> GroupAnswer:
        """What the answers shown last say for ``group`` (孕妇, 孩子 ...), synonyms included."""
        cards: list[AnswerCard] = []
        for entry_id in self.context(conversation_id).last_entry_ids:
            try:
                cards.append(self.card(entry_id))
            except NotFound:  # withdrawn since it was shown
                continue
        for card in cards:
            note = note_for_group(card, group)
            if note is not None:
                return GroupAnswer(note, card)
        return GroupAnswer(None, cards[0] if cards else None)

    def report_where_seen(self, query_code: str, where_seen: WhereSeen) -> None:
        """Record where the claim was met. Raises ``NotFound``."""
        with self.database.write() as session:
            emerging.find_report(session, query_code).where_seen = where_seen

    def report_consent(self, query_code: str, wants_answer: bool) -> None:
        """Record whether the resident wants to be told. Raises ``NotFound``.

        Where the answer is public already, they are told at once.
        """
        with self.database.write() as session:
            report = emerging.find_report(session, query_code)
            report.wants_answer = wants_answer
            entry = session.get(Entry, report.cluster.entry_id) if report.cluster.entry_id else None
            if wants_answer and entry is not None and entry.published_version is not None:
                session.flush()
                notifications.tell_askers(
                    session,
                    cluster_ids=[report.cluster_id],
                    entry_id=entry.id,
                    version=entry.published_version,
                    now=self.clock(),
                )

    def inquiry_status(self, query_code: str) -> InquiryStatus:
        """What became of a report; the code may be written in any case, with or without the hyphen."""
        with self.database.read() as session:
            return read_status(session, query_code)

    def give_feedback(self, conversation_id: str, entry_id: str, helpful: bool) -> None:
        """Record a vote; the last one of a conversation for an entry counts. Raises ``NotFound``."""
        with self.database.write() as session:
            inquiries.vote(
                session,
                conversation_id=conversation_id,
                entry_id=entry_id,
                helpful=helpful,
                now=self.clock(),
            )

    def _asked_in(self, inquiry: Inquiry) -> ReportSource:
        """A conversation as the source of a report: one asker a day."""
        return ReportSource(
            IntakeChannel.WECHAT if inquiry.channel == notifications.WECHAT_CHANNEL else IntakeChannel.WEB,
            self.clock(),
            asker=inquiry.conversation_id,
            inquiry_id=inquiry.id,
        )

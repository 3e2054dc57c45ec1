"""Chinese words that the knowledge base itself puts together: texts to share, and what a query code shows."""

from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.entries.cards import AnswerCard, CardSource
from knowledge.notifications.kinds import NotificationKind

PRODUCT_NAME = "北辰食安小辰"
NEEDS_SOURCE = "来源待补：目前只找到转载，编辑正在补充原始出处。"

_STATUS_MESSAGES = {
    ClusterStatus.PENDING: "这条说法已经登记，正在排队核查。有结论之前，请先不要转发。",
    ClusterStatus.CHECKING: "工作人员正在核查这条说法。有结论之前，请先不要转发。",
    ClusterStatus.REBUTTED: "这条说法已经核查完，请看下面的结论。",
    ClusterStatus.CONFIRMED: "这条说法反映的情况属实，已经转给责任单位处理。",
    ClusterStatus.DISMISSED: "这条说法信息不足，暂时无法核查。如果您有新的线索，欢迎再告诉我。",
}
_ANSWER_MESSAGE = "这条说法已经有了答复，请看下面的内容。"
_NO_LONGER_PUBLIC = "这条说法的答复正在更新，请过些时候再来查询。"
_NEWS = {
    NotificationKind.ANSWERED: "您之前问的“{about}”，现在有答复了，请看下面的内容。",
    NotificationKind.CORRECTED: "之前给您看过的“{about}”有更正，请以下面这一版为准。如果转发过，也请告诉家人。",
    NotificationKind.WITHDRAWN: "之前给您看过的“{about}”已经撤回，正在重新核对。有新的结论之前，请先不要转发。",
}


def news_text(kind: NotificationKind, *, about: str) -> str:
    """What a resident is told later, about what they asked or were shown."""
    return _NEWS[kind].format(about=about)


def status_message(status: ClusterStatus, *, has_card: bool) -> str:
    """One sentence that says what became of a report."""
    if has_card:
        closed = status in {ClusterStatus.REBUTTED, ClusterStatus.CONFIRMED}
        return _STATUS_MESSAGES[status] if closed else _ANSWER_MESSAGE
    if status is ClusterStatus.REBUTTED:
        return _NO_LONGER_PUBLIC
    return _STATUS_MESSAGES[status]


def share_text(card: AnswerCard) -> str:
    """A short text for a family group: claim, verdict, truth, what to do, and where it is from."""
    stamp = f"{card.verdict.label}。" if card.verdict is not None else ""
    lines = [f"【{PRODUCT_NAME}】“{card.claim}”", f"{stamp}{card.truth}"]
    if card.advice:
        lines.append(f"建议：{card.advice}")
    if card.sources:
        lines.append(f"来源：{_source_line(_best_source(card.sources))}")
    day = card.reviewed_on
    lines.append(f"审核日期：{day.year}年{day.month}月{day.day}日")
    return "\n".join(lines)


def _best_source(sources: tuple[CardSource, ...]) -> CardSource:
    # A family member wants something to open; the editor's order decides among those.
    return next((source for source in sources if source.url), sources[0])


def _source_line(source: CardSource) -> str:
    named = f"{source.publisher}《{source.title.strip('《》')}》"
    return f"{named} {source.url}" if source.url else named

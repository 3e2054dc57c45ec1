"""The few sentences files add to a report's own."""

from knowledge.clock import CHINA_STANDARD_TIME
from knowledge.weekly.views import Signature

NOT_SIGNED = "签发：（草稿，尚未签发）"


def signed_line(signature: Signature | None) -> str:
    """Who let the report out, and when."""
    if signature is None:
        return NOT_SIGNED
    at = signature.signed_at.astimezone(CHINA_STANDARD_TIME)
    return f"签发：{signature.officer}（{at.year}年{at.month}月{at.day}日 {at:%H:%M}）"

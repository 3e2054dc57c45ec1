"""How much one partner may ask for: each has a rate of its own."""

from limits import parse_many
from limits.aio.strategies import MovingWindowRateLimiter

from api.rate_limit import RateLimiter
from knowledge.emerging.partners import PartnerView
from knowledge.errors import InvalidInput

USUAL_RATE = "600/minute"


class PartnerLimits:
    """The limits of all partners, counted where all others are."""

    def __init__(self, strategy: MovingWindowRateLimiter) -> None:
        self._strategy = strategy

    async def count(self, partner: PartnerView) -> None:
        """Count one request. Raises ``ApiError`` 429 when it is one too many."""
        limiter = RateLimiter("partner", partner.rate, self._strategy)
        await limiter.count(str(partner.partner_id))


def require_rate(rate: str) -> str:
    """``rate``, stripped. Raises ``InvalidInput`` unless it reads like ``600/minute``."""
    rate = rate.strip()
    try:
        limits = parse_many(rate)
    except ValueError:
        limits = []
    if not limits or any(limit.amount < 1 for limit in limits) or len(rate) > 80:
        raise InvalidInput("rate", "每分钟次数请写成 600/minute 这样，可以用分号再加一条，如 600/minute;20000/day。")
    return rate

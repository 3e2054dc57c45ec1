"""How much one visitor may ask for. Visitors are known by a salted hash that is never written down."""

import hashlib
import hmac
import math
import time
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from limits import RateLimitItem, parse_many
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string
from starlette.requests import HTTPConnection

from api import wording
from api.errors import ApiError

_IPV6_HOUSEHOLD = 64
"""One IPv6 line gets a whole /64: counting single addresses would limit nobody."""


class VisitorKeys:
    """Turns a connection into a visitor's key."""

    def __init__(self, salt: str, trusted_proxies: Sequence[IPv4Network | IPv6Network]) -> None:
        self._salt = salt.encode()
        self._trusted = tuple(trusted_proxies)

    def key(self, connection: HTTPConnection) -> str:
        """The same for every request of one visitor, and without the salt it tells nothing."""
        address = self._address(connection)
        return hmac.new(self._salt, address.encode(), hashlib.sha256).hexdigest()[:16]

    def derived(self, connection: HTTPConnection, name: str) -> str:
        """32 hexadecimal digits that only this visitor naming ``name`` again gets again."""
        words = f"{self._address(connection)}\n{name}"
        return hmac.new(self._salt, words.encode(), hashlib.sha256).hexdigest()[:32]

    def came_by_tls(self, connection: HTTPConnection) -> bool:
        """Whether the visitor's own connection is encrypted, as far as a proxy of ours (or nobody) stands between."""
        if connection.url.scheme == "https":
            return True
        peer = _parse(connection.client.host) if connection.client is not None else None
        is_ours = peer is not None and self._is_trusted(peer)
        return is_ours and connection.headers.get("x-forwarded-proto", "").strip().lower() == "https"

    def _is_trusted(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._trusted if network.version == address.version)

    def _address(self, connection: HTTPConnection) -> str:
        peer = connection.client.host if connection.client is not None else "unknown"
        hops = [peer]
        for header in connection.headers.getlist("x-forwarded-for"):
            hops[0:0] = [hop.strip() for hop in header.split(",")]
        # From the nearest hop outwards: the first one that is not a proxy of ours is the visitor. What
        # stands further out was written by the visitor and may be anything.
        for hop in reversed(hops):
            parsed = _parse(hop)
            if parsed is None:
                return peer
            if not self._is_trusted(parsed):
                return _household(parsed)
        return peer


class RateLimiter:
    """One limit (such as ``40/minute;600/hour``) for all visitors of a group of routes."""

    def __init__(self, name: str, rate: str, strategy: MovingWindowRateLimiter) -> None:
        self._name = name
        self._limits: list[RateLimitItem] = parse_many(rate)
        self._strategy = strategy

    async def count(self, visitor: str) -> None:
        """Count one request. Raises ``ApiError`` 429, with the time to wait, when it is one too many."""
        for limit in self._limits:
            if not await self._strategy.hit(limit, self._name, visitor):
                raise await self._refusal(limit, visitor)

    async def require_room(self, visitor: str) -> None:
        """Raises like ``count``, but counts nothing."""
        for limit in self._limits:
            if not await self._strategy.test(limit, self._name, visitor):
                raise await self._refusal(limit, visitor)

    async def _refusal(self, limit: RateLimitItem, visitor: str) -> ApiError:
        window = await self._strategy.get_window_stats(limit, self._name, visitor)
        seconds = max(1, math.ceil(window.reset_time - time.time()))
        return ApiError(
            429,
            "too_many_requests",
            wording.TOO_MANY_REQUESTS.format(seconds=seconds),
            headers={"Retry-After": str(seconds)},
        )


def make_strategy(storage: str) -> MovingWindowRateLimiter:
    """Where and how requests are counted; ``storage`` is an address of the ``limits`` library."""
    return MovingWindowRateLimiter(storage_from_string(storage))


def _parse(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return parsed.ipv4_mapped
    return parsed


def _household(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_HOUSEHOLD), strict=False))
    return str(address)

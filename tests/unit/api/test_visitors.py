from ipaddress import ip_network

import pytest
from starlette.requests import HTTPConnection

from api.errors import ApiError
from api.rate_limit import RateLimiter, VisitorKeys, make_strategy

PROXY = "10.0.0.7"


def connection(peer: str, forwarded: str | None = None) -> HTTPConnection:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded is not None else []
    return HTTPConnection({"type": "http", "headers": headers, "client": (peer, 1)})


def keys(*trusted: str, salt: str = "salt") -> VisitorKeys:
    return VisitorKeys(salt, [ip_network(network) for network in trusted])


def test_a_key_tells_nothing_about_the_address_and_depends_on_the_salt() -> None:
    key = keys().key(connection("203.0.113.9"))
    assert "203" not in key
    assert key == keys().key(connection("203.0.113.9"))
    assert key != keys(salt="other").key(connection("203.0.113.9"))


def test_a_header_from_a_stranger_is_not_believed() -> None:
    assert keys().key(connection("203.0.113.9", "198.51.100.1")) == keys().key(connection("203.0.113.9"))


def test_behind_a_trusted_proxy_the_nearest_stranger_is_the_visitor() -> None:
    visitor = keys("10.0.0.0/8").key(connection(PROXY, "1.1.1.1, 198.51.100.1, 10.1.2.3"))
    assert visitor == keys().key(connection("198.51.100.1"))


def test_nonsense_in_the_header_counts_as_the_proxy_itself() -> None:
    assert keys("10.0.0.0/8").key(connection(PROXY, "nonsense")) == keys().key(connection(PROXY))


def test_one_ipv6_line_is_one_visitor_and_mapped_ipv4_is_ipv4() -> None:
    assert keys().key(connection("2001:db8:0:1::1")) == keys().key(connection("2001:db8:0:1:ffff::2"))
    assert keys().key(connection("2001:db8:0:1::1")) != keys().key(connection("2001:db8:0:2::1"))
    assert keys().key(connection("::ffff:203.0.113.9")) == keys().key(connection("203.0.113.9"))


async def test_the_one_too_many_is_refused_with_the_time_to_wait_and_others_are_not() -> None:
    limiter = RateLimiter("chat", "2/minute", make_strategy("async+memory://"))
    await limiter.count("a")
    await limiter.count("a")
    with pytest.raises(ApiError) as refused:
        await limiter.count("a")
    assert refused.value.status == 429
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 60
    assert refused.value.headers["Retry-After"] in refused.value.message
    await limiter.count("b")


async def test_asking_for_room_counts_nothing() -> None:
    limiter = RateLimiter("staff", "1/minute", make_strategy("async+memory://"))
    await limiter.require_room("a")
    await limiter.require_room("a")
    await limiter.count("a")
    with pytest.raises(ApiError):
        await limiter.require_room("a")

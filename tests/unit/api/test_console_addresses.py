"""Where the console sends people: back to its own pages, never elsewhere."""

import pytest

from api.console.access import HOME, local_page


@pytest.mark.parametrize(
    "address", ["/console", "/console/entries?status=draft&page=2", "/console/accounts/%E5%BC%A0", "/console/audit#x"]
)
def test_a_page_of_the_console_is_come_back_to(address: str) -> None:
    assert local_page(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/",
        "/console-of-somebody-else",
        "//evil.example/console",
        "https://evil.example/console",
        "javascript:alert(1)",
        "/\\evil.example",
        "/console\\@evil.example",
        "/console/\r\nSet-Cookie: a=b",
        "\t//evil.example/console",
        "/console/sign-in?next=/console/sign-in",
        "http:/console",
        "///console",
        "http://[",
    ],
)
def test_anything_else_leads_to_the_first_page(address: str) -> None:
    assert local_page(address) == HOME

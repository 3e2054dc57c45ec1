"""A browser on the console, without the browser: keeps cookies, and sends forms as the page has them."""

import re
from typing import Any

import httpx

from knowledge.service import Knowledge

PASSWORD = "Yi-tiao kao pu de xiaoxi 7"
"""Satisfies the rules, whoever uses it."""


class ConsoleVisitor:
    """Somebody at the console of a running app. ``client`` is theirs alone: it holds their cookies."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, **more: Any) -> httpx.Response:
        """Open a page; redirects are shown, not followed."""
        return await self.client.get(path, **more)

    async def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send a form with the token of this person's pages."""
        token = await self.token()
        return await self.client.post(path, data={"csrf_token": token, **(data or {})}, **more)

    async def token(self) -> str:
        """The token that forms carry, read from a page as it stands there."""
        for page in ("/console", "/console/profile/password", "/console/sign-in"):
            found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', (await self.client.get(page)).text)
            if found is not None:
                return found.group(1)
        raise AssertionError("no page has a token")

    async def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        """Fill in the sign-in form."""
        page = await self.client.get("/console/sign-in")
        token = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page.text)
        assert token is not None, page.text
        form = {"csrf_token": token.group(1), "name": name, "password": password, **more}
        return await self.client.post("/console/sign-in", data=form)


def give_password(knowledge: Knowledge, name: str, password: str = PASSWORD) -> None:
    """Let an account sign in, as after its first sign-in."""
    temporary = knowledge.reset_password(name)
    knowledge.change_password(name, temporary, password)


async def signed_in(client: httpx.AsyncClient, knowledge: Knowledge, name: str) -> ConsoleVisitor:
    """``name`` at the console, signed in the way people do it."""
    give_password(knowledge, name)
    visitor = ConsoleVisitor(client)
    answer = await visitor.sign_in(name)
    assert answer.status_code == 303, answer.text
    return visitor

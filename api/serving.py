"""Running the api in this process."""

import uvicorn

from api.app import create_app
from api.logs import configure_logs
from api.settings import ApiSettings


def serve(settings: ApiSettings) -> None:
    """Serve until SIGINT or SIGTERM."""
    configure_logs()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        # The api writes its own line per request: uvicorn's holds the address and the query.
        access_log=False,
        # Which proxies are believed is decided by our own setting; the gate before the actions must
        # see who really connected.
        proxy_headers=False,
        server_header=False,
        log_config=None,
    )

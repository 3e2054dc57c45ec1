"""What an operator can set about the running service."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import Field

from knowledge.settings import KnowledgeSettings

_ROOT = Path(__file__).resolve().parents[1]


class ApiSettings(KnowledgeSettings):
    """Read from ``XIAOCHEN_*`` variables; built once at an entry point and handed down."""

    host: str = Field(default="127.0.0.1", description="address the api listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="port of the api")
    rasa_host: str = Field(default="127.0.0.1", description="address of the Rasa process")
    rasa_port: int = Field(default=5005, ge=1, le=65535, description="port of the Rasa process")
    rasa_deadline_seconds: float = Field(
        default=3.0, gt=0, le=4.5, description="after this direct mode answers (WeChat waits 5 s)"
    )
    rasa_rest_seconds: float = Field(
        default=5.0, ge=0, description="how long Rasa is left alone after it missed its deadline"
    )
    nlu_text_limit: int = Field(
        default=80, ge=1, le=500, description="longer messages are forwards, checked without NLU"
    )
    max_text_characters: int = Field(default=10_000, ge=1, description="longest message a resident may send")
    max_body_bytes: int = Field(default=65_536, ge=1024, description="largest request body")
    chat_rate: str = Field(default="40/minute;600/hour", description="chat messages one visitor may send")
    check_rate: str = Field(default="40/minute;600/hour", description="checks one visitor may ask for")
    read_rate: str = Field(
        default="120/minute", description="cards, votes and greetings per visitor; looks for news, counted apart"
    )
    code_rate: str = Field(default="20/minute;200/hour", description="query codes one visitor may try")
    staff_failure_rate: str = Field(default="10/minute", description="wrong staff tokens one visitor may try")
    sign_in_failure_rate: str = Field(
        default="10/minute;60/hour", description="wrong passwords one visitor may try on the console"
    )
    secure_cookies: bool = Field(
        default=False, description="the console is reached over TLS only; else it is told by the proxy's headers"
    )
    console_max_body_bytes: int = Field(
        default=12 * 1024 * 1024, ge=65_536, description="largest request body on the console (files, pictures)"
    )
    rate_storage: str = Field(
        default="async+memory://", description="where counts are kept; async+redis://... for several workers"
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(), description="networks of proxies whose X-Forwarded-For is believed (JSON list)"
    )
    embedding_sites: tuple[str, ...] = Field(
        default=("*",), description="sites that may show the resident page in a frame, as a JSON list"
    )
    public_address: str = Field(
        default="", description="address residents reach this at, for links in feeds (https://...); else the request's"
    )
    index_poll_seconds: float = Field(default=1.0, gt=0, description="how often a new revision is looked for")
    push_poll_seconds: float = Field(
        default=5.0, gt=0, description="how often messages that wait for WeChat are looked for"
    )
    job_poll_seconds: float = Field(default=30.0, gt=0, description="how often due jobs (weekly report) are looked for")
    report_fonts: Path = Field(
        default=_ROOT / "api" / "widget" / "node_modules" / "@expo-google-fonts" / "noto-serif-sc",
        description="directory of the typeface of weekly reports (Noto Serif SC)",
    )
    responses_file: Path = Field(
        default=_ROOT / "bot" / "domain" / "responses.yml", description="the wording of the talk"
    )

    @property
    def rasa_address(self) -> str:
        """Where the Rasa process is reached."""
        return f"http://{self.rasa_host}:{self.rasa_port}"

    @property
    def widget_dir(self) -> Path:
        """Where the built resident page lies."""
        return self.var / "widget" / "dist"

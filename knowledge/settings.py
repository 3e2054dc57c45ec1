"""What an operator can set about the knowledge base."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).resolve().parent


class KnowledgeSettings(BaseSettings):
    """Read from ``XIAOCHEN_*`` variables; built once at an entry point and handed down."""

    model_config = SettingsConfigDict(env_prefix="XIAOCHEN_", extra="ignore", frozen=True)

    var: Path = Field(default=Path("var"), description="directory of everything made at run time")
    database_url: str = Field(default="", description="SQLAlchemy address; empty: SQLite under var")
    encoder: str = Field(
        default="", description="path or name of a sentence-transformers model; empty: shipped one"
    )
    told_back_days: int = Field(
        default=30, ge=1, le=365, description="residents shown an entry in these days are told of its correction"
    )
    seed_dir: Path = Field(default=_PACKAGE / "seed", description="content files that `import` reads")
    session_idle_minutes: int = Field(
        default=30, ge=1, le=1440, description="the console signs out who did nothing for so long"
    )
    session_hours: int = Field(default=12, ge=1, le=168, description="the console signs everybody out after this time")
    password_max_days: int = Field(
        default=0, ge=0, description="staff must change a password that is older; 0: never for age alone"
    )

    @property
    def database_address(self) -> str:
        """The address to connect to, with the default filled in."""
        return self.database_url or f"sqlite:///{(self.var / 'xiaochen.db').as_posix()}"

    @property
    def index_dir(self) -> Path:
        """Where built indexes lie, one directory each."""
        return self.var / "index"

    @property
    def encoder_path(self) -> str:
        """What to load the encoder from, with the default filled in."""
        return self.encoder or str(_PACKAGE / "encoder")

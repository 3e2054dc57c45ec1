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
    seed_dir: Path = Field(default=_PACKAGE / "seed", description="content files that `import` reads")

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

"""The forms the tables have had: Alembic's environment and its versions, one history for both engines."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

_HERE = Path(__file__).parent


def _config() -> object:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def known(version: str) -> bool:
    """Whether a version is in our history."""
    return any(f.name.startswith(f"{version}_") for f in (_HERE / "versions").glob("*.py"))


def upgrade(engine: Engine) -> None:
    """Bring a database to the newest form, in one transaction."""
    from alembic import command

    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection  # type: ignore[attr-defined]
        command.upgrade(config, "head")  # type: ignore[arg-type]

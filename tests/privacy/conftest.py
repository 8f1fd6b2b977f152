"""Both databases, as for the engine."""

from tests.engine.conftest import database_url, postgres, template

__all__ = ["database_url", "postgres", "template"]

"""Staff who are told, as in the tests of the cards."""

from tests.notify.conftest import hook

__all__ = ["hook"]

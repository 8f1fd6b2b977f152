"""Asks whether anything is there behind the addresses in answers.

Addresses are typed by people and may point anywhere, so this never talks to a machine that is not public: names
are resolved here, the connection goes to exactly the address that was looked at, and every redirect is looked at again.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3

MOST_REDIRECTS = 5
AT_ONCE = 8
GONE = (404, 410)
_TIMEOUT = urllib3.Timeout(connect=5, read=10)
_HEADERS = {"User-Agent": "piotnet-bot faq check", "Accept": "*/*", "Accept-Encoding": "identity"}
_NAT64 = IPv6Network("64:ff9b::/96")

Resolve = Callable[[str, int], list[str]]


class Dead(Exception):
    """Nobody can open this address; the text says why."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a machine, by its name."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an address is the open internet, and not this machine, this network, or a way around into it."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in _NAT64:
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


@dataclass(frozen=True, slots=True)
class Visitor:
    """Visits addresses. Tests give it a network of their own."""

    resolve: Resolve = resolve
    allowed: Callable[[str], bool] = is_public
    ports: Collection[int] = (80, 443)

    def why_dead(self, url: str) -> str | None:
        """Why nobody can open it; None when somebody can, or when the site does not want to tell a program."""
        try:
            for _ in range(MOST_REDIRECTS + 1):
                onward = self._visit(url)
                if onward is None:
                    return None
                url = urljoin(url, onward)
        except Dead as dead:
            return str(dead)
        except ValueError:
            return "it is passed on to something that is no address"
        return "it is passed on from page to page without end"

    def _visit(self, url: str) -> str | None:
        """Look once; the next address when the site passes us on."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        if parts.scheme not in ("http", "https") or port not in self.ports or not host:
            raise Dead("it is passed on to something that is no web page")
        return self._ask(parts, host, port, self._address(host, port))

    def _address(self, host: str, port: int) -> str:
        try:
            addresses = self.resolve(host, port)
        except (OSError, UnicodeError):
            raise Dead(f'there is no site "{host}"') from None
        if not addresses or not all(map(self.allowed, addresses)):
            raise Dead(f'"{host}" is not on the public internet')
        return addresses[0]

    def _ask(self, parts: SplitResult, host: str, port: int, address: str) -> str | None:
        path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        named = f"[{host}]" if ":" in host else host
        try:
            with _pool(parts.scheme, address, port, host) as pool:
                answer = pool.request(
                    "GET", path, headers=_HEADERS | {"Host": named}, redirect=False, retries=False,
                    preload_content=False, assert_same_host=False,
                )  # fmt: skip
                status, onward = answer.status, answer.headers.get("Location")
                answer.close()
        except urllib3.exceptions.SSLError:
            raise Dead("its certificate is not right, so browsers warn") from None
        except (urllib3.exceptions.HTTPError, OSError, ValueError):
            raise Dead("the site does not answer") from None
        if status in GONE:
            raise Dead(f"there is no such page ({status})")
        if status >= 500:
            raise Dead(f"the site is broken at the moment ({status})")
        return onward if 300 <= status < 400 else None


def _pool(scheme: str, address: str, port: int, host: str) -> urllib3.HTTPConnectionPool:
    """A connection to this very address; the certificate has to be the name's."""
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=_TIMEOUT)
    return urllib3.HTTPSConnectionPool(address, port, timeout=_TIMEOUT, server_hostname=host, assert_hostname=host)


def dead_links(
    urls: Iterable[str], visitor: Visitor | None = None, step: Callable[[], None] = lambda: None
) -> dict[str, str]:
    """Those of the addresses that nobody can open, each with the reason."""
    visitor = visitor or Visitor()
    found = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        distinct = list(dict.fromkeys(urls))
        for url, why in zip(distinct, pool.map(visitor.why_dead, distinct), strict=True):
            step()
            if why:
                found[url] = why
    return found

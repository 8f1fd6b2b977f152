"""Addresses in answers: misspelt ones, dead ones, and those a program must not visit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.editing.links import Visitor, dead_links, is_public
from faq.links import emails_in, links_in, misspelt


class Site(BaseHTTPRequestHandler):
    """A site with all kinds of pages."""

    def do_GET(self) -> None:
        where = {
            "/moved": "/fine",
            "/inside": "http://10.0.0.1/",
            "/loop": "/loop",
            "/file": "file:///etc/passwd",
            "/odd": "http://[oops/",
        }.get(self.path)
        status = 301 if where else {"/gone": 404, "/broken": 503, "/secret": 403}.get(self.path, 200)
        self.send_response(status)
        if where:
            self.send_header("Location", where)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def resolve(host: str, _: int) -> list[str]:
    if host == "nowhere.example":
        raise OSError
    return ["127.0.0.1"] if host == "site.example" else [host]


@pytest.fixture
def visitor(port: int) -> Visitor:
    """A network in which this machine is the only public one."""
    return Visitor(resolve=resolve, allowed=lambda address: address == "127.0.0.1", ports=(port, 80))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/fine", None),
        ("/moved", None),
        ("/secret", None),
        ("/gone", "there is no such page (404)"),
        ("/broken", "the site is broken at the moment (503)"),
        ("/loop", "it is passed on from page to page without end"),
        ("/inside", '"10.0.0.1" is not on the public internet'),
        ("/file", "it is passed on to something that is no web page"),
        ("/odd", "it is passed on to something that is no address"),
    ],
)
def test_a_page_is_visited(visitor: Visitor, port: int, path: str, why: str | None) -> None:
    assert visitor.why_dead(f"http://site.example:{port}{path}") == why


def test_a_site_that_is_gone_is_told(visitor: Visitor, port: int) -> None:
    urls = [f"http://nowhere.example:{port}/", f"http://site.example:{port}/fine"]

    assert dead_links(urls, visitor) == {urls[0]: 'there is no site "nowhere.example"'}


def test_a_port_for_other_things_is_not_visited(visitor: Visitor) -> None:
    assert visitor.why_dead("http://site.example:22/") == "it is passed on to something that is no web page"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
        "64:ff9b::7f00:1", "ff02::1", "fe80::1%eth0", "192.0.2.1", "198.18.0.1",
    ],
)  # fmt: skip
def test_no_way_leads_into_a_network_of_our_own(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", ["https://piotnet.com/", "http://a.b.example.com/x?y=1#z", "https://example.com:443/"])
def test_a_whole_address_is_fine(url: str) -> None:
    assert misspelt(url) is None


@pytest.mark.parametrize(
    "url",
    ["www.example.com", "https:/example.com", "https//example.com", "https://example", "https://https://example.com",
     "https://a b", "https://me@example.com", "https://example.com:8080/", "https://127.0.0.1/", "https://exa_mple..com"],
)  # fmt: skip
def test_a_misspelt_address_is_told(url: str) -> None:
    assert misspelt(url)


def test_addresses_are_found_in_a_sentence() -> None:
    text = "See https://a.example.com/x, (www.b.example.com) or write to me@c.example.com."

    assert links_in(text) == ["https://a.example.com/x", "www.b.example.com"]
    assert emails_in(text) == ["me@c.example.com"]

"""Which hosts can be meant and which addresses are open: a table of tricks, each refused, and good ones let through."""

import ipaddress
from pathlib import Path

import pytest
import yaml

from tawthiq.core.addresses import Host, are_open, is_open, read_address, read_host, read_url, surt_of
from tawthiq.errors import InvalidRecord

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/addresses.yaml").read_text(encoding="utf-8"))
CLOSED, OPEN = CASES["closed"], CASES["open"]
# Spellings that some program reads as an address near us, or that two programs read differently.
ODD_HOSTS = [
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "127.1",
    "127.0.1",
    "127.0.0.1.",
    "127.0.0.01",
    "127.0.0.1\x00.example.org",
    "127.0.0.256",
    "1.2.3.4.5",
    "example.org.0x7f",
    "example.1",
    "example.0x",
    "%31%32%37.0.0.1",
    "127%2e0.0.1",
    "user@example.org",
    "example.org@127.0.0.1",
    "example.org#@127.0.0.1",
    "example.org\\@127.0.0.1",
    "example.org/",
    "example.org:80",
    " example.org",
    "example.org\n",
    "example.org\r\nHost: x",
    "exa mple.org",
    "example..org",
    "-a.example.org",
    "a-.example.org",
    "",
    ".",
    "..",
    "[127.0.0.1]",
    "[::1",
    "::1]",
    "::1",
    "[fe80::1%eth0]",
    "[fe80::1%25eth0]",
    "[::1]]",
    "[]",
    "[v1.x]",
    "[1:2:3]",
    "①②⑦.⓪.⓪.①x\u2100",
    "example\u2044.org",
    "a\uff20b.example.org",
    "a\uff05b.example.org",
    "a\uff1ab.example.org",
    "x" * 64 + ".org",
    ".".join(["abcdefgh"] * 40) + ".org",
    "\u0378.org",
    "ex'ample.org",
    "xn--\ud800.org",
]
NEAR_HOSTS = [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "printer.local",
    "metadata.google.internal",
    "router.lan",
    "db.corp",
    "x.home.arpa",
    "intranet",
    "metadata",
    "ｌｏｃａｌｈｏｓｔ",
    "localhost\u3002",
]


@pytest.mark.parametrize("text", CLOSED)
def test_an_address_that_not_everybody_reaches_is_closed(text: str) -> None:
    assert not is_open(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", OPEN)
def test_an_address_that_everybody_reaches_is_open(text: str) -> None:
    assert is_open(read_address(text))


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len(set(CLOSED)) >= 60
    assert len(ODD_HOSTS) + len(NEAR_HOSTS) >= 60


@pytest.mark.parametrize("text", ODD_HOSTS)
def test_an_odd_spelling_is_refused_or_is_a_closed_address(text: str) -> None:
    try:
        host = read_host(text)
    except InvalidRecord:
        return
    assert host.address is not None
    assert not is_open(host.address)


@pytest.mark.parametrize("text", NEAR_HOSTS)
def test_a_name_for_a_machine_near_us_is_refused(text: str) -> None:
    with pytest.raises(InvalidRecord, match="url_private"):
        read_host(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Example.ORG", "example.org"),
        ("example.org.", "example.org"),
        ("t.me", "t.me"),
        ("_dmarc.example.org", "_dmarc.example.org"),
        ("a--b.example.org", "a--b.example.org"),
        ("مثال.سورية", "xn--mgbh0fb.xn--ogbpf8fl"),
        ("ｅｘａｍｐｌｅ.org", "example.org"),
        ("example\u3002org", "example.org"),
        ("8.8.8.8", "8.8.8.8"),
        ("①②⑦.⓪.⓪.①", "127.0.0.1"),
        ("[2606:4700:4700::1111]", "[2606:4700:4700::1111]"),
        ("[2606:4700:4700:0:0:0:0:1111]", "[2606:4700:4700::1111]"),
    ],
)
def test_a_host_has_one_plain_spelling(text: str, plain: str) -> None:
    host = read_host(text)
    assert str(host) == plain
    assert read_host(str(host)) == host


@pytest.mark.parametrize("text", ["1.2.3", "1.2.3.04", "fe80::1%lo", "1::2::3", "999.1.1.1", "g::1"])
def test_only_the_strict_spelling_is_an_address(text: str) -> None:
    with pytest.raises(InvalidRecord):
        read_address(text)


def test_one_closed_answer_spoils_all_of_them() -> None:
    good, bad = read_address("8.8.8.8"), read_address("10.0.0.1")
    assert are_open([good])
    assert not are_open([good, bad])
    assert not are_open([])
    assert Host(address=good) != Host(address=bad)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("https://Example.org", "https://example.org/"),
        (" http://example.org:80/a?b=c#d ", "http://example.org/a?b=c"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://مثال.سورية/صفحة", "https://xn--mgbh0fb.xn--ogbpf8fl/صفحة"),
        ("https://[2606:4700:4700::1111]:443/x", "https://[2606:4700:4700::1111]/x"),
        ("HTTPS://8.8.8.8/", "https://8.8.8.8/"),
    ],
)
def test_an_address_of_the_web_has_one_plain_spelling(text: str, plain: str) -> None:
    assert read_url(text) == plain
    assert read_url(plain) == plain


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "url_invalid"),
        ("https://example.org/" + "a" * 5000, "url_too_long"),
        ("https://exa mple.org/", "url_invalid"),
        ("https://example.org\\@127.0.0.1/", "url_invalid"),
        ("https://[::1/", "url_invalid"),
        ("https://example.org:99999/", "url_invalid"),
        ("https://example.org:x/", "url_invalid"),
        ("example.org", "url_scheme"),
        ("//example.org/", "url_scheme"),
        ("file:///etc/passwd", "url_scheme"),
        ("ftp://example.org/", "url_scheme"),
        ("gopher://example.org/", "url_scheme"),
        ("chrome://version", "url_scheme"),
        ("data:text/html,x", "url_scheme"),
        ("javascript:alert(1)", "url_scheme"),
        ("view-source:https://example.org/", "url_scheme"),
        ("ws://example.org/", "url_scheme"),
        ("blob:https://example.org/x", "url_scheme"),
        ("https://user@example.org/", "url_userinfo"),
        ("https://example.org:22@169.254.169.254/", "url_userinfo"),
        ("https://example.org:22/", "url_port"),
        ("http://example.org:0/", "url_port"),
        ("http://example.org:8080/", "url_port"),
        ("https:///path", "url_host"),
        ("https://0x7f.1/", "url_host"),
        ("http://2130706433/", "url_host"),
        ("http://127.0.0.1/", "url_private"),
        ("http://169.254.169.254/latest/meta-data/", "url_private"),
        ("http://[::1]/", "url_private"),
        ("http://[::ffff:169.254.169.254]/", "url_private"),
        ("http://localhost/", "url_private"),
    ],
)
def test_an_address_that_is_not_visited_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        read_url(text)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/A?b=C", "org,example)/a?b=c"),
        ("http://news.example.org", "org,example,news)/"),
        ("http://example.org:8080/", "org,example:8080)/"),
        ("https://example.org:443/", "org,example)/"),
    ],
)
def test_the_sort_key_of_an_address(url: str, key: str) -> None:
    assert surt_of(url) == key

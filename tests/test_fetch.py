"""Pictures from the network: only from hosts that the book names, over https, bounded, and kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from bindery import fetch, pipeline
from bindery.book_values import is_host
from bindery.fetch import FILE_LIMIT, Fetcher, open_url
from bindery.report import Silent
from bindery.world import Refusal

URL = "https://pictures.example.org/boat.png"


def png() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return out.getvalue()


class Server:
    """A server in a box: what lies at each address, and what was asked for."""

    def __init__(self, **files: bytes) -> None:
        self.files = {f"https://pictures.example.org/{name}.png": data for name, data in files.items()}
        self.asked: list[str] = []

    def __call__(self, url: str, fault: Callable[[str], str]) -> io.BytesIO:
        """Answers as `urllib` does; an address that leads on asks whether it may."""
        self.asked.append(url)
        if url not in self.files:
            raise OSError("HTTP Error 404: Not Found")
        data = self.files[url]
        if data.startswith(b"to "):
            target = data.decode().removeprefix("to ")
            if reason := fault(target):
                raise ValueError(reason)
            return self(target, fault)
        return io.BytesIO(data)


def fetcher(tmp_path: Path, server: Server) -> Fetcher:
    """A fetcher for a book that names one host."""
    return Fetcher(("pictures.example.org",), tmp_path / "cache", server)


def test_a_picture_is_fetched_once(tmp_path: Path) -> None:
    """The second build takes it from the cache, though the server is gone."""
    server = Server(boat=png())
    assert fetcher(tmp_path, server)(URL) == png()
    server.files.clear()
    assert fetcher(tmp_path, server)(URL) == png()
    assert server.asked == [URL]


def test_what_was_tampered_with_in_the_cache_is_fetched_again(tmp_path: Path) -> None:
    """The cache names the digest of what it holds."""
    server = Server(boat=png())
    fetcher(tmp_path, server)(URL)
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(b"something else")
    assert fetcher(tmp_path, server)(URL) == png()
    assert len(server.asked) == 2


def test_other_hosts_are_not_asked(tmp_path: Path) -> None:
    """None, so that the usual warning stands; nor is a host whose name only looks alike."""
    server = Server()
    for url in (
        "https://example.org/boat.png",
        "https://pictures.example.org.evil.net/boat.png",
        "//x",
        "https://[x",
    ):
        assert fetcher(tmp_path, server)(url) is None
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://pictures.example.org/boat.png",
        "https://pictures.example.org:8443/boat.png",
        "https://me:word@pictures.example.org/boat.png",
        "ftp://pictures.example.org/boat.png",
    ],
)
def test_only_https_is_spoken(url: str, tmp_path: Path) -> None:
    """No other protocol, port or password."""
    server = Server()
    assert isinstance(fetcher(tmp_path, server)(url), Refusal)
    assert server.asked == []


@pytest.mark.parametrize("target", ["https://evil.net/a.png", "http://pictures.example.org/a.png"])
def test_an_address_that_leads_elsewhere_is_not_followed(target: str, tmp_path: Path) -> None:
    """A server cannot send us to a host that the book does not name, nor to plain http."""
    answer = fetcher(tmp_path, Server(boat=f"to {target}".encode()))(URL)
    assert isinstance(answer, Refusal)
    assert answer.code == "image-fetch"


def test_a_picture_without_end_is_given_up(tmp_path: Path) -> None:
    """One byte more than the limit is too much, and is not kept."""
    answer = fetcher(tmp_path, Server(boat=bytes(FILE_LIMIT + 1)))(URL)
    assert isinstance(answer, Refusal)
    assert "too large" in answer.message
    assert not (tmp_path / "cache").exists()


def test_a_missing_picture_is_told_with_its_address(tmp_path: Path) -> None:
    """As the server said it."""
    answer = fetcher(tmp_path, Server())(URL)
    assert isinstance(answer, Refusal)
    assert URL in answer.message
    assert "404" in answer.message


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_this_machine_is_never_asked(host: str) -> None:
    """Whatever a name stands for, an address of one's own network is refused before anything is sent."""
    with pytest.raises(ValueError, match="public network"):
        open_url(f"https://{host}/secret", lambda _: "")


@pytest.mark.parametrize("name", ["localhost", "10.0.0.1", "intranet", "a b.org", "https://x.org", "[::1]"])
def test_only_names_of_public_hosts_may_be_listed(name: str) -> None:
    """No bare names, addresses or whole links."""
    assert not is_host(name)
    assert is_host("upload.wikimedia.org")


def test_a_fetched_picture_is_in_both_editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is proved and cleaned as any other; a host that is not named keeps the warning."""
    server = Server(boat=png())
    monkeypatch.setattr(fetch, "open_url", server)
    (tmp_path / "book.toml").write_text(
        '[book]\ntitle = "Net"\n[pictures]\nfetch = ["pictures.example.org"]\n'
    )
    (tmp_path / "one.md").write_text(f"# One\n\n![A boat]({URL})\n\n![Another](https://else.org/a.png)\n")
    report = pipeline.build(tmp_path, "net", tmp_path / "out", ("epub",), Silent())
    assert [problem.code for problem in report.problems] == ["image-remote"]
    assert png() in report.artifacts[0].path.read_bytes()
    again = pipeline.build(tmp_path, "net", tmp_path / "out", ("epub",), Silent())
    assert again.artifacts[0].sha256 == report.artifacts[0].sha256
    assert server.asked == [URL]


def test_a_picture_that_cannot_be_fetched_ends_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the place of the line that wants it."""
    monkeypatch.setattr(fetch, "open_url", Server())
    (tmp_path / "book.toml").write_text(
        '[book]\ntitle = "Net"\n[pictures]\nfetch = ["pictures.example.org"]\n'
    )
    (tmp_path / "one.md").write_text(f"# One\n\n![A boat]({URL})\n")
    report = pipeline.build(tmp_path, "net", tmp_path / "out", ("epub",), Silent())
    assert [(problem.code, str(problem.at)) for problem in report.problems] == [("image-fetch", "one.md:3")]
    assert report.artifacts == ()

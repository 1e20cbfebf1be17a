"""Pictures from the network, for books that name the hosts: nothing else in Bindery fetches anything.

Used by `pipeline`, which hands it to `bind`. A manuscript may come from a stranger, so what it can make this
machine do is narrow: HTTPS to hosts that book.toml names, none of them on a network of one's own, so many
bytes and so many seconds. What was fetched is kept and not asked for again.
"""

from __future__ import annotations

import ipaddress
import socket
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from bindery.world import Refusal

FILE_LIMIT = 20 * 1024 * 1024
BOOK_LIMIT = 200 * 1024 * 1024
FILES_LIMIT = 500
_SECONDS, _PATIENCE = 20, 90
"""For one answer of a server; for one file."""


class Answer(Protocol):
    """What a server sends, as `urllib` gives it."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, or fewer at the end."""


Open = Callable[[str, Callable[[str], str]], AbstractContextManager[Answer]]
"""Opens an address; the second argument says what is wrong with an address that it leads on to."""


@dataclass(slots=True)
class Fetcher:
    """Fetches for one book."""

    hosts: Sequence[str]
    cache: Path
    open: Open
    _spent: int = field(default=0, repr=False)
    _count: int = field(default=0, repr=False)

    def __call__(self, url: str) -> bytes | Refusal | None:
        """The bytes at an address; None when its host is not one of the book's."""
        if _parts(url)[1] not in self.hosts:
            return None
        if fault := self._fault(url):
            return _refused(url, fault)
        kept = self._kept(url)
        return self._fetched(url) if kept is None else kept

    def _fetched(self, url: str) -> bytes | Refusal:
        self._count += 1
        if self._count > FILES_LIMIT:
            return _refused(url, f"the book fetches more than {FILES_LIMIT} pictures")
        try:
            data = self._read(url)
        except (OSError, ValueError) as error:  # URLError, timeouts and bad certificates are OSErrors
            return _refused(url, str(getattr(error, "reason", error)).lower())
        self._spent += len(data)
        if len(data) > FILE_LIMIT or self._spent > BOOK_LIMIT:
            return _refused(url, "it is too large")
        self._keep(url, data)
        return data

    def _fault(self, url: str) -> str:
        """What is wrong with an address; empty when nothing is."""
        scheme, host, rest = _parts(url)
        if host not in self.hosts:
            return f"{host or url} is not one of the hosts that book.toml names"
        return "" if scheme == "https" and rest == host else "only https addresses are fetched"

    def _read(self, url: str) -> bytes:
        end, data = time.monotonic() + _PATIENCE, b""
        with self.open(url, self._fault) as answer:
            while chunk := answer.read(1 << 16):
                data += chunk
                if len(data) > FILE_LIMIT:
                    break
                if time.monotonic() > end:
                    raise ValueError("the server is too slow")
        return data

    def _kept(self, url: str) -> bytes | None:
        """What lies in the cache, if it is what was put there."""
        for file in self.cache.glob(f"{_key(url)}.*"):
            data = file.read_bytes()
            if sha256(data).hexdigest() == file.suffix[1:]:
                return data
        return None

    def _keep(self, url: str, data: bytes) -> None:
        self.cache.mkdir(parents=True, exist_ok=True)
        aside = self.cache / f"{_key(url)}-{sha256(data).hexdigest()[:8]}.part"
        aside.write_bytes(data)
        aside.replace(self.cache / f"{_key(url)}.{sha256(data).hexdigest()}")


def _parts(url: str) -> tuple[str, str, str]:
    """Scheme, host, and the host with what stands round it: user, password, port."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.netloc.lower().removesuffix(":443")
    except ValueError:  # a bracket without its fellow
        return "", "", ""


def _key(url: str) -> str:
    return sha256(url.encode()).hexdigest()[:32]


def _refused(url: str, reason: str) -> Refusal:
    hint = "save it in the book's folder and name it there"
    return Refusal("image-fetch", f"image {url!r} cannot be fetched: {reason}", hint)


class _Redirects(urllib.request.HTTPRedirectHandler):
    def __init__(self, fault: Callable[[str], str]) -> None:
        self._fault = fault

    def redirect_request(self, *args: Any) -> urllib.request.Request | None:
        """Follow only to where the book may fetch from."""
        if reason := self._fault(args[5]) or _private(args[5]):
            raise ValueError(reason)
        return super().redirect_request(*args)


def open_url(url: str, fault: Callable[[str], str]) -> AbstractContextManager[Answer]:
    """Open an address of the public network."""
    if reason := _private(url):
        raise ValueError(reason)
    opener = urllib.request.build_opener(_Redirects(fault))
    request = urllib.request.Request(url, headers={"User-Agent": "Bindery"})  # noqa: S310  (https, by `_fault`)
    answer: AbstractContextManager[Answer] = opener.open(request, timeout=_SECONDS)
    return answer


def _private(url: str) -> str:
    """Why a host is not asked: it lies on this machine or on a network of one's own."""
    host = _parts(url)[1]
    found = {str(row[4][0]) for row in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    strange = [address for address in found if not ipaddress.ip_address(address).is_global]
    return f"{host} is no host of the public network" if strange else ""

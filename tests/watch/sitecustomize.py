"""Put on the path of a build by `test_safety`: writes down each connection and each opened file.

Python imports a module of this name by itself, in the build's child processes too.
"""

from __future__ import annotations

import os
import sys

NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request")
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")
_LOG = os.open(os.environ["BINDERY_WATCH"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" or event in NETWORK or event in PROGRAMS:
        os.write(_LOG, f"{event} {arguments[0]!r}\n".encode())


sys.addaudithook(_watch)

"""Books that want to read, reach or break what they may not: the cases of `test_safety`.

``@/`` in a file stands for the absolute path of the folder with the secret files; a value that begins with
``->`` is a symbolic link.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

MARK = "MARK-7f3a91"
TEXT = "# One\n\nText.\n"
CODES = frozenset(
    {
        "file-unreadable", "file-missing", "include-missing", "image-bad", "image-missing", "image-remote",
        "template-syntax", "template-variable", "book-missing", "key-type", "too-much", "style-loads",
    }
)  # fmt: skip
"""What a refusal may be called."""
JINJA = "\n[markdown]\njinja = true\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
LAUGHS = (
    '<!DOCTYPE svg [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + ']><svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>'
)
STOLEN = '<!DOCTYPE svg [<!ENTITY s SYSTEM "file://@/secret.txt">]>' + DRAWING.format("", "<text>&s;</text>")


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """A grey PNG that says it has this size; `data` is its compressed content."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def small_png() -> bytes:
    """A sound PNG of 4 by 4."""
    return png(4, 4, zlib.compress(b"\0\1\2\3\4" * 4))


Files = Mapping[str, str | bytes]


def _image(source: str, **files: str | bytes) -> Files:
    return {"one.md": f"# One\n\n![A picture]({source})\n", **files}


def _file(name: str, content: str | bytes) -> Files:
    return {"one.md": f"# One\n\n![A picture]({name})\n", name: content}


def _template(text: str) -> Files:
    return {"one.md": TEXT, "templates/print/title.html": text, "templates/epub/title.xhtml": text}


def _jinja(text: str) -> Files:
    return {"one.md": f"# One\n\n{text}\n", "book.toml": JINJA}


REFUSED: Mapping[str, Files] = {
    "include-above": {"one.md": "# One\n\n{{#include ../secrets/secret.txt}}\n"},
    "include-far-above": {"one.md": "# One\n\n{{#include ../../../../../../../../etc/passwd}}\n"},
    "include-absolute": {"one.md": "# One\n\n{{#include @/secret.txt}}\n"},
    "include-linked": {"one.md": "# One\n\n{{#include a.txt}}\n", "a.txt": "->@/secret.txt"},
    "include-folder-linked": {"one.md": "# One\n\n{{#include a/secret.txt}}\n", "a": "->@"},
    "chapter-linked": {"one.md": "->@/secret.md"},
    "toml-linked": {"one.md": TEXT, "book.toml": "->@/secret.toml"},
    "summary-above": {"SUMMARY.md": "# Summary\n\n- [One](../secrets/secret.md)\n"},
    "summary-absolute": {"SUMMARY.md": "# Summary\n\n- [One](@/secret.md)\n"},
    "chapters-above": {"book.toml": '\nchapters = ["../secrets/secret.md"]\n'},
    "src-above": {"one.md": TEXT, "book.toml": '\nsrc = "../secrets"\n'},
    "cover-above": {"one.md": TEXT, "book.toml": '\ncover = "../secrets/secret.png"\n'},
    "cover-linked": {"one.md": TEXT, "book.toml": '\ncover = "c.png"\n', "c.png": "->@/secret.png"},
    "image-above": _image("../secrets/secret.png"),
    "image-absolute": _image("@/secret.png"),
    "image-encoded": _image("%2e%2e/secrets/secret.png"),
    "image-linked": _file("a.png", "->@/secret.png"),
    "image-device": _image("/dev/zero"),
    "image-pipe": _file("a.png", "|"),
    "image-huge": _file("a.png", png(100_000, 100_000)),
    "image-bomb": _file("a.png", png(30_000, 30_000, zlib.compress(bytes(30_000 * 3000)))),
    "image-cut": _file("a.png", small_png()[:40]),
    "svg-laughs": _file("a.svg", LAUGHS),
    "svg-stolen": _file("a.svg", STOLEN),
    "svg-stolen-16": _file("a.svg", STOLEN.encode("utf-16")),
    "templates-linked": {"one.md": TEXT, "templates": "->@"},
    "template-linked": {"one.md": TEXT, "templates/print/title.html": "->@/secret.txt"},
    "sheet-linked": {"one.md": TEXT, "templates/css/epub/a.css": "->@/secret.txt"},
    "sheets-linked": {"one.md": TEXT, "templates/css/epub": "->@"},
    "template-include-above": _template('{% include "../../../secrets/secret.txt" %}'),
    "template-include-absolute": _template('{% include "@/secret.txt" %}'),
    "template-class": _template("{{ ''.__class__.__mro__[1].__subclasses__() }}"),
    "template-globals": _template("{{ book.__init__.__globals__ }}"),
    "template-format": _template('{{ "{0.__class__.__init__.__globals__}".format(book) }}'),
    "template-attr": _template('{{ book | attr("__class__") | attr("__mro__") }}'),
    "template-cycler": _template("{{ cycler.__init__.__globals__.os.environ }}"),
    "template-range": _template("{% for i in range(10 ** 9) %}a{% endfor %}"),
    "template-division": _template("{{ 1 // 0 }}"),
    "template-types": _template("{{ 'a' + 1 }}"),
    "template-depth": _template("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}"),
    "template-itself": _template('{% include "print/title.html" %}{% include "epub/title.xhtml" %}'),
    "sheet-imports": {"one.md": TEXT, "templates/css/epub/a.css": "@import 'http://127.0.0.1/a.css';\n"},
    "sheet-reads": {
        "one.md": TEXT,
        "templates/css/print/a.css": "p { background: url(file://@/secret.png) }\n",
    },
    "sheet-escapes": {
        "one.md": TEXT,
        "templates/css/print/a.css": "p { background: u\\72l(file://@/secret.png) }\n",
    },
    "sheet-at-escapes": {
        "one.md": TEXT,
        "templates/css/epub/a.css": "@\\69mport 'http://127.0.0.1/a.css';\n",
    },
    "sheet-fonts": {
        "one.md": TEXT,
        "templates/css/print/a.css": "@font-face { font-family: a; src: url(http://127.0.0.1/a.woff) }\n",
    },
    "sheet-image-set": {
        "one.md": TEXT,
        "templates/css/epub/a.css": "p { background: image-set('http://127.0.0.1/a.png' 1x) }\n",
    },
    "jinja-class": _jinja("{{ ''.__class__.__mro__ }}"),
    "jinja-include": _jinja("{% include 'one.md' %}"),
    "jinja-import": _jinja("{% import 'one.md' as a %}"),
    "jinja-power": _jinja("{{ 9 ** 9 ** 9 }}"),
    "jinja-product": _jinja("{{ 'a' * 10000000000 }}"),
    "jinja-format": _jinja("{{ '%999999999d' % 1 }}"),
    "jinja-loops": _jinja(
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}a"
        "{% endfor %}{% endfor %}{% endfor %}"
    ),
    "jinja-grow": _jinja("{% set a = 'a' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}"),
}
"""Books that must not be built, by what they try."""

OBFUSCATED = (
    "javascript:steal()", "JaVaScRiPt:steal()", " javascript:steal()", "java&#10;script:steal()",
    "&#x6A;avascript:steal()", "java&Tab;script:steal()", "&#1;javascript:steal()", "vbscript:steal()",
    "data:text/html,<script>steal()</script>", "file://@/secret.txt", "//127.0.0.1/steal", "blob:steal",
    "jav\tascript:steal()", "javascript&colon;steal()",
)  # fmt: skip
MARKUP = (
    "<script>steal()</script>", "<ScRiPt src='http://127.0.0.1/a.js'></sCrIpT>",
    "<p onclick='steal()' ONMOUSEOVER=steal()>words</p>", "<iframe src='http://127.0.0.1/'></iframe>",
    "<object data='file://@/secret.txt'></object>", "<embed src='file://@/secret.txt'>",
    "<form action='javascript:steal()'><input type='submit' formaction='javascript:steal()'></form>",
    "<meta http-equiv='refresh' content='0;url=http://127.0.0.1/'>", "<base href='http://127.0.0.1/'>",
    "<link rel='stylesheet' href='http://127.0.0.1/a.css'>", "<link rel='attachment' href='file://@/secret.txt'>",
    "<style>@import 'http://127.0.0.1/a.css'; p { background: url(file://@/secret.png) }</style>",
    "<p style='background: url(http://127.0.0.1/a.png)'>styled</p>",
    "<p style='background: url(file://@/secret.png)'>styled</p>",
    "<a href='one.md' ping='http://127.0.0.1/'>pinged</a>", "<a rel='attachment' href='a.png'>attached</a>",
    "<img src='a.png' alt='x' onerror='steal()' srcset='http://127.0.0.1/a.png 2x'>",
    "<picture><source srcset='http://127.0.0.1/a.png'><img src='a.png' alt='x'></picture>",
    "<video src='http://127.0.0.1/a.mp4' poster='http://127.0.0.1/a.png'></video>",
    "<audio src='http://127.0.0.1/a.mp3' autoplay></audio>",
    "<table background='http://127.0.0.1/a.png'><tr><td>cell</td></tr></table>",
    "<svg onload='steal()'><script>steal()</script><image href='http://127.0.0.1/a.png'/></svg>",
    "<svg><foreignObject><body onload='steal()'><p>x</p></body></foreignObject></svg>",
    "<svg><use href='http://127.0.0.1/a.svg#a'/><a xlink:href='javascript:steal()'><text>x</text></a></svg>",
    "<svg><animate attributeName='href' values='javascript:steal()'/></svg>",
    "<math><maction actiontype='statusline' xlink:href='javascript:steal()'>x</maction></math>",
    "<noscript><p title='</noscript><script>steal()</script>'></noscript>", "</section></body></html>",
    "<![CDATA[<script>steal()</script>]]>", "<?php steal() ?>", "<!--><script>steal()</script>-->",
    "<title>x</title><textarea></textarea><plaintext>",
)  # fmt: skip
DRAWN = DRAWING.format(
    'width="20" height="20" onload="steal()"',
    "<script>steal()</script><rect width='9' height='9' onclick='steal()'/>"
    "<image width='9' height='9' href='http://127.0.0.1/a.png'/>"
    "<image width='9' height='9' xlink:href='file://@/secret.png'/>"
    "<use href='http://127.0.0.1/a.svg#a'/><a href='javascript:steal()'><text>x</text></a>"
    "<style>@import 'http://127.0.0.1/a.css'; rect { fill: url(http://127.0.0.1/a.svg#a) }</style>"
    "<rect width='9' height='9' style='fill: url(file://@/secret.svg#a)'/>"
    "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>"
    "<set attributeName='href' to='javascript:steal()'/>",
)
SHEET = "h1::after { content: '</style><script>steal()</script>' } /* </style><script>steal()</script> */\n"
TAMED: Mapping[str, Files] = {
    "markup": {
        "one.md": "# One\n\n"
        + "\n\n".join(f"Before {n}.\n\n{m}\n\nAfter {n}." for n, m in enumerate(MARKUP))
        + "\n",
        "a.png": small_png(),
    },
    "links": {
        "one.md": "# One\n\n"
        + "\n\n".join(f'<a href="{href}">raw</a> and [written](<{href}>).' for href in OBFUSCATED)
        + "\n",
    },
    "drawing": _file("a.svg", DRAWN),
    "image-file-url": _image("file://@/secret.png"),
    "image-data": _image("data:image/svg+xml,<svg onload='steal()'/>"),
    "sheets": {"one.md": TEXT, "templates/css/print/a.css": SHEET, "templates/css/epub/a.css": SHEET},
    "titles": {
        "one.md": "# <script>steal()</script> & *One* <b onclick='steal()'>two</b>\n\nText.\n",
        "book.toml": '\nsubtitle = "<script>steal()</script>"\nrights = "{{ 7 * 7 }} & <b>"\n'
        'publisher = "]]> --> \\\\"\n',
    },
}
"""Books that may be built, or refused, but must come out harmless."""


def write(root: Path, files: Files, secrets: Path) -> Path:
    """Write a book. Its book.toml begins with a title, unless it is a link."""
    root.mkdir(parents=True)
    if not str(files.get("book.toml", "")).startswith("->"):
        (root / "book.toml").write_text('[book]\ntitle = "Hostile"\n', encoding="utf-8")
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            named = content.replace(b"@/", f"{secrets}/".encode()) if b"<svg" in content else content
            path.write_bytes(named)
        elif content == "|":
            os.mkfifo(path)
        elif content.startswith("->"):
            path.symlink_to(content[2:].replace("@", str(secrets)))
        else:
            with path.open("a", encoding="utf-8") as file:
                file.write(content.replace("@/", f"{secrets}/"))
    return root


def write_secrets(folder: Path) -> Path:
    """The files that nobody may read."""
    folder.mkdir()
    for name in ("secret.txt", "secret.md", "secret.css", "theme.toml"):
        (folder / name).write_text(f"# {MARK}\n\n{MARK}\n", encoding="utf-8")
    (folder / "secret.toml").write_text(f'[book]\ntitle = "{MARK}"\n', encoding="utf-8")
    (folder / "secret.svg").write_text(DRAWING.format("", f"<text>{MARK}</text>"), encoding="utf-8")
    (folder / "secret.png").write_bytes(small_png())
    return folder

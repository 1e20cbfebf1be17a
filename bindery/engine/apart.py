"""A part of the book laid out by itself: without heads and folios, which belong to the whole, without
fonts, which are embedded once, and with links whose ends are in other parts. Used by `galley`, `heads`,
`link`.

What of WeasyPrint is private and relied on here is named below with digests; where a file is another,
books are laid out in one piece.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from bindery.engine import fonts, repairs

_LOGGER = logging.getLogger("weasyprint")
_RELIED_ON = {
    "layout/__init__.py": "f226ba97ad21e447",
    "layout/page.py": "d99c5aceb36d4586",
    "layout/background.py": "3d98949e4fe71bc7",
    "pdf/__init__.py": "426e0855db047312",
    "pdf/tags.py": "fae488b773686ea7",
    "pdf/anchors.py": "672f076120ae0c5e",
    "pdf/fonts.py": "9ad9a202a416b845",
    "pdf/stream.py": "4faf9169d1970d46",
    "css/__init__.py": "77ad7287f90d7cfa",
    "css/targets.py": "dc7a175f80bbca47",
    "document.py": "f08f91af64563f5f",
    "text/fonts.py": "59d74d0c161349b8",
}
"""The files of WeasyPrint whose private parts are called or replaced, and their digests."""


@cache
def strange() -> tuple[str, ...]:
    """The files that are others in this version of WeasyPrint."""
    import weasyprint  # noqa: PLC0415 - only once fontconfig sees our fonts alone

    root = Path(weasyprint.__file__).parent
    return tuple(name for name, known in _RELIED_ON.items() if _digest(root / name) != known)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""


def prepare(families: Sequence[str]) -> None:
    """Have WeasyPrint see our type alone, and its repairs made, where it writes what others laid out."""
    fonts.use(fonts.fontconfig(families))
    repairs.apply()


@contextmanager
def apart(*, margins: bool = False, first: int = 1) -> Iterator[None]:
    """Lay out and draw parts of a book. With `margins`, heads and folios are not left out; `first` is the
    number of the first page."""
    from weasyprint import layout, pdf  # noqa: PLC0415

    with ExitStack() as replaced:
        replaced.enter_context(_in_place(layout, "initialize_page_maker", _from(first)))
        if not margins:
            replaced.enter_context(_in_place(layout, "make_margin_boxes", lambda *_: ()))
        replaced.enter_context(_in_place(pdf, "build_fonts_dictionary", _no_fonts))
        replaced.enter_context(_in_place(pdf.stream, "Font", _described(pdf.stream.Font)))
        replaced.enter_context(_in_place(pdf, "resolve_links", _own_ends))
        yield


@contextmanager
def _in_place(module: ModuleType, name: str, function: Callable[..., Any]) -> Iterator[None]:
    original = getattr(module, name)
    setattr(module, name, function)
    try:
        yield
    finally:
        setattr(module, name, original)


def _from(first: int) -> Callable[[Any, Any], None]:
    """Count pages from a number."""
    from weasyprint.layout import initialize_page_maker  # noqa: PLC0415

    def initialize(context: Any, root_box: Any) -> None:
        initialize_page_maker(context, root_box)
        _, counters, scopes, _ = context.page_maker[0][3]
        counters["page"] = [first - 1]
        scopes[0].add("page")

    return initialize


def _described(font: Any) -> Any:
    """A class of fonts that remember how Pango describes them, so that they are found again."""
    from weasyprint.text.ffi import ffi, pango  # noqa: PLC0415

    class Described(font):  # type: ignore[misc]
        def __init__(self, pango_font: Any, description: Any, size: float) -> None:
            super().__init__(pango_font, description, size)
            self.described = ffi.string(pango.pango_font_description_to_string(description)).decode()

    return Described


def _no_fonts(*_: Any) -> Any:
    import pydyf  # noqa: PLC0415

    return pydyf.Dictionary()


def _own_ends(pages: Any) -> Iterator[tuple[Any, Any]]:
    """All links of each page, and the ends of links that lie on it."""
    for page in pages:
        yield page.links, [(name, x, y) for name, (x, y, *_) in page.anchors.items()]


def render(source: Any, families: Sequence[str], numbers: Mapping[str, int]) -> tuple[Any, Any]:
    """Lay out what `weasyprint.HTML` has read; the document, and what its layout knows of its pages.
    `numbers` are those of pages in other parts, by the ids that begin there."""
    from weasyprint import DEFAULT_OPTIONS  # noqa: PLC0415
    from weasyprint.document import Document  # noqa: PLC0415

    found: list[Any] = []

    class Part(Document):  # type: ignore[misc]
        @classmethod
        def _build_layout_context(cls, *arguments: Any) -> Any:
            with _known_sheets():
                context = super()._build_layout_context(*arguments)
            _tell(context.target_collector, numbers)
            found.append(context)
            return context

    options = {**DEFAULT_OPTIONS, "pdf_variant": "pdf/ua-1"}
    configured = configuration(tuple(families))
    return Part._render(source, configured, None, None, options), found[0]  # noqa: SLF001 - for private parts


def context_of(source: Any, families: Sequence[str]) -> tuple[Any, Any]:
    """What a layout would know before it has made a page, and its fonts."""
    from weasyprint import DEFAULT_OPTIONS  # noqa: PLC0415
    from weasyprint.css.counters import CounterStyle  # noqa: PLC0415
    from weasyprint.document import Document  # noqa: PLC0415

    configured = configuration(tuple(families))
    with _known_sheets():
        return Document._build_layout_context(  # noqa: SLF001 - as above
            source, configured, CounterStyle(), {}, DEFAULT_OPTIONS.copy()
        ), configured


@lru_cache(maxsize=1)
def configuration(families: tuple[str, ...]) -> Any:  # noqa: ARG001 - what it is known by
    """The fonts of the parts of a book, which fontconfig has been told."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    return FontConfiguration()


def _tell(collector: Any, numbers: Mapping[str, int]) -> None:
    """Tell the layout on which pages stands what is not in it."""
    from weasyprint.css.targets import TargetLookupItem  # noqa: PLC0415

    for id_, number in numbers.items():
        item = TargetLookupItem("up-to-date")
        item.target_box = SimpleNamespace(cached_counter_values={"page": [number]})
        collector.target_lookup_items.setdefault(id_, item)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A style sheet, with what it tells the layout besides, and what was said of it."""

    sheet: Any
    counters: Mapping[str, Any]
    pages: Sequence[Any]
    layers: Sequence[Any]
    said: Sequence[logging.LogRecord]


_SHEETS: dict[str, _Parsed] = {}
"""The last style sheet, by its text: the parts of a book have the same."""


@contextmanager
def _known_sheets() -> Iterator[None]:
    """Parse a style sheet once for all parts; what was said of it is said each time."""
    from weasyprint import css  # noqa: PLC0415

    parse = css.CSS

    def parsed(*, string: str, counter_style: Any, page_rules: Any, layers: Any, **rest: Any) -> Any:
        if known := _SHEETS.get(string):
            for record in known.said:
                _LOGGER.handle(record)
        else:
            known = _parsed(parse, string, counter_style, rest)
            _SHEETS.clear()
            _SHEETS[string] = known
        counter_style.update(known.counters)
        page_rules += known.pages
        layers += known.layers
        return known.sheet

    with _in_place(css, "CSS", parsed):
        yield


def _parsed(parse: Callable[..., Any], string: str, counter_style: Any, rest: Mapping[str, Any]) -> _Parsed:
    before, pages, layers = dict(counter_style), [], []  # type: ignore[var-annotated]
    with _hearing() as said:
        sheet = parse(string=string, counter_style=counter_style, page_rules=pages, layers=layers, **rest)
    counters = {name: style for name, style in counter_style.items() if before.get(name) is not style}
    return _Parsed(sheet, counters, pages, layers, said)


@contextmanager
def _hearing() -> Iterator[list[logging.LogRecord]]:
    """What WeasyPrint says in the meantime, which others hear too."""
    said: list[logging.LogRecord] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record)

    handler = Ear(logging.WARNING)
    _LOGGER.addHandler(handler)
    try:
        yield said
    finally:
        _LOGGER.removeHandler(handler)

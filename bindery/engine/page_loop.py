"""Where copyfitting is put into WeasyPrint: the loop that makes pages, and their height. Used by `plain`.

Like the repairs, each replacement is guarded by a hash of what it replaces; if one function is another, none
is replaced, and books are not fitted. A document asks for fitting by `ask`; others pass through unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from bindery.engine.carding import card
from bindery.engine.fitting import Fitter, Fitting
from bindery.engine.repairs import fits

_MAKE_ALL_PAGES = "b5e4034894841caa"
_MAKE_PAGE = "656f183328e8b1b5"
_PAGE_HEIGHT = "71a0230377c0354e"


def apply() -> tuple[str, ...]:
    """Replace all three once; the names of the functions that are others in this version of WeasyPrint."""
    from weasyprint import layout  # noqa: PLC0415 - only once fontconfig sees our fonts alone
    from weasyprint.layout import page  # noqa: PLC0415

    if hasattr(layout.make_all_pages, "repaired"):
        return ()
    strange: list[str] = []
    fits(layout.make_all_pages, _MAKE_ALL_PAGES, strange)
    fits(page.make_page, _MAKE_PAGE, strange)
    fits(page.page_height, _PAGE_HEIGHT, strange)
    if not strange:
        layout.make_all_pages = _fitted(layout.make_all_pages)
        page.make_page = _cut_short(page.make_page)
        page.page_height = _lower(page.page_height)
    return tuple(strange)


def ask(html: Any, fitting: Fitting | None) -> None:
    """Have a document fitted when it is laid out."""
    html.bindery_fitting = fitting


def _fitted(make_all_pages: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """The loop that makes pages; its first turn is copyfitting's, if the document asks for it, and each ends
    with carding."""

    @wraps(make_all_pages)
    def repaired(context: Any, root_box: Any, html: Any, pages: list[Any]) -> Iterator[Any]:
        fitting = getattr(html, "bindery_fitting", None)
        if fitting is None:
            yield from make_all_pages(context, root_box, html, pages)
            return
        if not pages:
            context.bindery_fitter = fitter = Fitter(context, root_box, html, make_all_pages, fitting)
            made = fitter.pages()
        else:
            made = list(make_all_pages(context, root_box, html, pages))
        if len(made) in fitting.pages:  # others are laid out anew
            card(context.bindery_fitter.chapters, made, fitting.leading / 0.75)
        yield from made

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired


def _cut_short(make_page: Callable[..., Any]) -> Callable[..., Any]:
    """Make a page; one that is to end early gets its height back when it is full."""

    @wraps(make_page)
    def repaired(context: Any, root_box: Any, kind: Any, resume_at: Any, number: int, *rest: Any) -> Any:
        cuts = getattr(context, "bindery_cuts", None)
        is_cut = cuts is not None and (number - 1 in cuts.numbers or str(resume_at) in cuts.starts)
        context.bindery_depth = depth = getattr(cuts, "depth", 0.0) if is_cut else 0.0
        page, *after = make_page(context, root_box, kind, resume_at, number, *rest)
        if depth:
            page.height += depth
            page.margin_bottom -= depth
            page.children[1].translate(dy=depth)
        return page, *after

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired


def _lower(page_height: Callable[..., None]) -> Callable[..., None]:
    """Find the height of a page, which is less if it is to end early."""

    @wraps(page_height)
    def repaired(page: Any, context: Any, height: float) -> None:
        page_height(page, context, height)
        depth = getattr(context, "bindery_depth", 0.0)
        page.height -= depth
        page.margin_bottom += depth

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired

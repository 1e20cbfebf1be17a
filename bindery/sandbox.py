"""Jinja in a manuscript, for books that ask for it: the book's own variables and nothing else.

Used by `read`. What a template may do is listed, not what it may not: output, ``if``, ``for``, ``set``,
``raw`` and a few filters, no macros, includes or calls but ``range``. So each value is bounded by `_LONGEST`,
each file by `_EXPRESSIONS`, by `_STEPS` rounds of its loops and by the size of its output. A comment is
``{## ... ##}``, because ``{#name}`` names a place in Markdown.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bindery.include import DIRECTIVE, Lines
from bindery.problems import Place, Problem
from bindery.world import FILE_LIMIT

_LONGEST = 20_000
_LARGEST = 10**15
_STEPS = 100_000
_EXPRESSIONS = 20_000
_TOKENS = 100_000
_NAME = "manuscript"
# Control characters cannot occur in a source: they carry directives and line numbers through Jinja.
_HELD = re.compile("\x01([0-9]+)\x01")
_MARK = re.compile("\x02([0-9]+)\x02")
_FILTERS = (
    "abs", "capitalize", "count", "d", "default", "first", "float", "int", "last", "length", "lower", "round",
    "title", "trim", "upper",
)  # fmt: skip
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For,
    nodes.Assign, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
    nodes.Filter, nodes.Test, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.List, nodes.Tuple,
    nodes.Call, nodes.Concat, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv,
    nodes.Mod, nodes.Neg, nodes.Pos,
)  # fmt: skip
_RUN_FAULTS = (
    TemplateError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
)


def render(lines: Lines, variables: Mapping[str, object]) -> tuple[Lines, list[Problem]]:
    """The lines after Jinja, each at the place of the line that it came from; unchanged after a fault."""
    text, held = _hold("\n".join(line for line, _ in lines))
    if "{{" not in text and "{%" not in text and "{##" not in text:
        return lines, []
    places = [place for _, place in lines]
    environment = _Environment()
    try:
        marked = _mark_lines(environment, text)
        tree = environment.parse(marked)
        if faults := list(_forbidden(tree, places)) or list(_undefined(tree, variables, places)):
            return lines, faults
        template = environment.template(tree)
        rendered = _release(environment.run(template, variables), held)
    except (TemplateSyntaxError, SyntaxError, MemoryError, *_RUN_FAULTS) as error:
        return lines, [_fault(error, places)]
    return _placed(rendered, places), []


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox whose loops and values are bounded; one for each file, because it counts."""

    intercepted_binops = frozenset(("+", "*", "%"))

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined, keep_trailing_newline=True,
            comment_start_string="{##", comment_end_string="##}",
        )  # fmt: skip
        self.globals = {"range": _short_range}
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.filters["_counted"] = self._counted
        self.filters["_bounded"] = _bounded
        self.steps = _STEPS

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse a sum, product or format that would be huge, before it is made."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("formatting with % is not allowed")
        if operator == "*":
            _check_product(left, right)
        return _bounded(super().call_binop(context, operator, left, right))

    def template(self, tree: nodes.Template) -> Template:
        """The compiled template, its loops counted and its values bounded."""
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "_counted", [], [], None, None, lineno=loop.lineno)
        for assignment in tree.find_all(nodes.Assign):
            value = assignment.node
            assignment.node = nodes.Filter(value, "_bounded", [], [], None, None, lineno=assignment.lineno)
        return Template.from_code(self, self.compile(tree, _NAME, _NAME), self.globals)

    def run(self, template: Template, variables: Mapping[str, object]) -> str:
        """The output, given up when it grows too large."""
        pieces: list[str] = []
        size = 0
        for piece in template.generate(**variables):
            size += len(piece)
            if size > FILE_LIMIT:
                raise SecurityError("the text would become too long")
            pieces.append(piece)
        return "".join(pieces)

    def _counted(self, items: Iterable[object]) -> Iterator[object]:
        for item in items:
            self.steps -= 1
            if self.steps < 0:
                raise SecurityError(f"loops run more than {_STEPS} times")
            yield item


def _short_range(*bounds: int) -> range:
    items = range(*bounds)
    if len(items) > _STEPS:
        raise SecurityError(f"a range is longer than {_STEPS}")
    return items


def _check_product(left: object, right: object) -> None:
    for value, factor in ((left, right), (right, left)):
        if (
            isinstance(value, str | list | tuple)
            and isinstance(factor, int)
            and len(value) * factor > _LONGEST
        ):
            raise SecurityError(f"a value is longer than {_LONGEST}")


def _bounded(value: Any) -> Any:
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise SecurityError(f"a number is larger than {_LARGEST}")
    if _size(value) > _LONGEST:
        raise SecurityError(f"a value is longer than {_LONGEST}")
    return value


def _size(value: object) -> int:
    if isinstance(value, list | tuple):
        return 1 + sum(map(_size, value))
    return len(value) if isinstance(value, str | range) else 1


def _hold(text: str) -> tuple[str, list[str]]:
    """Put directives such as ``{{#include}}`` aside: they are not Jinja's."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\x01{len(held) - 1}\x01"

    return DIRECTIVE.sub(hold, text), held


def _release(text: str, held: list[str]) -> str:
    return _HELD.sub(lambda match: held[int(match[1])] if int(match[1]) < len(held) else "", text)


def _mark_lines(environment: _Environment, text: str) -> str:
    """The template with the number of each line at the line's beginning, where that is plain text."""
    pieces: list[str] = []
    for count, (line, token, value) in enumerate(environment.lex(text)):
        if count > _TOKENS:
            raise TemplateSyntaxError("the file has too much Jinja", line)
        if token == "data":  # noqa: S105 - a token of the lexer, not a secret
            first, *rest = value.split("\n")
            pieces += [first, *(f"\n\x02{line + number}\x02{row}" for number, row in enumerate(rest, 1))]
        else:
            pieces.append(value)
    return "".join(pieces)


def _placed(rendered: str, places: list[Place]) -> Lines:
    """Each line without its marks, at the place that the first mark names, else that of the line before."""
    lines: Lines = []
    place = places[0]
    for row in rendered.split("\n"):
        if match := _MARK.search(row):
            place = places[min(int(match[1]), len(places)) - 1]
        lines.append((_MARK.sub("", row), place))
    return lines


def _undefined(
    tree: nodes.Template, variables: Mapping[str, object], places: list[Place]
) -> Iterator[Problem]:
    """All names that nothing defines, but for those that are only asked about or have a default."""
    unknown = meta.find_undeclared_variables(tree) - variables.keys() - {"range"}
    excused = {
        id(node.node)
        for node in tree.find_all((nodes.Filter, nodes.Test))
        if isinstance(node, nodes.Filter | nodes.Test)
        and node.name in {"default", "d", "defined", "undefined"}
    }
    for name in tree.find_all(nodes.Name):
        if name.name in unknown and id(name) not in excused:
            near = difflib.get_close_matches(name.name, list(variables), n=1)
            hint = f'Did you mean "{near[0]}"?' if near else "Define it below [variables] in book.toml."
            yield Problem(
                "template-variable", f"no variable '{name.name}'", _place(places, name.lineno), hint
            )


def _forbidden(tree: nodes.Template, places: list[Place]) -> Iterator[Problem]:
    """All that a manuscript's template may not do."""
    allowed = ", ".join(_FILTERS)
    hint = f"A manuscript may use output, if, for, set, raw and the filters {allowed}."
    count = 0
    for node in tree.find_all(nodes.Node):
        what = ""
        count += isinstance(node, nodes.Expr)
        if count > _EXPRESSIONS:
            yield Problem(
                "template-syntax", f"more than {_EXPRESSIONS} expressions", _place(places, node.lineno)
            )
            return
        if not isinstance(node, _ALLOWED):
            what = f"'{type(node).__name__.lower()}' is not allowed"
        elif isinstance(node, nodes.Call) and not _is_range(node):
            what = "only range() can be called"
        elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            what = f"no filter '{node.name}'"
        elif isinstance(node, nodes.For) and node.recursive:
            what = "a loop cannot be recursive"
        if what:
            yield Problem("template-syntax", what, _place(places, node.lineno), hint)


def _is_range(node: nodes.Call) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name == "range"


def _fault(error: BaseException, places: list[Place]) -> Problem:
    line = error.lineno if isinstance(error, TemplateSyntaxError) else _line_of(error)
    at = _place(places, line) if line else Place(places[0].path)
    if isinstance(error, UndefinedError):
        return Problem("template-variable", str(error), at, "Define it below [variables] in book.toml.")
    message = _MARK.sub("", str(error)).partition("\n")[0].partition(f" ({_NAME}")[0]
    if isinstance(error, RecursionError | MemoryError) or not message:
        message = "expressions nest too deeply"
    return Problem("template-syntax", message, at, "Text that Jinja shall not touch stands in {% raw %}.")


def _line_of(error: BaseException) -> int:
    """The line of the template at which it failed; Jinja has put it into the traceback."""
    line, frame = 0, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == _NAME:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _place(places: list[Place], line: int) -> Place:
    return places[min(max(line, 1), len(places)) - 1]

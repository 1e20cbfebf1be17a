"""Which variables a template uses, each followed to the class that documents it. Used by `test_docs`.

Works on the template's syntax tree, so that a branch that no sample reaches is looked at too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from jinja2 import nodes
from markupsafe import Markup

from bindery import contexts

Scope = Mapping[str, Any]
"""The type of each name: a class of `contexts`, a tuple of one, a plain type, or the set of words."""


def faults(tree: nodes.Template, scope: Scope) -> tuple[str, ...]:
    """Every use of an attribute that its class does not document."""
    return tuple(dict.fromkeys(_walk(tree, _with_macros(tree, scope))))


def _with_macros(tree: nodes.Template, scope: Scope) -> dict[str, Any]:
    """The scope with the arguments of the template's macros, typed by the first call that can be."""
    found = dict(scope)
    for macro in tree.find_all(nodes.Macro):
        calls = (c for c in tree.find_all(nodes.Call) if _spelt(c.node) == macro.name)
        for call in calls:
            for name, given in zip(macro.args, call.args, strict=True):
                if name.name not in found and (kind := _type(given, found)) is not None:
                    found[name.name] = kind
    return found


def _walk(node: nodes.Node, scope: dict[str, Any]) -> Iterator[str]:
    if isinstance(node, nodes.Getattr):
        owner = _type(node.node, scope)
        if owner is None or node.attr not in _names(owner):
            yield f"line {node.lineno}: {_spelt(node)}"
    inner = scope
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        inner = scope | {node.target.name: _item(_type(node.iter, scope))}
    for child in node.iter_child_nodes():
        yield from _walk(child, inner)


def _names(owner: Any) -> frozenset[str]:
    if isinstance(owner, frozenset):
        return owner
    return frozenset(item.name for item in fields(owner)) if is_dataclass(owner) else frozenset()


def _type(node: nodes.Node, scope: Scope) -> Any:
    """The type of an expression; None when it is not one of ours."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Getattr):
        owner = _type(node.node, scope)
        if is_dataclass(owner):
            return get_type_hints(owner, vars(contexts)).get(node.attr)
    return None


def _item(sequence: Any) -> Any:
    return next(iter(get_args(sequence)), None)


def _spelt(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_spelt(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def sample(kind: Any, depth: int = 2) -> Any:
    """An instance of a documented class, every field filled with something of its type."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind, vars(contexts))
        return kind(**{name: sample(hint, depth) for name, hint in hints.items()})
    if get_args(kind):
        return (sample(_item(kind), depth - 1),) if depth else ()
    return {str: "text", int: 1, bool: True, Markup: Markup("<b>text</b>")}[kind]

"""The algorithm that breaks a paragraph, against all ways to break a short one."""

from __future__ import annotations

from itertools import accumulate, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bindery.engine.lines.fit import Break, Fitted, Material, Start, fit
from bindery.engine.lines.rules import Rules

WORDS = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=2, max_size=9)


def material_of(words: list[tuple[int, bool]], *, scaled: bool = False) -> Material:
    """Words of some width with spaces of 3 between them; some may be divided before their last unit. Letters
    may be scaled, spaces with them."""
    advances: list[float] = []
    breaks: list[Break] = []
    for number, (width, divisible) in enumerate(words):
        if number:
            advances.append(3)
            breaks.append(Break(len(advances) - 1, len(advances)))
        advances += [1.0] * width
        if divisible and width > 2:
            at = len(advances) - 1
            breaks.append(Break(at, at, 50, hyphen=True, divided=True, tail=1))
    spaces = [wide if wide == 3 else 0 for wide in advances]
    widths = (0.0, *accumulate(advances))
    stretch = (0.0, *accumulate(wide / 2 for wide in spaces))
    shrink = (0.0, *accumulate(wide / 3 for wide in spaces))
    end = Break(len(advances), len(advances))
    letters = (0.0, *accumulate(0.02 if scaled else 0.0 for _ in advances))
    return Material(widths, stretch, shrink, (*sorted(breaks, key=lambda at: at.end), end), letters)


def cost_of(material: Material, ways: tuple[Break, ...], measure: float, rules: Rules) -> float | None:
    """What lines cost that end at some breaks, by The TeXbook, ch. 14; None if one is too full."""
    total, shape, run, start, before = 0.0, 1, 0, 0, Break(0, 0)
    for at in ways:
        last = at is material.breaks[-1]
        width = material.width[at.end] - material.width[start] + at.tail
        stretch = material.stretch[at.end] - material.stretch[start]
        shrink = material.shrink[at.end] - material.shrink[start]
        lack = measure - width
        letters = material.letters[at.end] - material.letters[start]
        lack -= min(max(lack, -letters), letters)
        if lack < -shrink - 1e-6:
            return None
        if lack < 0:
            ratio = lack / shrink if shrink else 0.0
        else:
            ratio = 0.0 if last else lack / stretch if stretch else 20.0 * (lack > 1e-6)
        badness = 100 * abs(ratio) ** 3
        now = 0 if ratio < -0.5 else 1 if ratio <= 0.5 else 2 if ratio <= 1 else 3
        total += (rules.line_penalty + badness) ** 2 + at.penalty**2
        if at.hyphen and run:
            total += rules.double_hyphen_demerits if run == 1 else rules.ladder_demerits
        total += rules.adjacent_demerits * (abs(now - shape) > 1)
        if last:
            total += rules.final_hyphen_demerits * before.hyphen
            short = material.width[at.end] - material.width[start] < rules.runt_share * measure
            total += rules.runt_demerits * (short and start > 0)
        shape, run, start, before = now, run + 1 if at.hyphen else 0, at.next, at
    return total


@settings(max_examples=150, deadline=None)
@given(WORDS, st.integers(9, 30), st.booleans())
def test_no_way_is_better(words: list[tuple[int, bool]], measure: int, scaled: bool) -> None:  # noqa: FBT001
    """Of all ways to break a paragraph the fit finds a cheapest one, or that there is none; also when it
    forgets how many lines there were."""
    material, rules = material_of(words, scaled=scaled), Rules()
    inner, last = material.breaks[:-1], material.breaks[-1]
    ways = [(*way, last) for count in range(len(inner) + 1) for way in combinations(inner, count)]
    costs = [cost for way in ways if (cost := cost_of(material, way, measure, rules)) is not None]
    found = fit(material, Start(0, 0.0, lambda _: float(measure)), rules, float("inf"))
    assert bool(found) == bool(costs)
    if found:
        cost = cost_of(material, tuple(line.at for line in found), measure, rules)
        assert cost is not None
        # A run of hyphens is kept for the best way to each shape only, as TeX does: a ladder may cost more.
        assert cost == pytest.approx(min(costs)) or cost >= rules.double_hyphen_demerits
        assert [line.start for line in found] == [0, *(line.at.next for line in found[:-1])]
    again = fit(material, Start(0, 0.0, lambda _: float(measure), 0), rules, float("inf"))
    assert bool(again) == bool(found)
    if found:
        other = cost_of(material, tuple(line.at for line in again), measure, rules)
        assert other is not None
        assert other == pytest.approx(cost) or max(other, cost or 0) >= rules.double_hyphen_demerits


def test_lines_follow_each_other() -> None:
    """A measure that changes from line to line is kept, as beside a float."""
    material = material_of([(4, False)] * 9)
    found: tuple[Fitted, ...] = fit(material, Start(0, 0.0, lambda n: 12.0 if n < 2 else 25.0), Rules(), 1e9)
    widths = [material.width[line.at.end] - material.width[line.start] for line in found]
    assert max(widths[:2]) <= 12
    assert max(widths[2:]) > 12

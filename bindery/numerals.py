"""Numbers as books write them: roman, Chinese, English words. Used where labels are decided (`bind`)."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
HAN_FIGURES = "〇一二三四五六七八九"
"""From 0 to 9."""
_TO_HAN = dict(enumerate(HAN_FIGURES, ord("0")))
_FROM_HAN = {ord(sign): str(number) for number, sign in enumerate(HAN_FIGURES)}
_WORDS = (
    "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen "
    "Sixteen Seventeen Eighteen Nineteen Twenty"
).split()


def roman(number: int) -> str:
    """Lower-case roman numeral of a positive number: 4 is “iv”."""
    out = ""
    for value, digits in _ROMAN:
        count, number = divmod(number, value)
        out += digits * count
    return out


def han(number: int) -> str:
    """Chinese numeral below ten thousand, as chapters count: 3 is 三, 10 十, 21 二十一, 105 一百〇五."""
    if number >= 10_000 or number < 1:
        return str(number)
    out, pending_zero = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            out += ("〇" if pending_zero else "") + HAN_FIGURES[digit] + unit
        pending_zero = bool(out) and not digit
    return out.removeprefix("一") if out.startswith("一十") else out


def han_figures(number: int) -> str:
    """A number in Chinese figures, as folios are counted: 12 is 一二."""
    return str(number).translate(_TO_HAN)


def figures(text: str) -> str:
    """Chinese figures as ours: 一二 is “12”; all else as it is."""
    return text.translate(_FROM_HAN)


def folio(number: int, style: str) -> str:
    """A page's number: roman (``r``), in Chinese figures (``cjk``), in figures (``D``)."""
    return {"r": roman, "cjk": han_figures}.get(style, str)(number)


def word(number: int) -> str:
    """English word up to twenty, figures above: 3 is “Three”, 21 is “21”."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)


def fill(pattern: str, number: int | str) -> str:
    """A label from its pattern: ``{n}`` figures, ``{roman}``, ``{Roman}``, ``{han}``, ``{word}``.

    A number that is a path of numbers (“2.1”) is given as a string and always written in figures.
    """
    if isinstance(number, str):
        return pattern.format(n=number, roman=number, Roman=number, han=number, word=number)
    return pattern.format(
        n=number, roman=roman(number), Roman=roman(number).upper(), han=han(number), word=word(number)
    )

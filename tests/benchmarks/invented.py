"""Prose that nobody wrote, for benchmarks where no novels are installed: no sense, but plausible lengths of
words, sentences, paragraphs and chapters. The same on every machine, and without an end.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

_WORDS = """
the and to of a in was that it her he she had with not as his for be at on but him is have which by so could
they all would from been no very were any this when there their who more or an if what one than such do them
must will said might only much own some then should about herself every little being other before after
thought never time think again without good well nothing down upon great long made like know how himself
most make over soon still always come though day house might against away quite seen found first heard left
room while morning letter evening friend father sister moment matter subject woman person family manner
feeling perhaps something between another present together looking certainly therefore believe happy passed
minutes attention returned answer opinion pleasure doubt walked window garden carriage gentleman
conversation acquaintance circumstance consideration understanding disappointment immediately particularly
neighbourhood satisfaction agreeable affection character engagement marriage party visit country village
weather winter summer journey evidently impossible indifferent cheerful spirits temper curiosity resolution
listening afterwards imagination expectation delighted astonished tolerable civility gratitude recollection
""".split()
_WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(len(_WORDS))))
"""A word is as frequent as its place in the list has it, as in any language."""
_SENTENCE = (19, 11)
_PARAGRAPH = (4, 2.5)
_CHAPTER = (42, 12)
"""How many words, sentences and paragraphs: mean and deviation, near those of an English novel."""
_SPOKEN, _COMMA, _SEMICOLON = 0.25, 0.09, 0.015


def chapters(seed: int = 1) -> Iterator[list[str]]:
    """The paragraphs of one chapter after the other."""
    chance = random.Random(seed)  # noqa: S311 - prose is no secret
    while True:
        yield [_paragraph(chance) for _ in range(_about(chance, _CHAPTER))]


def _paragraph(chance: random.Random) -> str:
    text = " ".join(_sentence(chance) for _ in range(_about(chance, _PARAGRAPH)))
    return f'"{text}"' if chance.random() < _SPOKEN else text


def _sentence(chance: random.Random) -> str:
    first, *rest = chance.choices(_WORDS, cum_weights=_WEIGHTS, k=1 + _about(chance, _SENTENCE))
    return first.capitalize() + "".join(_sign(chance) + word for word in rest) + chance.choice("......?!")


def _sign(chance: random.Random) -> str:
    """What parts a word from the one before."""
    drawn = chance.random()
    return "; " if drawn < _SEMICOLON else ", " if drawn < _COMMA else " "


def _about(chance: random.Random, size: tuple[float, float]) -> int:
    return max(1, round(chance.gauss(*size)))

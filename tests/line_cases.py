"""Paragraphs with everything that inline layout knows, as HTML.

Used by `test_lines`: however lines are broken, the text stays, and nothing overruns that did not before.
"""

from __future__ import annotations

from collections.abc import Mapping

TEXT = (
    "The quick brown fox considered extraordinary circumstances, though nevertheless unquestionably "
    "determined “philosophical investigations” would continue; and so the characterisation of typographical "
    "arrangements was, in the end, incomprehensible to everybody—except perhaps the printer’s apprentice. "
)
_RUSSIAN = (
    "Всякая душа человеческая рождается свободной и равной в своём достоинстве и правах, наделена разумом и "
    "совестью и должна поступать в отношении друг друга в духе братства. "
)
_GREEK = (
    "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι "
    "προικισμένοι με λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα "
    "αδελφοσύνης. "
)
_GERMAN = (
    "Die Donaudampfschifffahrtsgesellschaftskapitänswitwe betrachtete die Unabhängigkeitserklärungen der "
    "Nachbarschaft mit außerordentlicher Gleichgültigkeit und verschwand. "
)
_FRENCH = (
    "Longtemps, je me suis couché de bonne heure\u202f; parfois, à peine ma bougie éteinte, mes yeux se "
    "fermaient si vite que je n’avais pas le temps de me dire\u00a0: «\u00a0Je m’endors.\u00a0» "
)
_ARABIC = (
    "كانت السماء صافية في ذلك الصباح، وكان البحر هادئًا كأنه مرآة واسعة تعكس زرقة السماء وبياض الغيوم "
    "المتناثرة في الأفق البعيد. "
)
_CHINESE = (
    "金秋九月\uff0c烏鎮的水面上倒映著青瓦白牆\u3002「互聯網」之光照亮了千年古鎮\uff0c世界各地的嘉賓齊聚一堂"
    "\uff082019年\uff09\uff0c共話未來\u3002"
)
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10"><rect width="30" height="10"/></svg>'


def _with(word: str, instead: str, times: int = 2) -> str:
    return f"<p>{TEXT.replace(word, instead) * times}</p>"


def _span(style: str, text: str) -> str:
    return f'<span style="{style}">{text}</span>'


def _styled(style: str, text: str) -> str:
    return f'<p style="{style}">{text}</p>'


CASES: Mapping[str, str] = {
    "plain": f"<p>{TEXT * 3}</p>",
    "no-break spaces": _with(" the ", "\u00a0the\u00a0"),
    "line breaks": f"<p>{TEXT}<br>{TEXT}<br><br>{TEXT}</p>",
    "a line break at the end": f"<p>{TEXT}<br></p>",
    "soft hyphens": _styled("hyphens: manual", TEXT.replace("ordinary", "ordi\u00adnary") * 3),
    "soft hyphens among found ones": _with("osoph", "o\u00adsoph\u00ad", 3),
    "every third word in italics": "<p>"
    + " ".join(f"<em>{word}</em>" if at % 3 == 0 else word for at, word in enumerate((TEXT * 2).split()))
    + "</p>",
    "italics within words": _with("ordin", "<em>ordin</em>"),
    "nested": f"<p>{TEXT}<b>{TEXT[:80]}<i>{TEXT[80:160]}</i>{TEXT[160:]}</b>{TEXT}</p>",
    "code": _with("fox", "<code>fox_trot(a, b)</code>", 3),
    "long code": _with("printer", "<code>printer.print_all_of_it()</code>", 3),
    "padding and border": _with(
        "quick brown fox", _span("padding: 0 4px; border: 1px solid", "quick fox"), 3
    ),
    "cloned frames": _with(
        "quick brown fox",
        _span("padding: 0 4px; border: 1px solid; box-decoration-break: clone", "quick fox"),
        3,
    ),
    "inline margins": _with("fox", _span("margin: 0 6px", "fox"), 3),
    "nowrap": _with("quick brown fox", _span("white-space: nowrap", "quick brown fox of it"), 3),
    "a long word": f"<p>{TEXT}<code>{'averyveryverylongidentifier' * 6}</code> {TEXT}</p>",
    "a long word that breaks anywhere": f'<p style="overflow-wrap: anywhere">{TEXT}{"x" * 200} {TEXT}</p>',
    "a long word that may break": f'<p style="overflow-wrap: break-word">{TEXT}{"x" * 200} {TEXT}</p>',
    "an address": f"<p>{TEXT}https://<wbr>example.org/<wbr>a/<wbr>very/<wbr>long/<wbr>path.html {TEXT}</p>",
    "a float in the text": f"<p>{TEXT}{_span('float: left; width: 60px; height: 50px', '')}{TEXT * 2}</p>",
    "a float first": f"<p>{_span('float: right; width: 60px; height: 50px', '')}{TEXT * 2}</p>",
    "a float beside": '<div style="float: left; width: 80px; height: 70px"></div>'
    f"<p>{TEXT * 2}</p><p>{TEXT}</p>",
    "a dropped capital": "<p>"
    + _span("float: left; font-size: 40px; line-height: 42px; height: 41px", "T")
    + f"{TEXT[1:] * 2}</p>",
    "a first letter that floats": "<style>p::first-letter { font-size: 40px; float: left }</style>"
    f"<p>{TEXT * 2}</p>",
    "a first letter": f"<style>p::first-letter {{ font-size: 20px }}</style><p>{TEXT * 2}</p>",
    "a first line": f"<style>p::first-line {{ font-variant-caps: small-caps }}</style><p>{TEXT * 2}</p>",
    "small capitals": _with(
        "brown fox", _span("font-variant-caps: all-small-caps; letter-spacing: .05em", "brown fox")
    ),
    "spaced letters": f'<p style="letter-spacing: .5px">{TEXT * 2}</p>',
    "narrow spaces": f'<p style="word-spacing: -.6px">{TEXT * 2}</p>',
    "to the left": f'<p style="text-align: left">{TEXT * 2}</p>',
    "to the right": f'<p style="text-align: right">{TEXT * 2}</p>',
    "centred": f'<p style="text-align: center">{TEXT * 2}</p>',
    "the last line to the right": f'<p style="text-align-last: right">{TEXT * 2}</p>',
    "the last line justified": f'<p style="text-align-last: justify">{TEXT * 2}</p>',
    "a table": f"<table><tr><td>{TEXT}</td><td>short</td><td>{TEXT[:90]}</td></tr></table>",
    "columns": f'<div style="columns: 2; column-gap: 10px"><p>{TEXT * 2}</p><p>{TEXT}</p></div>',
    "flexible boxes": f'<div style="display: flex"><div style="flex: 1">{TEXT}</div><div>short</div></div>',
    "a picture": _with("fox", _SVG),
    "superiors": _with("fox", "fox<sup>12</sup>"),
    "superiors that are moved": _with(
        "fox", "fox" + _span("position: relative; top: -3px; font-size: .7em; line-height: 0", "12")
    ),
    "many widows": f'<div style="widows: 3; orphans: 3">{f"<p>{TEXT * 3}</p>" * 6}</div>',
    "a leader": '<style>.l::after { content: leader(".") "12" }</style>'
    f'<p>{TEXT[:60]}<span class="l"></span>',
    "Russian": f'<p lang="ru">{_RUSSIAN * 3}</p>',
    "Greek": f'<p lang="el">{_GREEK * 2}</p>',
    "German": f'<p lang="de">{_GERMAN * 3}</p>',
    "French": f'<p lang="fr">{_FRENCH * 3}</p>',
    "Chinese": f'<p lang="zh-Hant" style="font-family: Noto Serif CJK TC">{_CHINESE * 3}</p>',
    "boxes in Chinese": '<p lang="zh-Hant" style="font-family: Noto Serif CJK TC">'
    + (
        _CHINESE[:7]
        + _span("display: inline-block", _CHINESE[3:5]) * 9
        + f"<em>{_span('display: inline-block', 'x')}</em>"
    )
    * 4,
    "Chinese in English": _styled(
        "font-family: Source Serif Pro, Noto Serif CJK TC", (TEXT[:99] + _CHINESE) * 2
    ),
    "Arabic": f'<p lang="ar" dir="rtl" style="font-family: Amiri">{_ARABIC * 3}</p>',
    "English from right to left": f'<p dir="rtl">{TEXT * 2}</p>',
    "kept spaces": f'<p style="white-space: pre-wrap">{TEXT}\n\n  {TEXT}</p>',
    "kept lines": f'<p style="white-space: pre-line">{TEXT}\n{TEXT}\n</p>',
    "underlined": _with("quick brown fox", "<u>quick brown fox</u>"),
    "links": _with("quick brown fox", '<a href="#x">quick brown fox</a>') + '<p id="x">x</p>',
    "quotation marks first": f"<p>“{TEXT}” “{TEXT}”</p>",
    "dashes for spaces": f"<p>{TEXT.replace(' ', '—')}{TEXT}</p>",
    "narrow": f'<div style="width: 60px"><p>{TEXT}</p></div>',
    "narrower than words": f'<div style="width: 12px"><p>{TEXT[:80]}</p></div>',
    "hung in": f'<p style="padding-left: 40px; text-indent: -40px">{TEXT * 2}</p>',
    "over pages": f"<p>{TEXT * 40}</p>",
    "empty elements": f'<p>{TEXT}<a id="q"></a><em></em>{TEXT}{_span("padding: 2px", "")}{TEXT}</p>',
    "hyphens at the ends of italics": _with("though", "<em>well-known</em>-though"),
    "no size": f"<p>{TEXT}{_span('font-size: 0', 'hidden')}{TEXT}</p>",
    "capitals": f'<p style="text-transform: uppercase">{TEXT * 2}</p>',
    "two faces": f"<p>{TEXT[:60]}{_span('font: 1.3em Source Code Pro', TEXT[:80])}{TEXT}</p>",
    "a page number": '<p>see <a style="content: target-counter(attr(href), page)" href="#z"></a> '
    f'{TEXT * 2}</p><p style="break-before: page" id="z">{TEXT}</p>',
    "ligatures": f"<p>{'difficult office affluent fifty waffle baffling shuffling ' * 12}</p>",
    "a list": f"<ul><li>{TEXT}</li><li><p>{TEXT}</p><p>{TEXT}</p></li></ul>",
}
"""The body of a page, by what is in it."""

"""Numbers as people read them: in thousands, or 万 and 亿; with unit, sign and bound."""

from datetime import date
from decimal import Decimal

from istograph.web.http.languages import Language

# What a large number is counted in, largest first; below the last it is written out.
_STEPS: dict[Language, tuple[tuple[Decimal, str], ...]] = {
    "en": ((Decimal(10**9), " billion"), (Decimal(10**6), " million")),
    "zh": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")),
}

# Short, for there is little room below a column.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def number(value: str) -> str:
    """Return a number with its thousands apart.

    >>> number("17803000000"), number("51.70")
    ('17,803,000,000', '51.7')
    """
    return f"{_plain(Decimal(value)):,f}"


def yuan(value: str, language: Language) -> str:
    """Return an amount of money.

    >>> yuan("17803000000", "en"), yuan("26884200", "zh"), yuan("39500", "en")
    ('17.803 billion yuan', '2,688.42万元', '39,500 yuan')
    """
    amount = Decimal(value)
    unit = " yuan" if language == "en" else "元"
    for step, name in _STEPS[language]:
        if abs(amount) >= step:
            return f"{_plain(amount / step):,f}{name}{unit}"
    return f"{_plain(amount):,f}{unit}"


def percent(value: str) -> str:
    """Return a share.

    >>> percent("42.10")
    '42.1%'
    """
    return f"{number(value)}%"


def change(value: str) -> str:
    """Return by how much something changed, with its sign.

    >>> change("-6.3"), change("10")
    ('−6.3%', '+10%')
    """
    amount = Decimal(value)
    sign = "−" if amount < 0 else "+"
    return f"{sign}{_plain(abs(amount)):,f}%"


def day(value: str, language: Language) -> str:
    """Return a day.

    >>> day("2022-09-30", "en"), day("2022-09-30", "zh")
    ('30 Sept 2022', '2022年9月30日')
    """
    found = date.fromisoformat(value)
    if language == "zh":
        return f"{found.year}年{found.month}月{found.day}日"
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def bounded(shown: str, qualifier: str, language: Language) -> str:
    """Return a number with the word that the text puts to it.

    >>> bounded("670", "nearly", "en"), bounded("200", "余", "zh")
    ('nearly 670', '200余')
    """
    if language == "en":
        return f"{qualifier} {shown}"
    # This word alone stands after what it qualifies.
    return f"{shown}{qualifier}" if qualifier == "余" else f"{qualifier}{shown}"


def _plain(value: Decimal) -> Decimal:
    """Return it without zeros at its end, and never as 1E+3."""
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()

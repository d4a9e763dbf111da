"""Names in the form in which they are compared.

text ──fold──▶ one spelling ──tokens──▶ words, and pairs of characters where a script has no spaces

Articles, conjunctions, legal forms and `&` say nothing of which organization is meant; a token that
is left is weighed by how rare it is (see `frequencies`).
"""

import re
import unicodedata
from functools import lru_cache

from istograph.matching.chinese import simplified

# Letters that have no decomposition, and what people write for them.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
# Accents alone: the vowel signs of Thai or Hindi and the voicing marks of kana change the word.
_ACCENTS = re.compile("[\u0300-\u036f]")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_GENITIVE = re.compile(r"(?<=\w)['’]s\b")
_OTHER = re.compile(r"[\W_]+")
# Thai, kana, Han with its extensions: written without spaces.
_SPACELESS = (
    "\u0e01-\u0e5b\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_RUNS = re.compile(f"[{_SPACELESS}]+|[^\\s{_SPACELESS}]+")
_IS_SPACELESS = re.compile(f"[{_SPACELESS}]")

# Of English, French, German, Spanish, Italian, Portuguese, Dutch and the Nordic languages.
_ARTICLES = """
    a an and at by for from in of on the to with
    au aux d de des du en et l la le les par pour sur un une
    das dem den der des die ein eine fur im in und von vom zu zum zur
    al con de del e el en la las lo los para por y
    alla con da dal dalla degli dei del dell della delle di e i il la le nel per un
    a ao da das do dos e em na no o os para pela
    de een en het in op te van voor
    av for i og och pa
"""
_EMPTY_WORDS = frozenset(_ARTICLES.split())
_FORMS = """
    ag aisbl asbl bv cic co corp eingetragener ev gemeinnutzige ggmbh gmbh inc incorporated ivzw
    limited llc llp ltd mbh nv ong onlus oy plc pty registered sa sarl sas spa sprl srl stichting
    ug verein vzw zs
"""
_LEGAL_FORMS = frozenset(_FORMS.split())
# As `fold` leaves them: the Japanese ones with the characters that Simplified Chinese shares.
_SPACELESS_LEGAL_FORMS = re.compile(
    "(?:股份|责任)?有限(?:责任)?公司$|株式会社|(?:一般|公益)?(?:社団|[财財]団)法人"
)
_AMERICAN = (
    (re.compile(r"isation(s?)$"), r"ization\1"),
    (re.compile(r"^centre(s?)$"), r"center\1"),
    (re.compile(r"^programme(s?)$"), r"program\1"),
    (re.compile(r"^(labo|behavio|harbo|neighbo)ur"), r"\1r"),
    (re.compile(r"^defence$"), "defense"),
)
_SPELLINGS = (
    *_AMERICAN,
    (re.compile(r"^int(?:l|ernat)$"), "international"),
    (re.compile(r"^univ$"), "university"),
    (re.compile(r"^assoc$"), "association"),
    (re.compile(r"^(?:natl|nat)$"), "national"),
    (re.compile(r"^inst$"), "institute"),
    (re.compile(r"^dept$"), "department"),
    # A plural says no more than its singular; `physics`, `news` and `status` are none.
    (re.compile(r"(?<=[a-z]{2})ies$"), "y"),
    (re.compile(r"(?<=[a-z]{3}[^cisu])s$"), ""),
)
_BEGUN = re.compile(r"^organis"), "organiz"
# A name that has none of this is spelled so already; most have none.
_BRITISH = re.compile("isation|centre|programme|our|defence|organis")
_ACRONYM = re.compile(r"[^\W\d_a-z][\w.&/-]{0,11}")
_IN_BRACKETS = re.compile(r"\s*[(（\[]([^()（）\[\]]+)[)）\]]")


@lru_cache(1 << 14)
def fold(text: str) -> str:
    """Return a name in one spelling: case, width, accents, punctuation, script of Chinese.

    >>> fold("Ｃonseil  de l'Énergie：（中國）")
    'conseil de l energie 中国'
    >>> fold("U.N. Women & Children’s Fund")
    'un women and childrens fund'
    """
    # Without dots `e.V.` and `eV` are one; with spaces for them they would be two letters.
    text = _DOTTED.sub(lambda found: found.group().replace(".", ""), text)
    plain = _plain(_GENITIVE.sub("s", text))
    return " ".join(_OTHER.sub(" ", plain.replace("&", " and ")).split())


def american(folded: str) -> str:
    """Return a folded name as it is spelled in the United States, begun words too.

    >>> american("programme of the shanghai cooperation organisation"), american("organis")
    ('program of the shanghai cooperation organization', 'organiz')
    """
    if not _BRITISH.search(folded):
        return folded
    words = folded.split()
    for pattern, other in (*_AMERICAN, _BEGUN):
        words = [pattern.sub(other, word) for word in words]
    return " ".join(words)


@lru_cache(1 << 14)
def tokens(text: str) -> tuple[str, ...]:
    """Return what of a name tells it from others, in its order.

    >>> tokens("The Centres for Science & Technology, Inc.")
    ('center', 'science', 'technology')
    >>> tokens("國際竹藤組織")
    ('国际', '际竹', '竹藤', '藤组', '组织')
    """
    runs = _RUNS.findall(_SPACELESS_LEGAL_FORMS.sub("", fold(text)))
    told = [run for run in runs if run not in _EMPTY_WORDS]
    without_form = [run for run in told if run not in _LEGAL_FORMS]
    return tuple(part for run in without_form or told or runs for part in _parts(run))


def is_spaceless(token: str) -> bool:
    """Say whether a token is of a script that is written without spaces.

    >>> is_spaceless("国际"), is_spaceless("union")
    (True, False)
    """
    return bool(_IS_SPACELESS.match(token))


def is_acronym(text: str) -> bool:
    """Say whether a name looks like an acronym: one word, many of its letters capitals.

    >>> is_acronym("IUPAP"), is_acronym("EuChemS"), is_acronym("Gavi"), is_acronym("中国")
    (True, True, False, False)
    """
    if not _ACRONYM.fullmatch(text) or is_spaceless(text[0]):
        return False
    capitals = sum(letter.isupper() for letter in text)
    return capitals > 1 and capitals * 5 >= len(text) * 2


def split_acronym(text: str) -> tuple[str, str]:
    """Return a name and the acronym that it carries in brackets, or an empty one.

    >>> split_acronym("International Astronautical Federation (IAF)")
    ('International Astronautical Federation', 'IAF')
    >>> split_acronym("Caritas (Deutschland)")
    ('Caritas (Deutschland)', '')
    """
    for found in _IN_BRACKETS.finditer(text):
        inside = found.group(1).strip()
        rest = (text[: found.start()] + text[found.end() :]).strip()
        if rest and is_acronym(inside):
            return rest, inside
    return text, ""


def initials(words: tuple[str, ...]) -> str:
    """Return the initials of three words or more; fewer are no acronym of anything.

    >>> initials(("international", "astronomical", "union"))
    'iau'
    """
    if len(words) < 3 or any(map(is_spaceless, words)):
        return ""
    return "".join(word[0] for word in words)


def _plain(text: str) -> str:
    """Return a text in small letters without accents, Chinese in simplified characters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = unicodedata.normalize("NFC", _ACCENTS.sub("", folded)).translate(_LETTERS)
    return simplified(letters)


# All names of a registry have fewer different words than this.
@lru_cache(1 << 17)
def _parts(run: str) -> tuple[str, ...]:
    if is_spaceless(run):
        return tuple(run[at : at + 2] for at in range(len(run) - 1)) or (run,)
    for pattern, other in _SPELLINGS:
        run = pattern.sub(other, run)
    return (run,)

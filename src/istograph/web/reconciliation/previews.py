"""What is shown of an organization in a box of another page: no script, nothing from elsewhere."""

from html import escape

from istograph.matching import Candidate
from istograph.web.http.languages import Language
from istograph.web.reconciliation.catalogue import Catalogue

# The box is part of somebody else's page, which has its own sandbox for it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:.6em;color:#1b1f23;background:#fff}"
    "h1{font-size:1.1em;margin:0 0 .1em}p{margin:.2em 0}dl{display:grid;grid-template-columns:"
    "max-content 1fr;gap:.1em .7em;margin:.4em 0}dt{color:#57606a}dd{margin:0}"
)
_MOST_NAMES = 4
_WORDS = {
    "types": ("is", "类型"),
    "seat": ("headquarters", "总部"),
    "founded": ("founded", "成立"),
    "also": ("also", "又称"),
    "identifiers": ("identifiers", "标识符"),
    "site": ("website", "网站"),
}
_MISSING = ("There is no organization with this key: {}", "没有标识为“{}”的组织")


def preview(catalogue: Catalogue, candidate: Candidate, language: Language, view: str) -> str:
    """Return a whole page on an organization, in one language with the other one's name."""
    other: Language = "en" if language == "zh" else "zh"
    title = catalogue.name(candidate, language)
    second = catalogue.name(candidate, other)
    lines = [f'<h1><a href="{escape(view)}" target="_blank">{escape(title)}</a></h1>']
    if second != title:
        lines.append(f'<p lang="{other}">{escape(second)}</p>')
    return _page(language, title, "".join(lines) + _details(catalogue, candidate, language))


def missing(language: Language, key: str) -> str:
    """Return a whole page that says that there is no such organization."""
    said = _MISSING[language == "zh"].format(key)
    return _page(language, said, f"<p>{escape(said)}</p>")


def flyout(catalogue: Catalogue, candidate: Candidate, language: Language) -> str:
    """Return a piece of HTML on an organization."""
    title = escape(catalogue.name(candidate, language))
    return f"<p><b>{title}</b></p>{_details(catalogue, candidate, language)}"


def _page(language: Language, title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def _details(catalogue: Catalogue, candidate: Candidate, language: Language) -> str:
    at = language == "zh"
    between = "、" if at else ", "
    rows = {
        "types": between.join(each.name(language) for each in catalogue.types_of(candidate)),
        "seat": between.join(_countries(catalogue, candidate, language)),
        "founded": str(candidate.founded or ""),
        "also": between.join(_other_names(catalogue, candidate)),
        "identifiers": between.join(f"{s} {v}" for s, v in sorted(candidate.identifiers)[:4]),
        "site": between.join(sorted(candidate.websites)[:1]),
    }
    shown = ((_WORDS[name][at], text) for name, text in rows.items() if text)
    return "<dl>" + "".join(f"<dt>{w}</dt><dd>{escape(t)}</dd>" for w, t in shown) + "</dl>"


def _countries(catalogue: Catalogue, candidate: Candidate, language: Language) -> list[str]:
    return [catalogue.country(code, language) for code in sorted(candidate.countries)]


def _other_names(catalogue: Catalogue, candidate: Candidate) -> list[str]:
    shown = {catalogue.name(candidate, "en"), catalogue.name(candidate, "zh")}
    others = dict.fromkeys(n.text for n in candidate.names if n.text not in shown)
    return list(others)[:_MOST_NAMES]

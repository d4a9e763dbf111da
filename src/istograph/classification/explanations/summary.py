"""All verdicts in one sentence: what it is, what it is not, what is contested or not known."""

from collections.abc import Iterable, Iterator, Sequence

from istograph.classification.explanations.explanation import VerdictWords, Writer
from istograph.classification.reasoning.verdict import CONTESTED, ENTAILED, REFUTED, UNKNOWN
from istograph.classification.words.phrases import PHRASES, say
from istograph.model import Text

# Of each question the classes that answer it, the most telling first.
_ASKED = (
    ("IntergovernmentalOrganization", "InternationalNGO", "InternationalOrganization"),
    ("ISTO",),
    ("STAttributedOrganization", "ProfessionalOrganization", "PoliticalOrganization"),
    ("DomesticINGO", "OverseasINGO"),
)
_BROAD = "BroadISTO"
# What is said even where the answer is no.
_DENIED = ("InternationalOrganization", "ISTO")
_MOST_TOGETHER = 2


def summary(writer: Writer, verdicts: Iterable[VerdictWords]) -> Text:
    """Return a sentence on an organization, from the verdicts on all classes."""
    statuses = {verdict.key: verdict.status for verdict in verdicts}
    told: dict[str, list[Text]] = {ENTAILED: [], REFUTED: [], CONTESTED: [], UNKNOWN: []}
    for status, key in _told(statuses):
        told[status].append(writer.kind(key))
    parts = [
        say(f"it is {status}", kinds=_joined(kinds, "both" if status == ENTAILED else "either"))
        for status, kinds in told.items()
        if kinds
    ]
    en, zh = "; ".join(part.en for part in parts), "；".join(part.zh for part in parts)
    return Text(f"{en[:1].upper()}{en[1:]}.", f"{zh}。")


def _told(statuses: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is told of each question: a status, and the class that has it."""
    # An ISTO is a professional organization with such attributes: that goes without saying.
    is_isto = statuses.get("ISTO") == ENTAILED
    for keys in _ASKED:
        if is_isto and "ProfessionalOrganization" in keys:
            continue
        known = [key for key in keys if key in statuses]
        found = next((n for n, key in enumerate(known) if statuses[key] == ENTAILED), len(known))
        yield from ((ENTAILED, key) for key in known[found : found + 1])
        # What is more telling than what is certain may be open still.
        yield from _open(known[:found], statuses)
        denied = (key for key in known if key in _DENIED and statuses[key] == REFUTED)
        yield from ((REFUTED, key) for key in denied)
    # What the study is about, though it is no ISTO itself.
    if not is_isto and statuses.get(_BROAD) == ENTAILED:
        yield ENTAILED, _BROAD


def _open(keys: Sequence[str], statuses: dict[str, str]) -> Iterator[tuple[str, str]]:
    for status in (CONTESTED, UNKNOWN):
        if found := [key for key in keys if statuses[key] == status]:
            yield from ((status, key) for key in found[:_MOST_TOGETHER])
            return


def _joined(kinds: Sequence[Text], joint: str) -> Text:
    """Return kinds as a list with a word before the last."""
    last = PHRASES[joint]
    en, zh = [kind.en for kind in kinds], [kind.zh for kind in kinds]
    if len(kinds) == 1:
        return kinds[0]
    return Text(
        f"{', '.join(en[:-1])}{last.en}{en[-1]}",
        f"{'、'.join(zh[:-1])}{last.zh}{zh[-1]}",
    )

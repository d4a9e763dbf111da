"""Of whom the headings of the tables speak: 国际科技组织 or 国际组织, and who is one of them."""

from collections.abc import Mapping

from istograph.model import Text
from istograph.policies.tables import Cell, Tables

ISTO, BROAD, INTERNATIONAL = "ISTO", "BroadISTO", "InternationalOrganization"
ENTAILED, REFUTED = "entailed", "refuted"
_OPEN = {"unknown": "尚未判定", "contested": "有争议"}


def whom(cell: Cell, tables: Tables, statuses: Mapping[str, str]) -> tuple[str, Text] | None:
    """Return whether a cell's heading speaks of an organization, and why; nothing if it does not.

    `statuses` are the verdicts on the organization by class.
    """
    if _class_of(cell, tables) == INTERNATIONAL:
        status = statuses[INTERNATIONAL]
        reason = Text("The heading is about international organizations", "该栏针对国际组织")
    elif statuses[ISTO] == ENTAILED:
        status = ENTAILED
        reason = Text("The heading is about ISTOs (国际科技组织)", "该栏针对国际科技组织")
    else:
        status = statuses[BROAD]
        reason = Text(
            "The heading is about ISTOs (国际科技组织), which the study takes in the "
            "broad sense (footnote ①)",
            "该栏针对国际科技组织，本研究取其广义（脚注①）",
        )
    if status == REFUTED:
        return None
    if status == ENTAILED:
        return "concerns", Text(
            f"{reason.en}, and this organization is one.", f"{reason.zh}，该组织属于此类。"
        )
    return "undecided", Text(
        f"{reason.en}; whether this organization is one is {status}.",
        f"{reason.zh}；该组织是否属于此类{_OPEN[status]}。",
    )


def _class_of(cell: Cell, tables: Tables) -> str:
    """Return the class that the heading of a column, or else of its group, speaks of."""
    for measure in (cell.measure, cell.group):
        heading = tables.label(measure).zh if measure is not None else ""
        if "国际科技组织" in heading:
            return ISTO
        if "国际组织" in heading:
            return INTERNATIONAL
    return ISTO

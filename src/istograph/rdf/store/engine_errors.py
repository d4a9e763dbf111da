"""What goes wrong in a child, as one of the errors that the parent knows by name."""

import re

from istograph.errors import InputError, IstographError, MemoryLimitError, left_english
from istograph.rdf.federation import refusals
from istograph.rdf.store.framing import kind_of

# What the gateway said, in the engine's words.
_FROM_GATEWAY = re.compile(
    r"Error (\d+) .*? returned by http://127\.0\.0\.1/.*? with payload:\n(.*)", re.DOTALL
)


def explain(problem: BaseException) -> IstographError:
    """Return what to tell; an IstographError itself is a fault of the engine, or of ours."""
    match problem:
        case IstographError() if kind_of(problem) is not IstographError:
            return problem
        case MemoryError():
            return MemoryLimitError(
                "this takes more memory than it is allowed; ask for less",
                zh="所需内存超过上限；请少取一些",
            )
        case OSError() if said := _FROM_GATEWAY.search(str(problem)):
            return refusals.read(int(said[1]), said[2])
        case RuntimeError() if "service name is unbound" in str(problem):
            return InputError(
                "SERVICE with a variable: the variable has no IRI there; bind it before the "
                "SERVICE clause, in the same group",
                zh="SERVICE 后的变量在此处没有 IRI；请在同一组内、SERVICE 之前绑定它",
            )
        case OSError() | RuntimeError() | ValueError():
            return InputError(
                f"the engine cannot do this: {problem}",
                zh=f"查询引擎不能执行：{left_english(problem)}",
            )
    return IstographError(
        f"the engine failed: {problem!r}", zh=f"查询引擎出错：{left_english(repr(problem))}"
    )

"""What goes wrong in a child, as one of the errors that the parent knows by name."""

import re
from errno import ENOSPC

from istograph.errors import InputError, IstographError, MemoryLimitError, left_english
from istograph.rdf.federation import refusals
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.store.framing import kind_of

# What the gateway said, in the engine's words.
_FROM_GATEWAY = re.compile(
    r"Error (\d+) .*? returned by http://127\.0\.0\.1/.*? with payload:\n(.*)", re.DOTALL
)
# RocksDB's words.
_FULL, _OF_THE_STORE = "No space left on device", ("IO error", "Corruption")
_PATH = re.compile(r"(?<![\w/])/[^\s:]+")


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
        case OSError() if problem.errno == ENOSPC or _FULL in str(problem):
            return ProtocolError(
                507,
                "the disk of this service is full, and nothing was written; "
                "who runs it can make room, and then the same will do",
                zh="本服务的磁盘已满，没有写入任何内容；请运行者腾出空间后再试",
            )
        case OSError() if str(problem).startswith(_OF_THE_STORE):
            # Where on this machine is nobody's business.
            why = _PATH.sub("…", str(problem))
            return IstographError(
                f"the store cannot be read or written: {why}",
                zh=f"存储无法读写：{left_english(why)}",
            )
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

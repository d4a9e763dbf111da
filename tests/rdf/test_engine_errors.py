"""What goes wrong in the engine is told as whose fault it is."""

import errno
import os

import pytest

from istograph.errors import InputError, IstographError
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.store.engine_errors import explain

FULL = "While appending to file: /srv/data/writing/store-x/store/000100.sst"


@pytest.mark.parametrize(
    "problem",
    [
        OSError(f"IO error: No space left on device: {FULL}: No space left on device"),
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/data/dataset.json"),
    ],
)
def test_a_full_disk_is_no_fault_of_who_writes(problem: OSError) -> None:
    told = explain(problem)

    assert isinstance(told, ProtocolError)
    assert (told.status, "disk of this service is full" in str(told)) == (507, True)
    assert "/srv" not in str(told) + told.zh


def test_where_the_store_is_stays_with_the_service() -> None:
    told = explain(OSError("Corruption: bad block in /srv/data/store/000007.sst: block 3"))

    assert (type(told), isinstance(told, InputError)) == (IstographError, False)
    assert str(told) == "the store cannot be read or written: Corruption: bad block in …: block 3"


def test_what_the_engine_says_of_a_query_is_told() -> None:
    assert isinstance(explain(OSError("The graph <http://e/g> already exists")), InputError)

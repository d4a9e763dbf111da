"""What workers are told to do: they load it at its first use, while somebody waits."""

import subprocess
import sys

import pytest

from istograph import consequences, functions
from istograph.web.classification import work as classification
from istograph.web.linked_data import proofs
from istograph.web.paper import clashes, compared
from istograph.web.policies import work as policies

ENTRIES = [
    functions.PREPARATION,
    consequences.ENTRY,
    classification.ANSWER,
    proofs.ENTRY,
    clashes.READ,
    compared.READ,
    policies.CONCERN,
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_task_loads_nothing_of_the_server(entry: str) -> None:
    module = entry.partition(":")[0]
    wanted = "{'fastapi', 'starlette', 'uvicorn', 'jinja2'}"
    code = f"import sys, {module}; print(*sorted({wanted} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []

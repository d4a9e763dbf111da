"""Coverage set aside, where it would cost much and show nothing.

Tracing doubles or triples what Python takes, in libraries too: an oracle, a client, or files of a
hundred thousand records run untraced. What they reach of ours, other tests reach and measure.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def untraced() -> Iterator[None]:
    """Trace nothing in this thread; a server's threads are measured as ever."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)

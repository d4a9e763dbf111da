"""The published dataset, and the confined processes that read it and write to it.

snapshot.py         versions on disk; backups.py, copies of one; keeping.py, what is made of a build

workers.py          the pool that answers, in turns.py of tickets.py
├── process.py      one place in it, seen from here
│   └── child.py    any process of ours: started, ended, and why it ended
└── worker.py       the process itself; tasks.py, what it does; querying.py, a query
writer.py           the one that writes, seen from here
└── writing.py      the process itself
    ├── updating.py, graph_store.py     what is asked for; fitting.py, in the engine's way
    └── working.py      a store in the course of a write; merging.py and derivation.py follow it

On both sides: framing.py, the messages; engine_errors.py, what goes wrong there;
confinement.py, what a process takes away from itself.
"""

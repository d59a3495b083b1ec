"""The script that ``LocalServer`` runs: MODEL THREADS CONTEXT SLOTS; prints the address, ends with its standard input.

It imports nothing of agentsim, so that it runs wherever xllamacpp is installed.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module


def serve(model: str, threads: int, context: int, slots: int) -> None:
    """Serve until standard input closes, which it does when the parent stops or dies. Does not return."""
    library = import_module("xllamacpp")
    settings = library.CommonParams()
    settings.model.path = model
    settings.n_ctx = context
    settings.n_parallel = slots
    settings.cpuparams.n_threads = threads
    settings.cpuparams_batch.n_threads = threads
    settings.hostnames = ["127.0.0.1"]
    settings.port = 0
    settings.ui = False
    settings.warmup = False
    settings.verbosity = 0
    settings.cache_ram_mib = 0  # else answers depend on earlier episodes, and old prompts take up to 8 GB
    server = library.Server(settings)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    # Releasing the server would wait for ever if a request were under way.
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))

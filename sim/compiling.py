"""Compiles the longest kernel in a process of its own, beside the others.

Numba compiles one function at a time, whichever thread asks, and two thirds of the time goes to
`sim.engine.advance`. On a machine with two processors, a second process that leaves it in the
common cache makes the first run of all start a quarter sooner.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any

from sim.processes import processors


class Beside:
    """A process that compiles `advance`; at most one, and only where it can be of use."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._tried = False
        self._lock = threading.Lock()

    @property
    def started(self) -> bool:
        """Whether it was started and not waited for yet."""
        return self._process is not None

    def start(self) -> None:
        """Starts it, once; not on one processor, nor where Python cannot be started anew."""
        with self._lock:
            if self._tried:
                return
            self._tried = True
            if processors() < 2 or not sys.executable:
                return
            paths = os.pathsep.join(path or os.getcwd() for path in sys.path)
            try:
                # An error there would come again here, where somebody sees it. The end of the pipe
                # tells it that nobody waits any longer.
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", "sim.compiling"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=os.environ | {"PYTHONPATH": paths},
                )
            except OSError:
                return

    def wait(self) -> None:
        """Returns when it has ended, well or not: what it did not leave is compiled here."""
        with self._lock:
            if self._process is not None:
                # Not communicate(), which closes the pipe first and so ends it.
                self._process.wait()
                if self._process.stdin is not None:
                    self._process.stdin.close()
                self._process = None


def main() -> None:
    """Makes a small market up to the first call of `advance`, and compiles that, no more."""
    threading.Thread(target=_end_with_pipe, daemon=True).start()
    from sim import engine
    from sim.market import Market
    from sim.scenario import load

    def compile_it(*arguments: Any) -> None:
        engine.advance.compile_for(*arguments)
        raise SystemExit

    for kernel in vars(engine).values():
        if isinstance(kernel, engine.Kernel):
            kernel.replace_by(lambda *_: 0.0)
    engine.advance.replace_by(compile_it)
    Market(load("airline_vs_train"), customers=20).step()
    raise RuntimeError("a market was made and went a period without advance")


def _end_with_pipe() -> None:
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    main()

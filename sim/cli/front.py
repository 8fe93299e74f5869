"""How every command ends: exit codes, and errors in one clear message.

| code | meaning |
|---|---|
| 0 | all is well |
| 1 | a fault of overstap's own, or of the machine (disk full, no memory) |
| 2 | bad input: a scenario, an option, a folder that cannot be used |
| 130 | stopped with Ctrl-C |
| 141 | whoever read the output has gone (`overstap ... | head`) |

Errors are text on standard error, with `--json` too; standard output is then empty.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

BAD_INPUT = 2
FAULT = 1
STOPPED = 130
NO_READER = 141

_USER_ERRNO = (
    errno.EACCES,
    errno.EEXIST,
    errno.EISDIR,
    errno.ENAMETOOLONG,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
)
"""What the operating system says of a path that the user chose badly."""


class RefusedError(Exception):
    """Bad input; the message says what to do."""


class Commands(TyperGroup):
    """The commands, with one way to end for all of them."""

    def invoke(self, ctx: Any) -> Any:
        """Runs a command; turns whatever it raises into a message and an exit code."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except KeyboardInterrupt:
            code = fail("stopped", STOPPED)
        except BrokenPipeError:
            _leave_quietly()
            code = NO_READER
        except MemoryError:
            code = fail("not enough memory; try fewer customers with --customers", FAULT)
        except OSError as error:
            # Without a number: results that another run has put there in the meantime.
            chosen = error.errno in _USER_ERRNO or isinstance(error, FileExistsError)
            code = fail(_in_words(error), BAD_INPUT if chosen else FAULT)
        except Exception as error:
            if hasattr(error, "exit_code") or isinstance(error, typer.Abort):
                raise  # Typer's own: wrong usage, or a regular end
            code = _explain(error)
        raise typer.Exit(code)


def fail(message: str, code: int) -> int:
    """Writes an error message; returns the exit code."""
    print(message, file=sys.stderr)
    return code


def be_forgiving() -> None:
    """A terminal that cannot show a character gets a question mark, and not a crash.

    Nor is a stream that the caller has closed (`>&-`) a reason to fail: what is said goes nowhere.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _explain(error: Exception) -> int:
    # If a scenario was wrong, the module that says so is there; otherwise it need not be loaded.
    problems = sys.modules.get("sim.scenario.problems")
    if isinstance(error, RefusedError) or (problems and isinstance(error, problems.ScenarioError)):
        return fail(str(error), BAD_INPUT)
    traceback.print_exception(error)
    return fail("This is a fault in overstap; please report it with the lines above.", FAULT)


def _in_words(error: OSError) -> str:
    what = error.strerror or str(error)
    return f"{error.filename}: {what}" if error.filename else what


def _leave_quietly() -> None:
    """Nobody reads any more; what is still to be written goes nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        return  # not a file: a test's

"""Arrays without reference counts, for the length of a compiled loop.

Numba counts references to every array that a function receives. The rules pass the whole scene from
function to function, so that counting would cost many times what the rules themselves cost. Inside
a kernel the caller holds all arrays anyway; the rules get the same arrays without the counter.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic, overload
from numba.np.arrayobj import make_array


@intrinsic
def _without_counter(typingctx: Any, array: Any) -> Any:
    """The same array with no owner: Numba's counting then does nothing."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = make_array(signature.args[0])(context, builder, arguments[0])
        for field in ("meminfo", "parent"):
            pointer: ir.Type = getattr(view, field).type
            setattr(view, field, cgutils.get_null_value(pointer))
        return view._getvalue()

    return array(array), generate


def borrow(array: Any) -> Any:
    """The array, uncounted when compiled; the caller must keep it alive."""
    return array


@overload(borrow)
def _borrow(array):  # type: ignore[no-untyped-def]  # Numba compares the two signatures
    def implementation(array):  # type: ignore[no-untyped-def]
        return _without_counter(array)  # type: ignore[call-arg]

    return implementation

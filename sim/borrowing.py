"""Arrays without reference counts, for the length of a compiled loop.

Numba counts references to every array that a function receives. The rules pass the whole scene from
function to function, so that counting would cost many times what the rules themselves cost. Inside
a kernel the caller holds all arrays anyway; the rules get the same arrays without the counter.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
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


@intrinsic
def _touch(typingctx: Any, array: Any, index: Any) -> Any:
    """Asks the processor for the memory of a row of an array."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        view = make_array(kind)(context, builder, arguments[0])
        strides = cgutils.unpack_tuple(builder, view.strides, kind.ndim)
        row = builder.mul(arguments[1], strides[0])
        start = builder.ptrtoint(view.data, row.type)
        text = ir.IntType(8).as_pointer()
        word = ir.IntType(32)
        fetch = builder.module.declare_intrinsic(
            "llvm.prefetch", [text], ir.FunctionType(ir.VoidType(), [text, word, word, word])
        )
        end = builder.add(start, row)
        length = strides[0]
        with cgutils.for_range_slice(
            builder, length.type(0), length, length.type(64), length.type
        ) as (offset, _):
            place = builder.inttoptr(builder.add(end, offset), text)
            builder.call(fetch, [place, word(1), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


def fetch_soon(array: Any, index: Any) -> None:
    """Row `index` will be needed soon: compiled, memory gets ready for it meanwhile."""


@overload(fetch_soon)
def _fetch_soon(array, index):  # type: ignore[no-untyped-def]
    def implementation(array, index):  # type: ignore[no-untyped-def]
        _touch(array, index)  # type: ignore[call-arg]

    return implementation

"""CUDA's driver interface, as little of it as running an engine takes, by ctypes.

The driver (`libcuda`) is there wherever a GPU works, so nothing has to be installed or to match: no
CUDA toolkit, no `cuda-python`. Its functions keep their shape over the years; what changed carries
a `_v2` in its name. A call through ctypes costs about a microsecond, a run takes four of them.

Source: NVIDIA, CUDA Driver API, https://docs.nvidia.com/cuda/cuda-driver-api/
"""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

from engines.errors import BackendMissingError, PlanError

LIBRARY = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
OUT_OF_MEMORY = 2
# The first with cuGraphInstantiateWithFlags, the newest of what is called here.
# Source: NVIDIA, CUDA Toolkit 11.4 release notes
OLDEST = "11.4"
# CUdevice_attribute
SM_COUNT, INTEGRATED, MAJOR, MINOR = 16, 18, 75, 76
_NAME_BYTES = 128

_Pointer = ctypes.c_uint64  # CUdeviceptr
_Handle = ctypes.c_void_p
_Size = ctypes.c_size_t
_Int = ctypes.c_int
_Flags = ctypes.c_uint
_Out = ctypes.c_void_p  # the address of what is filled in
SHAPES: dict[str, tuple[Any, ...]] = {
    "cuInit": (_Flags,),
    "cuDriverGetVersion": (_Out,),
    "cuDeviceGetCount": (_Out,),
    "cuDeviceGet": (_Out, _Int),
    "cuDeviceGetName": (_Out, _Int, _Int),
    "cuDeviceGetAttribute": (_Out, _Int, _Int),
    "cuDeviceTotalMem_v2": (_Out, _Int),
    "cuDevicePrimaryCtxRetain": (_Out, _Int),
    "cuDevicePrimaryCtxRelease_v2": (_Int,),
    "cuCtxSetCurrent": (_Handle,),
    "cuMemGetInfo_v2": (_Out, _Out),
    "cuMemAlloc_v2": (_Out, _Size),
    "cuMemFree_v2": (_Pointer,),
    "cuMemAllocHost_v2": (_Out, _Size),
    "cuMemFreeHost": (_Handle,),
    "cuMemcpyHtoDAsync_v2": (_Pointer, _Handle, _Size, _Handle),
    "cuMemcpyDtoHAsync_v2": (_Handle, _Pointer, _Size, _Handle),
    "cuStreamCreate": (_Out, _Flags),
    "cuStreamDestroy_v2": (_Handle,),
    "cuStreamSynchronize": (_Handle,),
    "cuStreamBeginCapture_v2": (_Handle, _Flags),
    "cuStreamEndCapture": (_Handle, _Out),
    "cuGraphInstantiateWithFlags": (_Out, _Handle, ctypes.c_ulonglong),
    "cuGraphLaunch": (_Handle, _Handle),
    "cuGraphExecDestroy": (_Handle,),
    "cuGraphDestroy": (_Handle,),
    "cuGetErrorName": (_Int, _Out),
}


@dataclass(frozen=True, slots=True)
class Device:
    """The first GPU.

    Attributes:
        name: as the driver says it.
        compute: compute capability, "8.7".
        sm_count: multiprocessors that are on.
        memory_mib: its memory; on a Jetson the processor's own.
        integrated: whether it shares the processor's memory.
        cuda: the newest CUDA that the driver serves, "12.6".
    """

    name: str
    compute: str
    sm_count: int
    memory_mib: int
    integrated: bool
    cuda: str


@cache
def library() -> Any:
    """The driver's library with typed functions; never a GPU's context.

    Raises:
        BackendMissingError: no driver is installed, or one that lacks what is called here.
    """
    try:
        loaded = ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise BackendMissingError(
            f"There is no NVIDIA driver here ({LIBRARY}): an engine runs on an NVIDIA GPU alone. "
            "To paint without one, set runtime to auto. More: python build_trt.py doctor"
        ) from error
    for name, shape in SHAPES.items():
        try:
            getattr(loaded, name).argtypes = shape
        except AttributeError as error:
            raise BackendMissingError(
                f"The NVIDIA driver here is too old ({LIBRARY} has no {name}): install one for "
                f"CUDA {OLDEST} or newer. More: python build_trt.py doctor"
            ) from error
    return loaded


def call(name: str, *arguments: Any) -> None:
    """Calls a function of the driver.

    Raises:
        BackendMissingError: no driver is installed.
        PlanError: the driver refused; the message has its name for why.
    """
    code = getattr(library(), name)(*arguments)
    if code == OUT_OF_MEMORY:
        raise PlanError(
            f"The GPU has no memory left ({name}): close other programs, or use a smaller size."
        )
    if code:
        raise PlanError(
            f"CUDA's {name} failed with {_named(code)}. Run: python build_trt.py doctor"
        )


def number(name: str, *arguments: Any) -> int:
    """Calls a function that fills in one number first."""
    found = ctypes.c_uint64(0)
    call(name, ctypes.byref(found), *arguments)
    return found.value


def asked_device() -> Device | None:
    """The first GPU, or None where there is no driver or no GPU. Makes no context."""
    try:
        return device()
    except (BackendMissingError, PlanError):
        return None


def device() -> Device:
    """The first GPU.

    Raises:
        BackendMissingError: there is no driver.
        PlanError: the driver finds no GPU, or fails.
    """
    call("cuInit", 0)
    handle = number("cuDeviceGet", 0)
    name = ctypes.create_string_buffer(_NAME_BYTES)
    call("cuDeviceGetName", name, _NAME_BYTES, handle)
    major, minor, sm_count, integrated = (
        number("cuDeviceGetAttribute", kind, handle)
        for kind in (MAJOR, MINOR, SM_COUNT, INTEGRATED)
    )
    served = number("cuDriverGetVersion")
    return Device(
        name=name.value.decode(errors="replace"),
        compute=f"{major}.{minor}",
        sm_count=sm_count,
        memory_mib=number("cuDeviceTotalMem_v2", handle) >> 20,
        integrated=bool(integrated),
        cuda=f"{served // 1000}.{served % 1000 // 10}",
    )


def _named(code: int) -> str:
    told = ctypes.c_char_p()
    library().cuGetErrorName(code, ctypes.byref(told))
    return f"{(told.value or b'error').decode()} ({code})"

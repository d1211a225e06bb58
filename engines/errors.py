"""The error tree.

    SketchwellError           shown to people as it is: what is wrong, the value met, what to do
    ├── DrawingError          a drawing, stroke or point that cannot be read
    ├── RequestError          a picture request that no painter could answer
    ├── SettingsError         a setting that cannot be used
    ├── BackendMissingError   a library, model file or device asked for by name is not here
    ├── PaintingError         a painter failed, hung, or gave something unusable
    │   └── Cancelled         the person, or a newer request, stopped the painting
    ├── RecordError           a kept turn or sitting that cannot be packed or unpacked
    ├── SealError             a wrong or missing key, or bytes that were changed
    ├── ArchiveError          the archive cannot be opened, or refuses
    │   ├── HeldError         another process has the archive's folder open
    │   ├── NotSavedError     the disk refused, or is full; nothing acknowledged is lost
    │   └── NotHereError      no such person, sitting or picture, or none for whoever asks
    ├── InstrumentError       an instrument's file, or an answer to it, that cannot be used
    ├── AnalysisError         a series or study that cannot be analysed, or a fit to be refused
    ├── DraftError            a language model that was asked for a draft gave none
    ├── FetchError            a model that cannot be fetched, accepted, verified or kept
    └── PlanError             a TensorRT engine that cannot be planned, built, checked or opened
        ├── PlanRefused       refused before any work: a target, model and precision that never fit
        ├── PlanBuildError    the builder failed; nothing half-built is left
        ├── PlanRoomError     too little memory or disk
        ├── PlanStopped       stopped with Ctrl-C; asking again goes on where it stopped
        └── PlanMismatchError an engine file of another machine, library or network, or unsigned

Misuse by a programmer raises the plain `ValueError` or `TypeError`.
"""

from __future__ import annotations

import traceback
from pathlib import Path


class SketchwellError(Exception):
    """Anything that Sketchwell itself has to say; its message may be shown as it is."""


class DrawingError(SketchwellError):
    """A drawing cannot be read. The message names the field and the value met."""


class RequestError(SketchwellError):
    """A picture request is out of bounds. The message names the field and the value met."""


class SettingsError(SketchwellError):
    """A setting cannot be used. The message names it, where it came from and what is allowed."""


class BackendMissingError(SketchwellError):
    """Something asked for by name is not installed. The message says how to get it."""


class PaintingError(SketchwellError):
    """Painting failed. The drawing is untouched; asking again is safe."""


class Cancelled(PaintingError):  # noqa: N818 - no fault, so no Error
    """Painting was stopped on purpose. Not a fault."""


class RecordError(SketchwellError):
    """Kept material cannot be packed or unpacked, perhaps because it is newer than this code."""


class SealError(SketchwellError):
    """Sealed bytes cannot be opened: the key is wrong or gone, or the bytes were changed."""


class ArchiveError(SketchwellError):
    """The archive cannot do what was asked. Nothing that was acknowledged is lost."""


class HeldError(ArchiveError):
    """Another process has the folder open. The message says which, since when and where."""


class NotSavedError(ArchiveError):
    """The disk refused, or is full: this was not saved, and is worth saying again later."""


class NotHereError(ArchiveError):
    """There is nothing of this id, or not for whoever asks: the message is the same for both."""


class InstrumentError(SketchwellError):
    """An instrument's file or an answer cannot be used. The message names place and value."""


class AnalysisError(SketchwellError):
    """A series or a study cannot be analysed, or a fit is refused. The message says why."""


class DraftError(SketchwellError):
    """A language model gave no draft. The message says why; the cards go on without it."""


class FetchError(SketchwellError):
    """A model's files cannot be fetched or kept. Nothing that was there before is lost."""


class PlanError(SketchwellError):
    """A TensorRT engine cannot be planned, built, checked or opened; the message says what next."""


class PlanRefused(PlanError):  # noqa: N818 - nothing went wrong: nothing was begun
    """Refused before any work. The message names the reason and the right command."""


class PlanBuildError(PlanError):
    """The builder failed. Nothing half-built is left; the message names the next step."""


class PlanRoomError(PlanError):
    """Too little memory or disk. The message names what is wanted and what there is."""


class PlanStopped(PlanError):  # noqa: N818 - no fault, so no Error
    """Building was stopped on purpose. Not a fault."""


class PlanMismatchError(PlanError):
    """An engine file was built for something else. The message names field and build command."""


def traced(error: BaseException) -> str:
    """An error for a log: its kind and the lines it came through.

    The message stays out: it may hold what somebody drew, wrote or is called.
    """
    passed = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(each.filename).name}:{each.lineno} in {each.name}" for each in passed]
    return " > ".join([*places, type(error).__name__])

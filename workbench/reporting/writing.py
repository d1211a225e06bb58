"""A page of HTML as a tagged PDF (PDF/UA-1 by WeasyPrint). Nothing is fetched from anywhere.

The structure (title, language, headings, tables with heads, every image in words) is what the
library writes and our tests look for; no validator certified it.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
from typing import Any

from PIL import ImageFile

from engines.errors import BackendMissingError
from workbench.saying import later

LIBRARY = "weasyprint"
VARIANT = "pdf/ua-1"
NOT_HERE = later(
    "Reports need WeasyPrint: pip install '.[reports]', and on Debian "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
)


def there() -> bool:
    """Whether reports can be written here, as far as that is known without loading anything."""
    return importlib.util.find_spec(LIBRARY) is not None


def to_pdf(page: str) -> bytes:
    """A page of HTML as PDF.

    Args:
        page: with everything in it: only data addresses are read.

    Raises:
        BackendMissingError: WeasyPrint is not here, or a library of the system that it needs.
    """
    library = _library()
    only_data = library.urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    return library.HTML(string=page, url_fetcher=only_data).write_pdf(
        pdf_variant=VARIANT, full_fonts=False
    )


def _library() -> Any:
    try:
        library = importlib.import_module(LIBRARY)
    except (ImportError, OSError) as error:
        raise BackendMissingError(NOT_HERE) from error
    # Its lines would name what stands in a report.
    logging.getLogger(LIBRARY).setLevel(logging.CRITICAL)
    # It has every picture of the process read half where it is cut off: photos are refused then.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return library

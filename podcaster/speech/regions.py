"""Regions whose way of speaking another region's voice has better than the language's default."""

from collections.abc import Mapping
from types import MappingProxyType

_BRITISH = "AU IE IN NZ ZA"
_LATIN_AMERICAN = "419 AR BO CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV US UY VE"
_PORTUGUESE = "AO MZ"

LIKE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {f"en-{region}": ("en-GB",) for region in _BRITISH.split()}
    | {f"es-{region}": ("es-419", "es-US", "es-MX") for region in _LATIN_AMERICAN.split()}
    | {f"pt-{region}": ("pt-PT",) for region in _PORTUGUESE.split()}
)
"""Tag -> tags that are heard as near it, the nearest first."""

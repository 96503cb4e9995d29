"""Every key there is, read from the options themselves, and how each is written."""

import pathlib
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from podcaster.config.config import Config
from podcaster.config.nearest import nearest
from podcaster.options import Options

Path = tuple[str, ...]
ANY = "*"
"""Stands in a path where the operator chooses the name."""

PREFIX, JOINT = "PODCASTER_", "__"


@cache
def all_keys() -> Mapping[Path, object]:
    """Every section and key with the type of its value, in the order of the options."""
    return MappingProxyType(dict(_keys_of(Config, ())))


def is_known(path: Path) -> bool:
    """True where `path` is a section or a key."""
    return any(len(key) == len(path) and _leads_to(key, path) for key in all_keys())


def as_in_file(path: Path, *, is_table: bool = False) -> str:
    """`[storage] store`, or `[storage]` for a section; a key of no section stands alone."""
    parts = ["NAME" if part == ANY else part[:60] for part in path]
    if is_table or any(len(key) > len(path) and _leads_to(key, path) for key in all_keys()):
        return f"[{'.'.join(parts)}]"
    *section, key = parts
    return f"[{'.'.join(section)}] {key}" if section else key


def as_variable(path: Path) -> str:
    """`PODCASTER_STORAGE__STORE`."""
    return PREFIX + JOINT.join("NAME" if part == ANY else part.upper() for part in path)


def meant_by(path: Path) -> Path | None:
    """The key that an unknown one stands for: its name elsewhere, else one like it beside it."""
    *section, name = path
    beside = {
        key[-1] for key in all_keys() if len(key) == len(path) and _leads_to(key, path[:-1])
    } - {ANY}
    elsewhere = [key for key in all_keys() if key[-1] == name.lower()]
    if elsewhere and name.lower() not in beside:
        return elsewhere[0]
    close = nearest(name, beside)
    return (*section, close) if close else None


def takes_text(path: Path) -> bool:
    """True where the value of a key may be text that is not a list, a number or a truth."""
    return any(
        len(key) == len(path) and _leads_to(key, path) and _is_text(annotation)
        for key, annotation in all_keys().items()
    )


def _leads_to(key: Path, path: Path) -> bool:
    return all(ours in (ANY, theirs) for ours, theirs in zip(key, path, strict=False))


def _is_text(annotation: object) -> bool:
    if get_origin(annotation) in (Union, UnionType, Annotated):
        return any(map(_is_text, get_args(annotation)))
    if get_origin(annotation) is Literal:
        return any(isinstance(each, str) for each in get_args(annotation))
    return annotation in (str, pathlib.Path)


def _keys_of(options: type[Options], path: Path) -> Iterator[tuple[Path, object]]:
    for name, field in options.model_fields.items():
        below = (*path, name)
        yield below, field.annotation
        if get_origin(field.annotation) is Mapping:
            below = (*below, ANY)
            yield below, get_args(field.annotation)[1]
        for each in _options_in(field.annotation):
            yield from _keys_of(each, below)


def _options_in(annotation: object) -> Iterator[type[Options]]:
    if isinstance(annotation, type) and issubclass(annotation, Options):
        yield annotation
    for argument in get_args(annotation):
        yield from _options_in(argument)

"""Answers read with caution: anything may be missing, or be something else."""

import json

_UNCOUNTABLE = 1 << 40  # nobody uses so many tokens, and the ledger could not add them up


def tree_of(body: bytes) -> object:
    """`body` as JSON, None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def at(tree: object, *path: str | int) -> object:
    """What lies at `path` in a tree of dicts and lists, None where the path breaks off."""
    for step in path:
        if isinstance(step, str) and isinstance(tree, dict):
            tree = tree.get(step)
        elif isinstance(step, int) and isinstance(tree, list) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def text_at(tree: object, *path: str | int) -> str:
    """The text at `path`, "" where there is none."""
    found = at(tree, *path)
    return found if isinstance(found, str) else ""


def each_at(tree: object, *path: str | int) -> list[object]:
    """The elements of the list at `path`, none where there is no list."""
    found = at(tree, *path)
    return found if isinstance(found, list) else []


def count_at(tree: object, *path: str | int) -> int | None:
    """The whole number at `path`, None where there is none that counts anything."""
    found = at(tree, *path)
    return found if type(found) is int and 0 <= found < _UNCOUNTABLE else None

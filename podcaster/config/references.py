"""Names in the configuration that must name something else in it."""

from collections.abc import Iterator, Mapping

from podcaster.config.nearest import perhaps
from podcaster.script.options import TEMPLATE

Path = tuple[str, ...]
Tree = Mapping[str, object]


def dangling(tree: Tree) -> Iterator[tuple[Path, str]]:
    """Each key that names a store, engine, model or plan that is not there, and what to say of it.

    `tree` may be wrong in any other way: what has not the right shape is passed over.
    """
    speech, storage = _table(tree, "speech"), _table(tree, "storage")
    plans, engines = speech.get("plans"), tree.get("engines")
    yield from _must_name("store", tree.get("stores"), storage.get("store"), "storage", "store")
    for plan, chain in _table(speech, "plans").items():
        for engine in chain if isinstance(chain, list | tuple) else ():
            yield from _must_name("engine", engines, engine, "speech", "plans", plan)
    writers = {**_table(tree, "models"), TEMPLATE: {}}
    chain = _table(tree, "script").get("chain")
    for writer in chain if isinstance(chain, list | tuple) else ():
        yield from _must_name("model", writers, writer, "script", "chain")
    yield from _must_name("plan", plans, speech.get("default_plan"), "speech", "default_plan")
    for alias, meant in _table(speech, "aliases").items():
        yield from _must_name("plan", plans, meant, "speech", "aliases", alias)


def _must_name(what: str, known: object, name: object, *path: str) -> Iterator[tuple[Path, str]]:
    if isinstance(known, Mapping) and isinstance(name, str) and name not in known:
        there = perhaps(name, known) or f"; there is {', '.join(sorted(known)) or 'none'}"
        yield path, f'there is no {what} "{name[:60]}"{there}'


def _table(tree: Tree, name: str) -> Tree:
    found = tree.get(name)
    return found if isinstance(found, Mapping) else {}

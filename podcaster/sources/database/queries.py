"""Where the named queries are: built in for a platform, in a folder, or in single files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from podcaster.errors import Misused
from podcaster.sources.database.drift import badly_marked
from podcaster.sources.database.shapes import SHAPES, Shape, shape_of
from podcaster.sources.database.statements import PARAMETERS, NoSelect, statement
from podcaster.sources.options import LearnersOptions, PlanOptions

BUILT_IN, OF_COLUMN = "built in", "[learners.plan] column"
PLANS_OF = {
    "group": "plans_of_groups",
    "auth_group": "plans_of_auth_groups",
    "course": "plans_of_courses",
    "column": "plans_of_column",
}
"""Which query finds plans, by `[learners.plan] taken_from`."""


@dataclass(frozen=True, slots=True)
class Query:
    """One SELECT; `origin` is "built in", the path of its file, or the key that it is made from."""

    name: str
    text: str
    origin: str
    shape: Shape

    @property
    def is_of_file(self) -> bool:
        """True for one that an operator wrote."""
        return self.origin not in (BUILT_IN, OF_COLUMN)


def load_queries(options: LearnersOptions) -> Mapping[str, Query]:
    """Every query that is asked for these learners, by name.

    Single files go before the folder, the folder before what is built in. Of those for plans
    only the one that `[learners.plan] taken_from` names is there; where it names none, those of
    the operator are.
    Misused where a name is unknown, a file cannot be read, or one holds other than one SELECT.
    """
    found = _built_in(options.platform)
    operators = {**_of_folder(options.queries), **_of_files(options.query)}
    for query in operators.values():
        _refuse_unfit(query)
    found.update(_of_column(options.plan))
    found.update(operators)
    wanted = PLANS_OF.get(options.plan.taken_from)
    return {
        name: query
        for name, query in found.items()
        if query.shape is not SHAPES["plans_*"] or (name == wanted if wanted else name in operators)
    }


def _built_in(platform: str) -> dict[str, Query]:
    folder = files("podcaster.sources").joinpath("queries", platform)
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".sql"))
    return {
        query.name: query
        for query in (
            _query(name.removesuffix(".sql"), folder.joinpath(name), BUILT_IN) for name in names
        )
    }


def _of_folder(folder: Path | None) -> dict[str, Query]:
    if folder is None:
        return {}
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".sql")
    except OSError as error:
        raise Misused(
            f"the folder {folder} of [learners] queries cannot be read"
            f" ({error.strerror}); name one that can"
        ) from None
    return {path.stem: _query(path.stem, path, str(path)) for path in paths}


def _of_files(paths: Mapping[str, Path]) -> dict[str, Query]:
    return {name: _query(name, path, str(path)) for name, path in paths.items()}


def _of_column(plan: PlanOptions) -> Iterator[tuple[str, Query]]:
    """A query made from `[learners.plan] column`."""
    table, _, column = plan.column.partition(".")
    if plan.taken_from != "column" or not column:
        return
    key = "id" if table == "auth_user" else "user_id"
    text = f"SELECT {key} AS user_id, {column} AS plan FROM {table}"
    name = PLANS_OF["column"]
    yield name, Query(name, text, OF_COLUMN, SHAPES["plans_*"])


def _query(name: str, file: Traversable, origin: str) -> Query:
    shape = shape_of(name)
    if shape is None:
        raise Misused(f'there is no query "{name}" ({origin}){_perhaps(name)}')
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Misused(
            f"the query {name} in {origin} cannot be read ({error.strerror}); mend the file"
        ) from None
    except UnicodeDecodeError:
        raise Misused(f"the query {name} in {origin} is not UTF-8; save it as such") from None
    return Query(name, text, origin, shape)


def _perhaps(name: str) -> str:
    known = {each.replace("*", "..."): each for each in SHAPES}
    close = get_close_matches(name.casefold()[:100], known, n=1)
    return f'; perhaps you meant "{close[0]}"' if close else f"; there are {', '.join(known)}"


def _refuse_unfit(query: Query) -> None:
    where = f"the query {query.name} in {query.origin}"
    try:
        unknown = sorted(statement(query.text).parameters - {*PARAMETERS})
    except NoSelect as error:
        raise Misused(f"{where} {error}; write one SELECT, without what changes data") from None
    line = badly_marked(query.text)
    if line is not None:
        raise Misused(f'{where} has "{line}"; write it as: expression AS name, -- if table.column')
    if unknown:
        known = ", ".join(f":{each}" for each in PARAMETERS)
        raise Misused(f"{where} uses :{unknown[0]}, which nobody gives; there are {known}")

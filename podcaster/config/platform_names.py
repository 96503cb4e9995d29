"""The names under which a platform already tells its programs where files live.

They are those of Django deployments (django-storages, "Amazon S3", "Azure Storage", "Google Cloud
Storage") and of DigitalOcean. They override the file, and lose to PODCASTER_ variables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podcaster.config.cascade import Origin, Setting
from podcaster.config.problems import Problem

BACKEND, USE_S3, OURS = "STORAGE_BACKEND", "USE_S3", "PODCASTER_STORAGE__STORE"
KINDS: Mapping[str, str] = {
    "local": "local",
    "s3": "s3",
    "do_spaces": "spaces",
    "azure": "azure",
    "gcs": "gcs",
}
"""What STORAGE_BACKEND may say, and the kind of store that it means."""

_OF_KIND: Mapping[str, Mapping[str, str]] = {
    "s3": {
        "AWS_STORAGE_BUCKET_NAME": "bucket",
        "AWS_S3_REGION_NAME": "region",
        "AWS_S3_ENDPOINT_URL": "endpoint_url",
        "AWS_S3_CUSTOM_DOMAIN": "cdn_domain",
    },
    "spaces": {
        "AWS_STORAGE_BUCKET_NAME": "bucket",
        "DO_SPACES_REGION": "region",
        "AWS_S3_ENDPOINT_URL": "endpoint_url",
        "DO_SPACES_CDN_ENDPOINT": "cdn_domain",
    },
    "azure": {"AZURE_CONTAINER": "container", "AZURE_ACCOUNT_NAME": "account"},
    "gcs": {"GS_BUCKET_NAME": "bucket", "GS_PROJECT_ID": "project"},
}
_TRUE, _FALSE = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off"})


@dataclass(frozen=True, slots=True)
class Told:
    """What the environment says of stores in the platform's own names."""

    settings: tuple[Setting, ...] = ()
    problems: tuple[Problem, ...] = ()


def told_by_platform(
    variables: Mapping[str, str], stores: Mapping[str, object], origin: Origin = "environment"
) -> Told:
    """The settings in `variables`, and where two of these contradict each other.

    `stores` are the tables of the file by their names: a kind that it has keeps its name there.
    """
    said = {name: text.strip() for name, text in variables.items() if text.strip()}
    problems = tuple(_problems(said))
    if problems:
        return Told(problems=problems)
    kind = _kind(said)
    names = {each: _name_of(each, stores) for each in ("local", *_OF_KIND)}
    if kind is not None and _kind_of(said.get(OURS, ""), stores.get(said.get(OURS, ""))) == kind:
        names[kind] = said[OURS]
    settings = list(_settings(said, names, stores, kind, origin))
    if kind is not None:
        variable, name = BACKEND if BACKEND in said else USE_S3, names[kind] or kind
        if said.get(OURS, name) != name:
            return Told(problems=(_contradiction(variable, said[variable], OURS, said[OURS]),))
        if wrong := _mistakable(kind, name, stores):
            return Told(problems=(Problem(f"environment variable {variable}", "", wrong),))
        settings.append(_setting(("storage", "store"), name, variable, origin))
    return Told(settings=tuple(settings))


def _problems(said: Mapping[str, str]) -> Iterator[Problem]:
    backend, uses_s3 = said.get(BACKEND, "").lower(), said.get(USE_S3, "").lower()
    if backend and backend not in KINDS:
        yield Problem(f"environment variable {BACKEND}", "", f"must be one of {', '.join(KINDS)}")
    elif uses_s3 and uses_s3 not in _TRUE | _FALSE:
        yield Problem(f"environment variable {USE_S3}", "", "must be True or False")
    elif backend and uses_s3 and (backend in ("s3", "do_spaces")) != (uses_s3 in _TRUE):
        yield _contradiction(BACKEND, backend, USE_S3, said[USE_S3])


def _contradiction(one: str, says: str, other: str, other_says: str) -> Problem:
    return Problem(
        f"environment variables {one} and {other}",
        "",
        f"contradict each other ({says}, {other_says}): unset one of them",
    )


def _kind(said: Mapping[str, str]) -> str | None:
    if BACKEND in said:
        return KINDS[said[BACKEND].lower()]
    if USE_S3 in said:
        return "s3" if said[USE_S3].lower() in _TRUE else "local"
    return None


def _name_of(kind: str, stores: Mapping[str, object]) -> str | None:
    """What the file calls its only store of a kind; None where it has none, or several."""
    named = [name for name, table in stores.items() if _kind_of(name, table) == kind]
    return named[0] if len(named) == 1 else None


def _kind_of(name: str, table: object) -> object:
    return table.get("kind", name) if isinstance(table, Mapping) else None


def _mistakable(kind: str, name: str, stores: Mapping[str, object]) -> str:
    """Why nobody can tell which store is meant; "" where it is `name`."""
    same = [each for each, table in stores.items() if _kind_of(each, table) == kind]
    if name in stores and name not in same:
        return f"means a store of kind {kind}, and [stores.{name}] is of another: rename that"
    if name not in stores and same:
        these = " or ".join(f"[stores.{each}]" for each in same)
        return f"may mean {these}: say which in {OURS}"
    return ""


def _settings(
    said: Mapping[str, str],
    names: Mapping[str, str | None],
    stores: Mapping[str, object],
    chosen: str | None,
    origin: Origin,
) -> Iterator[Setting]:
    for kind, variables in _OF_KIND.items():
        name = names[kind] or (kind if kind == chosen else None)
        if name is None:
            continue
        if name not in stores:
            yield _setting(("stores", name, "kind"), kind, BACKEND, origin)
        for variable, key in variables.items():
            is_of_s3 = variable in _OF_KIND["s3"] and kind != "s3" and names["s3"] is not None
            if variable in said and (kind == chosen or (chosen is None and not is_of_s3)):
                yield _setting(("stores", name, key), said[variable], variable, origin)


def _setting(path: tuple[str, ...], value: str, variable: str, origin: Origin) -> Setting:
    return Setting(path, value, origin, f"environment variable {variable}")

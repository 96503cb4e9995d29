"""Who would speak first: by plan, by language, as a woman or as a man."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from podcaster.domain.learner import Gender
from podcaster.errors import Rejected
from podcaster.speech.cloud_voices import languages
from podcaster.speech.engine import Engine
from podcaster.speech.options import AzureOptions, GoogleOptions, PollyOptions
from podcaster.speech.voices import LANGUAGES
from podcaster.upkeep.findings import Finding

GENDERS: tuple[Gender, ...] = ("female", "male")
_SPOKEN: Mapping[Gender, str] = {"female": "a woman", "male": "a man"}
_TIERS = {"polly": PollyOptions.tiers, "google": GoogleOptions.tiers, "azure": AzureOptions.tiers}


class Role(NamedTuple):
    """An engine, and its voice for a language and gender."""

    engine: str
    voice: str


Cast = Mapping[str, Mapping[Gender, Role | None]]
"""Language tag -> who speaks it first."""


@dataclass(frozen=True, slots=True)
class PlanCast:
    """Who speaks for one plan."""

    plan: str
    cast: Cast


def known_languages(
    default: str, own: Iterable[str], *, with_embedded: bool = False
) -> tuple[str, ...]:
    """Every tag that vendors have voices for, the default one first; `own` are the operator's.

    Those of the embedded voice count where it speaks.
    """
    tiers = ((kind, tier) for kind, tiers in _TIERS.items() for tier in tiers)
    known = {tag for kind, tier in tiers for tag in languages(kind, tier)}
    embedded = LANGUAGES if with_embedded else ()
    return tuple(dict.fromkeys([default, *sorted({*known, *embedded, *own})]))


def cast_of(plan: str, engines: Sequence[Engine], tags: Iterable[str]) -> PlanCast:
    """The first voice that `engines` have for each tag and gender."""
    cast = {tag: {gender: _first(engines, tag, gender) for gender in GENDERS} for tag in tags}
    return PlanCast(plan, cast)


def everybody_is_spoken_to(plans: Iterable[PlanCast], default: str) -> Iterator[Finding]:
    """Whom the plans that make sound have no voice for; plans that lack the same are one line."""
    alike: dict[tuple[str, ...], list[PlanCast]] = {}
    for each in plans:
        if not any(each.cast[default].values()):
            do = f"name an engine that speaks {default} in [speech.plans]"
            said = f"no voice speaks {default}, the default language"
            yield Finding("voices", "failure", f"plan {each.plan}", said, do)
        alike.setdefault(_lacking(each.cast), []).append(each)
    for lacking, those in alike.items():
        names = ", ".join(each.plan for each in those)
        about = f"plan{'s' if len(those) > 1 else ''} {names}"
        if lacking:
            do = "where learners want them: name another engine of the plan, or voices of one"
            said = f"no voice for {'; '.join(lacking)}"
            yield Finding("voices", "warning", about, said, do)
        else:
            count = len(those[0].cast)
            said = f"a woman's and a man's voice for each of {count} languages and regions"
            yield Finding("voices", "ok", about, said)


def _lacking(cast: Cast) -> tuple[str, ...]:
    """Languages without a voice, those without a woman's, those without a man's."""
    neither = [tag for tag, roles in cast.items() if not any(roles.values())]
    found = [", ".join(neither)] if neither else []
    for gender in GENDERS:
        tags = [tag for tag, roles in cast.items() if not roles[gender] and tag not in neither]
        if tags:
            found.append(f"{', '.join(tags)} as {_SPOKEN[gender]}")
    return tuple(found)


def _first(engines: Sequence[Engine], tag: str, gender: Gender) -> Role | None:
    for engine in engines:
        try:
            return Role(engine.name, engine.forecast(tag, gender, 1).voice.name)
        except Rejected:
            continue
    return None

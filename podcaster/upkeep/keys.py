"""Who can be asked at all, and who would be missed."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from podcaster.upkeep.candidates import Candidate, Chain, ModelCandidate
from podcaster.upkeep.findings import Finding, Verdict

CHECK = "keys"
_PLAN = "plan "


def candidates_can_be_asked(candidates: Iterable[Candidate]) -> Iterator[Finding]:
    """Who has credentials, where they are, and who has none."""
    for each in candidates:
        if not each.missing:
            yield Finding(CHECK, "ok", each.about, _credentials(each))
            continue
        needs = " and ".join(each.missing)
        verdict = _verdict(each)
        if verdict == "ok":
            said = f"has no credentials and is not asked, as the sample allows; it needs {needs}"
            yield Finding(CHECK, verdict, each.about, said)
        else:
            said = "has no credentials and is not asked"
            yield Finding(CHECK, verdict, each.about, said, f"set {needs}")


def chains_are_served(chains: Iterable[Chain]) -> Iterator[Finding]:
    """Who is left in each chain; plans that lack the same engines are one line."""
    unserved: dict[tuple[bool, frozenset[str]], list[Chain]] = {}
    for chain in chains:
        if chain.serving:
            said = f"{', else '.join(chain.serving)} can be asked"
        elif chain.otherwise == "espeak":
            said = "the embedded voice speaks, since no engine has credentials"
        elif chain.otherwise == "script_only":
            said = "makes no sound, since no engine has credentials: without_credentials says so"
        else:
            unserved.setdefault((_is_plan(chain), frozenset(chain.names)), []).append(chain)
            continue
        yield Finding(CHECK, "ok", chain.about, said)
    for alike in unserved.values():
        yield _nobody(alike)


def _is_plan(chain: Chain) -> bool:
    return chain.about.startswith(_PLAN)


def _nobody(alike: Sequence[Chain]) -> Finding:
    """The finding of chains in which nobody is left, for the same reason."""
    about = alike[0].about
    if len(alike) > 1:
        about = f"plans {', '.join(each.about.removeprefix(_PLAN) for each in alike)}"
    named = ", ".join(alike[0].names) or "somebody"
    do = f"set the credentials of one of {named}, or name another in the configuration"
    if _is_plan(alike[0]):
        do += ", or set without_credentials in [speech] to espeak or script_only"
    return Finding(CHECK, "failure", about, "nobody can be asked, so nothing is made", do)


def nobody_was_lost(
    candidates: Iterable[Candidate], served_lately: Collection[str]
) -> Iterator[Finding]:
    """Who has served earlier runs and has no credentials any more."""
    for each in candidates:
        if each.missing and each.name in served_lately:
            said = "has served earlier runs and has no credentials any more"
            do = f"set {' and '.join(each.missing)} again, or take it out of the configuration"
            yield Finding(CHECK, "warning", each.about, said, do)


def _credentials(candidate: Candidate) -> str:
    if candidate.keys:
        return f"its credentials are in {' and '.join(candidate.keys)}"
    if candidate.base_url and isinstance(candidate, ModelCandidate):
        return "is asked without a key, since it is not its vendor's own server"
    return "needs no key"


def _verdict(candidate: Candidate) -> Verdict:
    """Never a failure: where nobody is left, the chain is one, and once is enough."""
    chains = candidate.chains
    return "ok" if all(each.is_trial and each.is_served for each in chains) else "warning"

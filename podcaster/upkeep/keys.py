"""Who can be asked at all, and who would be missed."""

from collections.abc import Collection, Iterable, Iterator

from podcaster.upkeep.candidates import Candidate, Chain, ModelCandidate
from podcaster.upkeep.findings import Finding, Verdict

CHECK = "keys"


def candidates_can_be_asked(candidates: Iterable[Candidate]) -> Iterator[Finding]:
    """Who has credentials, where they are, and how much it matters who has none."""
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
    """Who is left in each chain."""
    for chain in chains:
        if chain.serving:
            said = f"{', else '.join(chain.serving)} can be asked"
        elif chain.otherwise == "espeak":
            said = "the embedded voice speaks, since no engine has credentials"
        elif chain.otherwise == "script_only":
            said = "makes no sound, since no engine has credentials: without_credentials says so"
        else:
            said = "nobody can be asked, so nothing is made"
            named = ", ".join(chain.names) or "somebody"
            do = f"set the credentials of one of {named}, or name another in the configuration"
            yield Finding(CHECK, "failure", chain.about, said, do)
            continue
        yield Finding(CHECK, "ok", chain.about, said)


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
    if not all(chain.is_served for chain in candidate.chains):
        return "failure"
    return "ok" if all(chain.is_trial for chain in candidate.chains) else "warning"

"""What `doctor` finds, drawn as it is found, and counted at the end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from podcaster.cli.amounts import money
from podcaster.cli.drawing import draw_table
from podcaster.cli.terminal import print_json, say, warn
from podcaster.domain.attempt import Attempt
from podcaster.domain.learner import Gender
from podcaster.upkeep.casting import Cast, PlanCast, Role
from podcaster.upkeep.findings import Finding, Verdict, examined
from podcaster.wiring.checks import Checks
from podcaster.wiring.house import House

STYLES: Mapping[Verdict, str] = {"failure": "bold red", "warning": "yellow", "ok": "green"}
"""The worst first."""


def examine(house: House, *, online: bool, as_json: bool, quiet: bool) -> bool:
    """Runs every check and tells what it found; False where anything is a failure."""
    checks, attempts = Checks(house), list[Attempt]()
    findings: list[Finding] = []

    def take(found: Finding) -> None:
        findings.append(found)
        if not as_json:
            _draw(found, quiet=quiet)

    for found in examined(checks.offline()):
        take(found)
    if online:
        if not quiet:
            warn("Asking every provider; this may spend up to one cent ($0.01).", "dim")
        try:
            for found in examined(checks.online(attempts)):
                take(found)
        finally:
            if attempts:
                house.record_preview(attempts)
    if as_json:
        print_json(_json(findings, attempts, checks.casts, online=online))
    else:
        _draw_casts(checks.casts)
        _draw_end(findings, attempts, online=online)
    return not any(each.verdict == "failure" for each in findings)


def cost_of(attempts: Sequence[Attempt]) -> int | None:
    """Micro-dollars; None where an answer has no known price."""
    if any(each.cost_micro_usd is None for each in attempts if each.outcome == "ok"):
        return None
    return sum(each.cost_micro_usd or 0 for each in attempts)


def _json(
    findings: Sequence[Finding],
    attempts: Sequence[Attempt],
    casts: Sequence[PlanCast],
    *,
    online: bool,
) -> dict[str, object]:
    """The object of `doctor --json`; scripts rely on these names."""
    counts = Counter(each.verdict for each in findings)
    return {
        "findings": [asdict(each) for each in findings],
        "ok": counts["ok"],
        "warnings": counts["warning"],
        "failures": counts["failure"],
        "online": online,
        "cost_micro_usd": cost_of(attempts),
        "voices": {each.plan: _cast_json(each.cast) for each in casts},
    }


def _cast_json(cast: Cast) -> dict[str, dict[Gender, dict[str, str] | None]]:
    return {
        tag: {gender: role._asdict() if role else None for gender, role in roles.items()}
        for tag, roles in cast.items()
    }


def _draw(found: Finding, *, quiet: bool) -> None:
    """Where nothing is to be said on stdout, trouble is said beside it."""
    if quiet and found.verdict == "ok":
        return
    line = f"{found.verdict:<8} {found.check:<13} {found.about}: {found.said}"
    (warn if quiet else say)(line, STYLES[found.verdict] if found.verdict != "ok" else "")
    if found.do:
        (warn if quiet else say)(f"{'':23}-> {found.do}")


def _draw_casts(casts: Sequence[PlanCast]) -> None:
    """Languages down, alike ones in one row; plans across: which engine speaks first."""
    if not casts:
        return
    rows: dict[tuple[str, ...], list[str]] = {}
    for tag in casts[0].cast:
        rows.setdefault(tuple(_engines(each.cast[tag]) for each in casts), []).append(tag)
    say("")
    columns = ("language", *(each.plan for each in casts))
    draw_table(columns, [(", ".join(tags), *cells) for cells, tags in rows.items()])


def _engines(roles: Mapping[Gender, Role | None]) -> str:
    names = [role.engine if role else "nobody" for role in roles.values()]
    return names[0] if len(set(names)) == 1 else f"{names[0]} (f), {names[1]} (m)"


def _draw_end(findings: Sequence[Finding], attempts: Sequence[Attempt], *, online: bool) -> None:
    counts = Counter(each.verdict for each in findings)
    say("")
    say(counted(counts), next(style for verdict, style in STYLES.items() if counts[verdict]))
    if online:
        say(f"Asking cost: {money(cost_of(attempts))}.", "dim")
    else:
        say("No provider was asked; --online asks every one.", "dim")


def counted(verdicts: Mapping[Verdict, int]) -> str:
    """How many findings are of which verdict: "3 ok, 1 warning, 0 failures"."""
    trouble: tuple[Verdict, ...] = ("warning", "failure")
    counts = [(verdicts.get(each, 0), each) for each in trouble]
    several = [f"{count} {each}{'s' * (count != 1)}" for count, each in counts]
    return ", ".join([f"{verdicts.get('ok', 0)} ok", *several])

"""`podcaster explain`: why one learner gets what they get."""

from podcaster.cli import options
from podcaster.cli.endings import told


def explain(
    user: options.ThisUser,
    day: options.Date = "today",
    tenant: options.Tenant = None,
    source: options.Source = None,
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Say why a learner is due or not, and where plan, language, voice and limits come from.

    Asks no provider, spends nothing and writes nothing.
    """
    with told(as_json):
        from podcaster.cli.dates import parse_date
        from podcaster.cli.explained import explain_learner
        from podcaster.cli.opening import open_house
        from podcaster.cli.terminal import hush

        hush(quiet)
        house = open_house(config, verbose, source)
        explain_learner(house, user, tenant, parse_date(day), as_json=as_json)

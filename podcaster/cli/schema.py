"""`podcaster schema`: the shape of an export."""

from podcaster.cli import options
from podcaster.cli.endings import told


def schema(
    config: options.Config = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Print the JSON Schema of one learner in an export.

    It is the same whatever the options are; they are those of every command.
    """
    with told(as_json):
        from podcaster.cli.terminal import print_json
        from podcaster.sources.record import json_schema

        print_json(json_schema(), for_people=not as_json)

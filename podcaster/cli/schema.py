"""`podcaster schema`: the shape of an export."""

from podcaster.cli import options
from podcaster.cli.endings import told


def schema(as_json: options.Json = False) -> None:
    """Print the JSON Schema of one learner in an export."""
    with told(as_json):
        from podcaster.cli.terminal import print_json
        from podcaster.sources.record import json_schema

        print_json(json_schema())

"""README, --help, crontab.example and .ci/run say the same."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main
from deployments import in_process

from podcaster.cli.app import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CRONTAB = (ROOT / "crontab.example").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
PACKAGE = ROOT / "podcaster"


def options_of(command: str) -> set[str]:
    """Every long and short option that a command takes."""
    parameters = typer.main.get_command(app).commands[command].params
    return {name for parameter in parameters for name in parameter.opts if name.startswith("-")}


COMMANDS = sorted(typer.main.get_command(app).commands)


def table(heading: str) -> dict[str, str]:
    """A table of the README, by its first column."""
    _, _, after = README.partition(f"| {heading} |")
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", after.partition("\n\n")[0], re.MULTILINE)
    return {first.strip("`"): rest for first, rest in rows if not first.startswith("---")}


def test_the_readme_lists_every_command_and_no_other():
    assert sorted(name.removeprefix("podcaster ") for name in table("command")) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_sentence_of_help_for_itself_and_each_option(command):
    told = in_process(command, "--help")
    assert told.code == 0
    for parameter in typer.main.get_command(app).commands[command].params:
        assert parameter.help, parameter.name


@pytest.mark.parametrize("command", COMMANDS)
def test_options_that_the_readme_names_for_a_command_exist(command):
    named = set(re.findall(r"--[a-z-]+", table("command")[f"podcaster {command}"]))
    assert named <= options_of(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_json(command):
    assert "--json" in options_of(command)


def test_the_exit_codes_of_the_readme_are_those_of_the_help():
    documented = {code for cell in table("exit code") for code in re.findall(r"\d+", cell)}
    told = " ".join(in_process("--help").out.split())
    assert documented == set(re.findall(r"\b\d+\b", told.partition("Exit codes:")[2]))


def test_the_exit_codes_of_the_readme_are_those_of_the_errors():
    from podcaster import errors

    kinds = [each for each in vars(errors).values() if isinstance(each, type)]
    codes = {str(kind.exit_code) for kind in kinds if issubclass(kind, errors.PodcasterError)}
    documented = {code for cell in table("exit code") for code in re.findall(r"\d+", cell)}
    assert codes <= documented


def test_ci_runs_the_two_commands_of_the_readme_to_the_letter():
    commands = [re.search(rf'^{name}="(.+)"$', CI, re.MULTILINE)[1] for name in ("FIRST", "SECOND")]
    for command in commands:
        assert f"    {command}\n" in README


def test_every_command_of_the_crontab_is_one_that_podcaster_takes():
    jobs = re.findall(r"^[\d*/]+ \S+ \S+ \S+ \S+ (.+)$", CRONTAB, re.MULTILINE)
    assert len(jobs) == 2
    for job in jobs:
        program, command, *rest = shlex.split(job)
        assert program.endswith("/podcaster")
        assert {word for word in rest if word.startswith("--")} <= options_of(command)
        assert "%" not in job


def test_every_benchmark_is_in_the_readme_and_every_one_named_there_exists():
    named = set(re.findall(r"benchmarks/(\w+\.py)", README))
    assert named == {path.name for path in (ROOT / "benchmarks").glob("*.py")}


def test_the_rooms_in_the_readme_are_the_rooms_of_the_house():
    _, _, house = README.partition("    podcaster/\n")
    drawn = set(re.findall(r"^      (\w+)/", house.partition("\n\n")[0], re.MULTILINE))
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms - drawn == {"sample"}
    assert drawn <= rooms


def test_every_key_that_the_readme_names_in_brackets_is_in_the_config():
    config = (ROOT / "config.toml").read_text(encoding="utf-8")
    for section in re.findall(r"`\[([a-z.]+)\]", README):
        assert f"[{section}]" in config


def test_the_readme_dumps_what_is_read_of_a_dump_and_nothing_else():
    from podcaster.sources.dumpdata.models import MODELS

    _, _, command = README.partition("manage.py dumpdata ")
    assert set(re.findall(r"\w+\.\w+", command.partition("--output")[0])) == set(MODELS)


def test_the_readme_grants_what_the_queries_read_and_nothing_else():
    queries = (PACKAGE / "sources" / "queries" / "zporta").glob("*.sql")
    # What stands there by name alone: groups are granted by who takes plans from them.
    read = {
        table
        for query in queries
        if query.stem not in ("plans_of_groups", "plans_of_auth_groups")
        for table in re.findall(r"^(?:FROM|(?:LEFT )?JOIN) (\w+)", query.read_text(), re.MULTILINE)
    }
    _, _, grants = README.partition("CREATE ROLE podcaster")
    granted = re.findall(r"\b\w+_\w+\b", grants.partition("TO podcaster;\n\n")[0])
    assert set(granted) - {"is_active", "first_name", "last_login"} == read


def test_every_query_is_in_the_readme_with_columns_that_are_read():
    from podcaster.sources.database.shapes import SHAPES

    rows = table("query")
    for name, shape in SHAPES.items():
        (row,) = (rest for first, rest in rows.items() if name.replace("*", "...") in first)
        columns = set(re.findall(r"`(\w+)`", row)) - set(SHAPES)
        assert shape.required <= columns, name
        assert columns <= shape.columns, name

"""Ids of every type, in several tenants and in none, on the servers themselves."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from academy.reading import opened
from academy.servers import Server, mariadb, postgres
from sqlalchemy import create_engine, text

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]
QUERIES = {
    "learners": "SELECT tenant AS tenant, id AS user_id FROM person",
    "seen_event": "SELECT tenant AS tenant, who AS user_id, at AS at FROM act WHERE at >= :since",
    "answers": "SELECT tenant AS tenant, who AS user_id, at AS at, 1 AS is_correct FROM act"
    " WHERE who IN :user_ids",
}
DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}
IDS: dict[str, Callable[[int], object]] = {
    "BIGINT": lambda number: number + 3_000_000_000,
    "VARCHAR(40)": lambda number: f"u{number:05d}\u00dc",
    "UUID": lambda number: f"00000000-0000-0000-0000-{number:012d}",
}
EACH = 1100


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Server]]:
    with ExitStack() as up:
        yield {
            "postgresql": up.enter_context(postgres()),
            "mysql": up.enter_context(mariadb()),
        }


@pytest.fixture
def filled(servers):
    def filled(server: str, kind: str) -> str:
        url = servers[server].url(f"ids_{kind[:4].lower()}")
        engine = create_engine(f"{DRIVERS[server]}:{url.partition(':')[2]}")
        with engine.begin() as connection:
            connection.execute(text(f"CREATE TABLE person (tenant INT NULL, id {kind})"))
            connection.execute(
                text(f"CREATE TABLE act (tenant INT NULL, who {kind}, at TIMESTAMP)")
            )
            rows = [
                {"tenant": tenant, "id": IDS[kind](number)}
                for tenant in (1, None, 2)
                for number in range(EACH)
            ]
            connection.execute(text("INSERT INTO person VALUES (:tenant, :id)"), rows)
            act = "INSERT INTO act VALUES (1, :id, '2025-12-06 21:04:00')"
            connection.execute(text(act), {"id": IDS[kind](7)})
        engine.dispose()
        return url

    return filled


@pytest.mark.parametrize(
    ("server", "kind"),
    [
        ("postgresql", "BIGINT"),
        ("postgresql", "VARCHAR(40)"),
        ("postgresql", "UUID"),
        ("mysql", "BIGINT"),
        ("mysql", "VARCHAR(40)"),
    ],
)
def test_everybody_comes_once_with_what_is_theirs_whatever_the_ids(
    filled, tmp_path: Path, server, kind
):
    for name, sql in QUERIES.items():
        (tmp_path / f"{name}.sql").write_text(sql)
    source = opened(filled(server, kind), tmp_path, queries=tmp_path, tenant="home")
    found, seen, answered = [], [], []
    for page in source.pages(700):
        found += [each.id for each in page.learners]
        seen += [each.id for each in page.learners if each.traces]
        did = page.activities([each.id for each in page.learners])
        answered += [who for who, what in did.items() if what.answers]
    assert len(set(found)) == len(found) == 3 * EACH
    assert [each.tenant for each in found[::EACH]] == ["1", "2", "home"]
    busy = str(IDS[kind](7))
    assert [(each.tenant, each.user_id) for each in (*seen, *answered)] == [("1", busy)] * 2
    alone = [each for page in source.pages(10, busy) for each in page.learners]
    assert sorted((each.id.tenant, bool(each.traces)) for each in alone) == [
        ("1", True),
        ("2", False),
        ("home", False),
    ]

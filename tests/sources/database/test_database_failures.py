import sqlite3

import psycopg
import pymysql
import pytest
from sqlalchemy.exc import DBAPIError

from podcaster.sources.database.failures import (
    complaint,
    unopened,
    unreadable,
    what_is_forbidden,
    what_is_missing,
)

NAME = "mysql://h/shop"
SECRET = "CANARYuser"


def wrapped(orig: Exception, statement: str = "SELECT u.a FROM auth_user u") -> DBAPIError:
    return DBAPIError(statement, None, orig, hide_parameters=True)


def postgresql(code: str, said: str) -> DBAPIError:
    return wrapped(psycopg.errors.lookup(code)(said))


def before_a_session(said: str) -> DBAPIError:
    return wrapped(psycopg.OperationalError(f"connection failed: FATAL:  {said}"))


def mysql(number: int, said: str) -> DBAPIError:
    return wrapped(pymysql.err.OperationalError(number, said))


def sqlite(code: int, said: str) -> DBAPIError:
    error = sqlite3.OperationalError(said)
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_ERROR"
    return wrapped(error)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (before_a_session(f'password authentication failed for user "{SECRET}"'), "refuses"),
        (before_a_session(f'role "{SECRET}" does not exist'), "refuses this user name"),
        (before_a_session('database "shop" does not exist'), "does not exist on its server"),
        (before_a_session(f'no pg_hba.conf entry for "{SECRET}"'), "does not let this machine in"),
        (before_a_session("sorry, too many clients already"), "no connection left"),
        (before_a_session("the database system is starting up"), "starting or stopping"),
        (before_a_session("certificate verify failed"), "TLS settings"),
        (before_a_session(f"Benutzer »{SECRET}« unbekannt"), "does not answer"),
        (postgresql("57P01", "terminating connection"), "ended the connection"),
        (postgresql("57P03", "cannot connect now"), "starting or stopping"),
        (postgresql("57014", "canceling statement"), "statement_timeout"),
        (postgresql("25006", "cannot execute"), "asked to change data"),
        (postgresql("3D000", "no database"), "does not exist on its server"),
        (postgresql("42501", f"permission denied for {SECRET}"), "grant it SELECT"),
        (postgresql("22P02", f'invalid input: "{SECRET}"'), "(22P02)"),
        (postgresql("42P01", 'relation "nix" does not exist'), "has no table nix"),
        (mysql(1045, f"Access denied for user '{SECRET}'@'h'"), "refuses this user name"),
        (mysql(1044, f"Access denied for user '{SECRET}'@'h' to database"), "grant it SELECT"),
        (mysql(1049, "Unknown database 'shop'"), "does not exist on its server"),
        (mysql(1130, "Host is not allowed"), "does not let this machine in"),
        (mysql(1040, "Too many connections"), "no connection left"),
        (mysql(2003, "Can't connect ([Errno -2] Name or service not known)"), "not known here"),
        (mysql(2003, "Can't connect ([Errno 111] Connection refused)"), "does not answer"),
        (mysql(2013, "Lost connection"), "ended the connection"),
        (mysql(3024, "Query execution was interrupted"), "statement_timeout"),
        (mysql(1969, "Query execution was interrupted"), "statement_timeout"),
        (mysql(1792, "READ ONLY transaction"), "asked to change data"),
        (mysql(2026, "SSL connection error"), "TLS settings"),
        (mysql(1366, f"Incorrect value: '{SECRET}'"), "(1366)"),
        (sqlite(sqlite3.SQLITE_BUSY, "database is locked"), "locked by another program"),
        (sqlite(sqlite3.SQLITE_CORRUPT, "malformed"), "is damaged"),
        (sqlite(sqlite3.SQLITE_CANTOPEN, "unable to open"), "cannot be opened by this user"),
        (sqlite(sqlite3.SQLITE_READONLY_ROLLBACK, "readonly"), "write to its directory"),
        (sqlite(sqlite3.SQLITE_INTERRUPT, "interrupted"), "statement_timeout"),
    ],
)
def test_every_failure_says_what_to_do_and_names_nobody(error, said):
    told = str(unreadable(error, NAME))

    assert told.startswith(f"the database {NAME} ")
    assert said in told
    assert ";" in told
    assert SECRET not in told


@pytest.mark.parametrize(
    ("error", "missing"),
    [
        (postgresql("42P01", 'relation "nix" does not exist\nLINE 1'), "table nix"),
        (postgresql("42P01", "Relation »shop.nix« existiert nicht"), "table nix"),
        (postgresql("42703", "column u.locale does not exist"), "column auth_user.locale"),
        (postgresql("42703", 'column "locale" does not exist'), "column locale"),
        (postgresql("42703", "Spalte u.locale existiert nicht"), "column auth_user.locale"),
        (mysql(1146, "Table 'shop.nix' doesn't exist"), "table nix"),
        (mysql(1054, "Unknown column 'u.locale' in 'SELECT'"), "column auth_user.locale"),
        (sqlite(1, "no such table: main.nix"), "table nix"),
        (sqlite(1, "no such column: u.locale"), "column auth_user.locale"),
        (sqlite(1, 'near "FORM": syntax error'), None),
        (mysql(1064, "You have an error in your SQL syntax"), None),
        (mysql(2013, "Lost connection"), None),
    ],
)
def test_what_is_missing_is_named_as_the_database_has_it(error, missing):
    assert what_is_missing(error) == missing


@pytest.mark.parametrize(
    ("error", "table"),
    [
        (postgresql("42501", "permission denied for table nix"), "table nix"),
        (postgresql("42501", "keine Berechtigung"), "one of its tables"),
        (mysql(1142, f"SELECT command denied to user '{SECRET}'@'h' for table 'nix'"), "table nix"),
        (
            mysql(1142, f"SELECT command denied to user '{SECRET}'@'h' for table `shop`.`nix`"),
            "table nix",
        ),
        (
            mysql(1143, f"SELECT denied to user '{SECRET}'@'h' for column 'a' in table 'nix'"),
            "table nix",
        ),
        (mysql(1146, "Table 'shop.nix' doesn't exist"), None),
    ],
)
def test_what_may_not_be_read_is_named_without_who_may_not(error, table):
    assert what_is_forbidden(error) == table


def test_what_a_database_has_against_a_statement_is_one_line_that_names_nobody():
    error = mysql(1370, f"execute denied to user '{SECRET}'@'h' for routine\nand more")

    assert complaint(error) == "execute denied to this user for routine"


@pytest.mark.parametrize(
    "error", [mysql(2013, "Lost"), before_a_session("lost"), postgresql("57014", "late")]
)
def test_what_is_not_about_the_statement_is_no_complaint(error):
    assert complaint(error) is None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RuntimeError("'cryptography' package is required"), "pip install 'podcaster[mysql]'"),
        (FileNotFoundError(2, "No such file or directory"), "mend its path"),
        (UnicodeError("label empty or too long"), "host that is not known"),
    ],
)
def test_what_a_driver_lets_through_is_told_like_the_rest(error, said):
    assert said in str(unopened(error, NAME))

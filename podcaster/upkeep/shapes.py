"""Keys that cannot be what they are meant to be, told without showing them."""

from collections.abc import Iterator, Mapping

from podcaster.remote.credentials import Credentials
from podcaster.upkeep.findings import Finding

OPENAI, ANTHROPIC, GOOGLE, AWS = "OpenAI", "Anthropic", "Google", "AWS (an access key's id)"
_PREFIXES = (
    ("sk-ant-", ANTHROPIC),
    ("sk-", OPENAI),
    ("AIza", GOOGLE),
    ("AQ.", GOOGLE),
    ("AKIA", AWS),
    ("ASIA", AWS),
)
"""How keys begin, by whom they are from; the longer beginnings first."""

_SHORTEST = 16
_QUOTES = "\"'`\u201c\u201d\u2018\u2019"


def keys_look_right(
    expected: Mapping[str, str | None], credentials: Credentials
) -> Iterator[Finding]:
    """`expected` is the issuer of each variable's key; None: whose keys have no known beginning.

    An issuer of "" may be anybody: a server of one's own.
    """
    for variable, issuer in expected.items():
        secret = credentials.secret(variable)
        if secret is None:
            continue
        said = _wrong(secret.reveal(), issuer)
        if said:
            do = f"copy the key anew into {variable}"
            yield Finding("keys", "warning", variable, said, do)


def _wrong(key: str, issuer: str | None) -> str:
    """What is wrong with a key; "" where nothing is."""
    if key[0] in _QUOTES or key[-1] in _QUOTES:
        return "has quotes around it, which are sent as a part of it"
    if any(map(str.isspace, key)):
        return "has white space in it, which no key has"
    if issuer == "":
        return ""
    if len(key) < _SHORTEST:
        return "is shorter than any key"
    found = next((whose for prefix, whose in _PREFIXES if key.startswith(prefix)), None)
    if found is not None and found != issuer:
        meant = f", not of {issuer}" if issuer else ""
        return f"looks like a key of {found}{meant}"
    return ""

"""How connections are kept between readings."""

from typing import Any

CONNECT_SECONDS = 10
POOL: dict[str, Any] = {
    "pool_size": 1,
    "max_overflow": 4,
    "pool_pre_ping": True,
    "pool_recycle": 600,
    "hide_parameters": True,
}
"""Few, tried before use and at most ten minutes old; errors show no values of parameters."""

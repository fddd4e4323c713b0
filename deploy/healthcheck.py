#!/usr/bin/env python3
"""The image's health check: ends with 1 if the bot is not well, and prints why.

The entry point leaves a file when the settings are wrong. With MONITORING the bot itself says how
it is, at /healthz.
"""

import http.client
import os
import sys
import tempfile
from pathlib import Path

UNHEALTHY = "throwback-unhealthy"
PATIENCE = 5.0
"""Seconds after which a bot that does not answer is not well."""


def main() -> int:
    """Return 0 if the bot is well, or does not say how it is, else 1."""
    if Path(tempfile.gettempdir(), UNHEALTHY).exists():
        print("The settings are wrong; the log says what is.")
        return 1
    address = os.environ.get("MONITORING", "").strip()
    if not address:
        return 0
    host, _, port = address.rpartition(":")
    # Not urllib, which would ask the proxy that the bot may be behind.
    connection = http.client.HTTPConnection(
        host.strip("[]") or "127.0.0.1", int(port), timeout=PATIENCE
    )
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        print(response.read(1_000).decode("utf-8", "replace").strip())
    except (OSError, http.client.HTTPException) as error:
        print(f"/healthz does not answer: {error}")
        return 1
    return 0 if response.status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main())

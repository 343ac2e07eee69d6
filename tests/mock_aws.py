"""An AWS that moto plays on a port of this machine, for tests that read a live cloud."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3

REGION = "ap-northeast-1"
ACCOUNT = "123456789012"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "example",
    "AWS_SECRET_ACCESS_KEY": "example",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_MAX_ATTEMPTS": "1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@dataclass(frozen=True)
class MockAws:
    """A running server."""

    url: str

    def client(self, service: str, region: str = REGION) -> Any:
        """Return a client that asks this server."""
        return boto3.client(
            service, region_name=region, endpoint_url=self.url,
            aws_access_key_id="example", aws_secret_access_key="example",
        )  # fmt: skip

    def empty(self) -> None:
        """Forget everything that was made."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        connection.request("POST", "/moto-api/reset")
        assert connection.getresponse().status == HTTPStatus.OK
        connection.close()


@contextmanager
def running(log: Path) -> Iterator[MockAws]:
    """Start a server on a free port, and end it by its own process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            for _ in range(300):
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            else:
                raise TimeoutError(log.read_text(encoding="utf-8"))
            yield MockAws(f"http://127.0.0.1:{port}")
        finally:
            server.kill()
            server.wait()

"""The server on the network as a device meets it: TLS that checks, and who gets in by it."""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timezone

import pytest
import uvicorn
from starlette.testclient import TestClient

from tests.workbench.browsing import free_port
from workbench import starting
from workbench.lan import hosting, tls
from workbench.lan.hosting import Hosting


@pytest.fixture(scope="module")
def served(client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosting]:
    """Our routes and guard, served with the certificate that is made here."""
    names, now = ("127.0.0.1", "desk.local"), datetime.now(timezone.utc)
    made = tls.made_here(tmp_path_factory.mktemp("lan"), names, now=now)
    hosted = Hosting("127.0.0.1", free_port(), names, made)
    told = starting.configured(hosted)
    files = {"ssl_certfile": told["server.sslCertFile"], "ssl_keyfile": told["server.sslKeyFile"]}
    config = uvicorn.Config(
        client.app, port=hosted.port, log_level="error", lifespan="off", **files
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    with hosting.opened(hosted):
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield hosted
        server.should_exit = True
        thread.join(30)


def trusting(served: Hosting) -> ssl.SSLContext:
    assert served.tls is not None
    return ssl.create_default_context(cafile=served.tls.certificate)


def asked(served: Hosting, context: ssl.SSLContext, *, host: str = "") -> http.client.HTTPResponse:
    line = http.client.HTTPSConnection("127.0.0.1", served.port, context=context, timeout=30)
    headers = {"Host": host or f"127.0.0.1:{served.port}"}
    line.request("GET", "/join/nothing", headers=headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def test_a_device_that_knows_the_certificate_gets_a_pass_that_never_travels_open(served: Hosting):
    answer = asked(served, trusting(served))
    assert answer.status == 404
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Strict"))
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert asked(served, trusting(served), host="elsewhere.example").status == 421


def test_whoever_does_not_know_the_certificate_or_speaks_old_tls_gets_no_line(served: Hosting):
    with pytest.raises(ssl.SSLCertVerificationError):
        asked(served, ssl.create_default_context())
    old = trusting(served)
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, OSError)):
        asked(served, old)


def test_streamlit_s_server_is_told_the_same_names(served: Hosting):
    told = starting.configured(served)
    assert told["server.allowedHosts"] == ["127.0.0.1", "desk.local"]
    assert starting.configured(hosting.here(8501)) == {
        "server.port": 8501,
        "server.address": "127.0.0.1",
    }

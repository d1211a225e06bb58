"""What the route tests share: a line to a sitting, and what is heard on it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

HOST = "http://127.0.0.1:8501"


def line(client: TestClient, sitting: str, origin: str = HOST) -> Any:
    headers = {"origin": origin, "host": "127.0.0.1:8501"}
    headers["cookie"] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return client.websocket_connect(f"/api/sittings/{sitting}/live", headers=headers)


def heard(socket: Any, say: str) -> dict[str, Any]:
    while True:
        message = socket.receive()
        assert message["type"] == "websocket.send"
        if "text" in message and (told := json.loads(message["text"]))["say"] == say:
            return told


def pictured(socket: Any, stage: str) -> dict[str, Any]:
    while True:
        data = socket.receive().get("bytes")
        if data:
            length = int.from_bytes(data[:4], "big")
            head = json.loads(data[4 : 4 + length])
            if head["stage"] == stage:
                return {**head, "jpeg": data[4 + length : 4 + length + head["sizes"][0]]}


def closed(client: TestClient, sitting: str) -> int:
    with pytest.raises(WebSocketDisconnect) as told, line(client, sitting) as socket:
        socket.receive_text()
    return told.value.code

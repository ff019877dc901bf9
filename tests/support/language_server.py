"""A client of the YAML language server, which checks source files in editors
(https://github.com/redhat-developer/yaml-language-server).

It speaks the Language Server Protocol over the server's standard streams
(https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/).
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

PROGRAM = "node_modules/yaml-language-server/bin/yaml-language-server"
LIMIT = 1800.0
"""Seconds after which a server is ended; a test then fails instead of waiting forever."""


class Editor:
    """An editor with one folder open."""

    def __init__(self, server: subprocess.Popen[bytes], folder: Path) -> None:
        self._server = server
        self._send(
            id=1,
            method="initialize",
            params={
                "processId": None,
                "rootUri": folder.as_uri(),
                "capabilities": {"workspace": {"configuration": True}},
            },
        )
        while self._receive().get("id") != 1:
            pass
        self._send(method="initialized", params={})

    def diagnostics(self, path: Path) -> list[str]:
        """Open a file; each thing that the editor would underline in it, with its line."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": path.read_text(encoding="utf-8")}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        while True:
            message = self._receive()
            said = message.get("params", {})
            if message.get("method") == "textDocument/publishDiagnostics" and said["uri"] == path.as_uri():
                return [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in said["diagnostics"]]

    def _receive(self) -> dict[str, Any]:
        """The next message; what the server asks is answered."""
        assert self._server.stdout
        length = 0
        while header := self._server.stdout.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        body = self._server.stdout.read(length)
        assert body, "the YAML language server has ended"
        message: dict[str, Any] = json.loads(body)
        if "method" in message and "id" in message:
            self._send(id=message["id"], result=self._answer(message))
        return message

    def _answer(self, message: dict[str, Any]) -> object:
        """The settings of a user who has set nothing, without the catalog of schemas on the web."""
        if message["method"] != "workspace/configuration":
            return None
        settings = {"validate": True, "schemaStore": {"enable": False}}
        return [settings if item.get("section") == "yaml" else {} for item in message["params"]["items"]]

    def _send(self, **message: object) -> None:
        assert self._server.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._server.stdin.flush()


@contextmanager
def editor(folder: Path, *, home: Path) -> Iterator[Editor]:
    """An editor with a folder open; the server is installed below `home`."""
    assert (home / PROGRAM).exists(), "the YAML language server is missing; run: make acceptance"
    with subprocess.Popen(
        ["node", str(home / PROGRAM), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        limit = Timer(LIMIT, server.kill)
        limit.start()
        try:
            yield Editor(server, folder)
        finally:
            limit.cancel()
            server.kill()

"""A headless Chromium that is told what to do over a pipe, without a network."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --remote-debugging-pipe"
)
PATIENCE = 90.0


class Tab:
    """A page in the browser.

    Attributes:
        said: What came to the console, and errors.
        asked: Addresses that the page asked for.
    """

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session
        self.said: list[str] = []
        self.asked: list[str] = []
        self.loaded = False

    def call(self, method: str, **values: Any) -> dict[str, Any]:
        return self._browser.call(method, values, self._session)

    def open(self, page: Path, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Opens a file and waits until all charts are drawn."""
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        nothing = {"latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        self.call("Network.emulateNetworkConditions", offline=True, **nothing)
        self.resize(width, height)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="", features=[scheme])
        self.call("Page.navigate", url=page.as_uri())
        self.wait("document.documentElement?.hasAttribute('data-drawn')")

    def resize(self, width: int, height: int = 900) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip

    def ask(self, script: str) -> Any:
        """The value of an expression in the page."""
        told = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in told:
            raise AssertionError(told["exceptionDetails"])
        return told["result"].get("value")

    def wait(self, script: str) -> None:
        """Waits until an expression is true."""
        until = time.monotonic() + PATIENCE
        while not self.ask(script):
            if time.monotonic() > until:
                raise TimeoutError(f"{script}; {self.said}")
            time.sleep(0.05)

    def press(self, key: str, **values: Any) -> None:
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, **values)

    def picture(self, path: Path) -> Path:
        """The whole page as PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        told = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        path.write_bytes(base64.b64decode(told["data"]))
        return path

    def paper(self, path: Path) -> Path:
        """The page as it prints, as PDF."""
        told = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        path.write_bytes(base64.b64decode(told["data"]))
        return path

    def hear(self, event: dict[str, Any]) -> None:
        method, values = event["method"], event["params"]
        if method == "Runtime.consoleAPICalled":
            words = [str(part.get("value", part.get("description"))) for part in values["args"]]
            self.said.append(" ".join(words))
        elif method == "Runtime.exceptionThrown":
            self.said.append(json.dumps(values["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.said.append(values["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.asked.append(values["request"]["url"])
        elif method == "Page.javascriptDialogOpening":
            self.said.append(f"dialog: {values['message']}")
            self._browser.send("Page.handleJavaScriptDialog", {"accept": True}, self._session)


class Browser:
    """The browser, and the pipe to it: JSON messages with a zero byte after each."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._rest = b""
        self._number = 0
        self._tabs: dict[str, Tab] = {}

    def tab(self) -> Tab:
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})
        session = attached["sessionId"]
        self._tabs[session] = Tab(self, session)
        return self._tabs[session]

    def send(self, method: str, values: dict[str, Any], session: str = "") -> int:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": values}
        if session:
            message["sessionId"] = session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        return self._number

    def call(self, method: str, values: dict[str, Any], session: str = "") -> dict[str, Any]:
        number = self.send(method, values, session)
        while True:
            message = self._next(method)
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                return dict(message["result"])
            if "method" in message and message.get("sessionId") in self._tabs:
                self._tabs[message["sessionId"]].hear(message)

    def _next(self, method: str) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            if not select.select([self._reading], [], [], max(0, until - time.monotonic()))[0]:
                raise TimeoutError(method)
            read = os.read(self._reading, 1 << 20)
            if not read:
                raise ConnectionError(f"the browser has gone, at {method}")
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """Starts a browser with a profile of its own, and ends it."""
    its_reading, writing = os.pipe()
    reading, its_writing = os.pipe()
    # Chromium reads from file 3 and writes to file 4.
    command = (
        f'exec "{CHROMIUM}" {OPTIONS} --user-data-dir="{profile}" 3<&{its_reading} 4>&{its_writing}'
    )
    process = subprocess.Popen(
        ["bash", "-c", command],
        pass_fds=(its_reading, its_writing),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(its_reading)
    os.close(its_writing)
    try:
        yield Browser(reading, writing)
    finally:
        os.close(writing)
        os.close(reading)
        process.terminate()
        process.wait(10)

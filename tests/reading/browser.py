"""A headless Chromium over the DevTools protocol and a pair of pipes: no port, no driver, no library.

The page under test stays as it is, policy and all: questions are asked from outside, where its policy does not reach.
"""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb", "--remote-debugging-pipe",
)  # fmt: skip
# The protocol is spoken on descriptors 3 and 4; a shell cannot be relied on to put them there.
START = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)


def find():
    """Return the browser's path, or None where there is none. AGENTSIM_CHROMIUM names one that is elsewhere."""
    return os.environ.get("AGENTSIM_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One browser with one page. ``asked`` is every address that the page wanted; use as a context manager."""

    def __init__(self, binary):
        self.asked = []
        self._number = 0
        self._left = b""
        self._profile = tempfile.mkdtemp(prefix="agentsim-browser-")
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        high = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (theirs_in, theirs_out)]
        command = [sys.executable, "-c", START, *map(str, high), binary, *OPTIONS, f"--user-data-dir={self._profile}"]
        self._process = subprocess.Popen(
            [*command, "about:blank"], pass_fds=high, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for end in (theirs_in, theirs_out, *high):
            os.close(end)
        self._session = None
        target = next(t for t in self._call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self._session = self._call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self._call(f"{domain}.enable")

    def open(self, page, width, height, dark=False):
        """Show a file at a size in CSS pixels, in the light or the dark scheme."""
        phone = width < 600
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])
        self.asked.clear()
        self._call("Page.navigate", url=Path(page).resolve().as_uri())
        self._wait("Page.loadEventFired")

    def ask(self, expression):
        """Return the value of an expression in the page, as JSON carries it."""
        found = self._call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def shoot(self, whole=False):
        """Return a PNG of what is seen, or of the ``whole`` page."""
        found = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(found["data"])

    def _call(self, method, **params):
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer["error"]
                return answer["result"]

    def _wait(self, event):
        while self._read().get("method") != event:
            pass

    def _read(self):
        while b"\0" not in self._left:
            chunk = os.read(self._in, 1 << 16)
            assert chunk, "the browser went away"
            self._left += chunk
        text, _, self._left = self._left.partition(b"\0")
        message = json.loads(text)
        if message.get("method") == "Network.requestWillBeSent":
            self.asked.append(message["params"]["request"]["url"])
        return message

    def close(self):
        """End the browser and leave nothing behind."""
        os.close(self._out)  # a browser whose pipe is closed ends by itself
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._in)
        shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

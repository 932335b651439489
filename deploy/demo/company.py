"""The imagined company and its router as processes: the CRM simulators, and the very `pointsman run` of
users with a configuration in a folder of its own."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CRMS = {"sales": "salesforce", "marketing": "hubspot"}
CONSOLE_PORT = 8460
LOCK = ".demo"
SECRETS = {
    "salesforce_client_id": ("salesforce", "client_id"),
    "salesforce_client_secret": ("salesforce", "client_secret"),
    "hubspot_token": ("hubspot", "token"),
}

SETTINGS = """\
# The demo's settings: those of a user, but for addresses on this machine and the two lines explained below.
store: sqlite:///var/pointsman.db

crms:
  sales:
    kind: salesforce
    url: {salesforce}
    auth:
      flow: client_credentials
      client_id: ${{file:secrets/salesforce_client_id}}
      client_secret: ${{file:secrets/salesforce_client_secret}}
    ca_file: {ca_file}
    poll_seconds: {poll_seconds}
  marketing:
    kind: hubspot
    url: {hubspot}
    auth: {{flow: token, token: "${{file:secrets/hubspot_token}}"}}
    objects: contacts
    ca_file: {ca_file}
    poll_seconds: {poll_seconds}                      # 10 is usual; a demo has a spectator

mappings: mappings/
policy: policy/

# Hundreds of leads arrive within minutes here: with the usual 500 writes an hour the brake would, rightly,
# hold them for a person.
brake: {{writes_per_hour: 1000000, stale_per_hour: 1000}}
console: {{host: 127.0.0.1, port: {port}}}
"""


class Trouble(Exception):
    """Something of the demo does not work; the text says what, for a person."""


class NotOurs(Trouble):
    """The folder is somebody else's; nothing was started or touched."""


def fresh(folder: Path) -> int:
    """Empties the demo's folder, or makes it, and answers a lock on it that processes inherit: so long
    as one of them lives, nobody else takes the folder. Raises NotOurs where it is not ours to empty."""
    mark = folder / LOCK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise NotOurs(f"{folder} holds other things than a demo: give --dir a folder of its own")
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(mark, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise NotOurs(f"another demo runs in {folder}: end it, or give --dir another folder") from None
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path != mark:
            path.unlink()
    return lock


def configure(folder: Path, told: dict[str, Any], *, poll_seconds: float = 2, port: int = 0) -> Path:
    """Writes what an admin would: settings, mappings, policy, and secrets in files of their own. Port 0:
    the console takes any that is free, and only the log tells which."""
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700)
    for name, (kind, key) in SECRETS.items():
        path = secrets / name
        path.touch(mode=0o600)
        path.write_text(told[kind][key])
    for name in ("mappings", "policy"):
        shutil.copytree(HERE / name, folder / name)
    text = SETTINGS.format(
        salesforce=told["salesforce"]["url"],
        hubspot=told["hubspot"]["url"],
        ca_file=Path(told["ca_file"]).relative_to(folder.resolve()),
        poll_seconds=f"{poll_seconds:g}",
        port=port,
    )
    path = folder / "pointsman.yaml"
    path.write_text(text)
    return path


def free_port(*wishes: int) -> int:
    """The first of the wishes that is free, or any other port."""
    for port in (*wishes, 0):
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(one.getsockname()[1])
    raise Trouble("no port is free on 127.0.0.1")


class Child:
    """A process of ours with its log. It leads a session of its own, so that Ctrl-C is ours to pass on."""

    def __init__(self, name: str, command: Sequence[str], log: Path, lock: int) -> None:
        self.name = name
        self.log = log
        self._command = [sys.executable, "-m", *command]
        self._lock = lock
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        with self.log.open("a") as log:
            return subprocess.Popen(
                self._command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if self.name == "simulators" else log,
                stderr=log,
                text=True,
                pass_fds=(self._lock,),
                start_new_session=True,
            )

    def check(self) -> None:
        """Raises Trouble if the process has ended by itself."""
        code = self.process.poll()
        if code is not None:
            how = f"killed by signal {-code}" if code < 0 else f"exit {code}"
            raise Trouble(f"{self.name} ended by itself ({how})")

    def kill(self) -> None:
        """Ends it at once, as a crash or `kill -9` does."""
        self.process.kill()
        self.process.wait()

    def again(self) -> None:
        """Starts it anew."""
        self.process = self._start()

    def stop(self, patience: float = 12.0) -> bool:
        """Asks it to end; false where it had to be killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        finally:
            if self.process.stdout is not None:
                self.process.stdout.close()
        return True


class Simulators(Child):
    """The CRMs. `told` is what they say of themselves: addresses, CA file, throw-away secrets."""

    def __init__(
        self, folder: Path, lock: int, *, seed: int, accounts: int, switches: Sequence[str] = ()
    ) -> None:
        home = folder / "simulators"
        command = ["adapters.simulators.serve", "--dir", str(home.resolve()), "--seed", str(seed)]
        command += ["--accounts", str(accounts)]
        for pair in switches:
            command += ["--switch", pair]
        super().__init__("simulators", command, folder / "simulators.log", lock)
        out = self.process.stdout
        line = out.readline() if out is not None else ""
        if not line:
            self.process.wait()
            self.check()
        self.told: dict[str, Any] = json.loads(line)

    def get(self, what: str) -> Any:
        """Asks the world's back door."""
        return self._call(urllib.request.Request(f"{self.told['control']}/control/{what}"))

    def post(self, what: str, body: dict[str, Any]) -> Any:
        """Lets something happen in the world."""
        url, data = f"{self.told['control']}/control/{what}", json.dumps(body).encode()
        return self._call(urllib.request.Request(url, data, {"Content-Type": "application/json"}))

    def _call(self, request: urllib.request.Request) -> Any:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except OSError as error:
            self.check()
            raise Trouble(f"simulators do not answer: {error}") from error


class Daemon(Child):
    """`pointsman run` on the demo's configuration."""

    def __init__(self, config: Path, lock: int) -> None:
        self.config = config
        command = ["connector", "run", "-c", str(config.resolve())]
        super().__init__("pointsman", command, config.parent / "pointsman.log", lock)

    def lights(self, console: str) -> dict[str, Any] | None:
        """What /readyz says, None where nobody answers yet."""
        try:
            with urllib.request.urlopen(f"{console}/readyz", timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                return dict(json.load(error))
        except OSError:
            return None


def wait_for(what: Callable[[], bool], children: Sequence[Child], seconds: float, otherwise: str) -> None:
    """Until `what` holds. Raises Trouble if a process ends, or with `otherwise` when the time is over."""
    deadline = time.monotonic() + seconds
    while not what():
        for child in children:
            child.check()
        if time.monotonic() > deadline:
            raise Trouble(otherwise)
        time.sleep(0.1)


def tail(path: Path, lines: int = 25) -> str:
    """The end of a log."""
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""

"""The commands that a user runs."""

import os
import pathlib
import shutil
import subprocess
from dataclasses import dataclass

from processes import REGION, ROOT, target


@dataclass
class Ran:
    """What came of a command."""

    code: int
    said: str


class Tools:
    """`sayso` and `cdk`, with homes of their own."""

    def __init__(self, cloud, folder):
        home = pathlib.Path.home()
        new = folder / "home"
        new.mkdir()
        own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_"))}
        self.packages = packages()
        self.environment = {
            **own,
            **cloud.credentials(),
            "AWS_ENDPOINT_URL": cloud.endpoint,
            "HOME": str(new),
            "CDK_HOME": str(new / "cdk"),
            "CARGO_HOME": os.environ.get("CARGO_HOME", str(home / ".cargo")),
            "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(home / ".rustup")),
            "CARGO_TARGET_DIR": str(target()),
            "CDK_DISABLE_VERSION_CHECK": "1",
            "CDK_DISABLE_CLI_TELEMETRY": "1",
            "SAYSO_NODE_MODULES": str(self.packages),
            "NO_COLOR": "1",
        }

    def run(self, *command, at=ROOT):
        """Runs a command; all that it said."""
        command = [str(part) for part in command]
        ran = subprocess.run(
            command,
            cwd=at,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout)

    def sayso(self, *arguments):
        """Runs `sayso`."""
        return self.run(target() / "debug" / "sayso", *arguments)

    def cdk(self, *arguments, at=ROOT):
        """Runs the CDK's own command."""
        return self.run(self.packages / ".bin" / "cdk", *arguments, "--no-notices", "--no-version-reporting", at=at)

    def bootstrap(self, account):
        """Prepares an account; not at the root, where the command would build and run the app for nothing."""
        return self.cdk("bootstrap", f"aws://{account}/{REGION}", at=self.environment["HOME"])


def packages():
    """The Node.js packages: where the variable says, or the app's own."""
    return pathlib.Path(os.environ.get("SAYSO_NODE_MODULES") or ROOT / "infra/app/node_modules").resolve()


def missing():
    """Why the suite cannot run here; None where it can."""
    if shutil.which("node") is None:
        return "Node.js is not installed; nothing is deployed"
    if not (packages() / ".bin" / "cdk").exists():
        return f"the packages of infra/app are not in {packages()} (npm ci --prefix infra/app); nothing is deployed"
    try:
        import boto3  # noqa: F401
        import ministack  # noqa: F401
    except ImportError as error:
        return f"{error.name} is not installed (pip install -r tests/deploy/requirements.txt); nothing is deployed"
    return None

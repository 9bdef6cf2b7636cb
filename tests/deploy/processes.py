"""Programs that run beside the suite, and end with it."""

import os
import pathlib
import socket
import subprocess
import sys
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REGION = "us-east-1"
ACCOUNT = "000000000000"


def free_port():
    """A port of this machine that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def target():
    """Cargo's target folder."""
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()


class Cloud:
    """The emulator, with a home of its own: nothing of this machine's AWS or CDK is read or changed."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.log = folder / "emulator.log"
        home = folder / "emulator"
        home.mkdir()
        # Functions get its environment besides their own, as ministack's do, so it holds nothing else. What runs in
        # Lambda asks for the endpoints of services one by one.
        services = ("DYNAMODB", "KMS", "SECRETS_MANAGER", "S3")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TMPDIR": str(home),
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "LOG_LEVEL": "INFO",
            # Functions have the leave of their roles, and no more.
            "AUTH": "true",
            "AWS_ENDPOINT_URL": self.endpoint,
            **{f"AWS_ENDPOINT_URL_{service}": self.endpoint for service in services},
            **self.credentials(),
        }
        with self.log.open("wb") as log:
            program = [sys.executable, str(HERE / "emulator.py")]
            self.process = subprocess.Popen(program, env=environment, cwd=home, stdout=log, stderr=log)
        self.wait()

    def wait(self):
        """Until it answers."""
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(f"ministack does not start:\n{self.log.read_text()[-2000:]}")

    def credentials(self):
        """Whoever has these is the account's root."""
        return {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service, region=REGION):
        """AWS's own SDK."""
        import boto3

        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def outputs(self, stack):
        """What a stack says of itself."""
        described = self.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}

    def stop(self):
        """Ends it, and its functions with it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Demo:
    """A demo backend: it says where it is, and ends when its standard input does."""

    def __init__(self, name, *arguments, port=0, **environment):
        program = [target() / "debug" / f"demo-{name}", "--listen", f"127.0.0.1:{port}", *arguments]
        self.process = subprocess.Popen(
            program, env={**os.environ, **environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError(f"demo-{name} does not start")

    def stop(self):
        """Ends it."""
        self.process.stdin.close()
        self.process.wait(10)


class Watch:
    """Looks again and again at what all processes of the machine were started with, as anyone on it can."""

    def __init__(self):
        self.seen = set()
        self.looks = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        while not self.over.is_set():
            for process in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                with_zeros = b""
                try:
                    with_zeros = process.read_bytes()
                except OSError:
                    continue  # It ended.
                self.seen.add(with_zeros.replace(b"\0", b" "))
            self.looks += 1
            self.over.wait(0.02)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

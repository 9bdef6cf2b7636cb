"""Looks for secrets where none may be."""

import base64
import json
import subprocess
import urllib.parse

from checks import expect
from processes import ROOT


class Leaked(AssertionError):
    """A secret is where it may not be."""


class Canary:
    """Secrets by what they are. None is shown, whatever is found."""

    def __init__(self):
        self.secrets = {}

    def add(self, what, secret):
        """One more to look for, in each way that it may be written."""
        expect(len(secret) >= 8, f"{what} is too short to be looked for")
        raw = secret.encode()
        self.secrets[what] = {
            raw,
            base64.b64encode(raw).rstrip(b"="),
            urllib.parse.quote(secret, safe="").encode(),
            json.dumps(secret)[1:-1].encode(),
        }

    def must_not_be_in(self, where, contents, but=()):
        """Fails where one is found."""
        for what, forms in self.secrets.items():
            if what not in but and any(form in contents for form in forms):
                raise Leaked(f"{what} is in {where}")

    def must_not_be_below(self, where, folder):
        """Fails where one is found in a file."""
        count = 0
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                self.must_not_be_in(f"{where}, {path.relative_to(folder)}", path.read_bytes())
                count += 1
        expect(count > 0, f"there is nothing in {where}")
        return count

    def must_not_be_committed(self, but):
        """Fails where one is found in a file of the repository, or in one that could be added to it."""
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
        paths = [ROOT / name.decode() for name in names if name]
        for path in paths:
            if path.is_file():
                self.must_not_be_in(str(path.relative_to(ROOT)), path.read_bytes(), but)
        expect(len(paths) > 100, "git lists hardly any file")
        return len(paths)


def told_by_aws(cloud, stack):
    """What anyone with leave to look sees of a deployment: the stack, its events and template, its functions, their logs."""
    seen = []
    formation = cloud.client("cloudformation")
    seen.append(formation.describe_stacks(StackName=stack))
    seen.append(formation.describe_stack_events(StackName=stack))
    seen.append(formation.get_template(StackName=stack))
    for function in cloud.client("lambda").list_functions()["Functions"]:
        if function["FunctionName"].startswith(f"{stack}-"):
            seen.append(function)
    logs = cloud.client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        for stream in logs.describe_log_streams(logGroupName=group["logGroupName"])["logStreams"]:
            names = {"logGroupName": group["logGroupName"], "logStreamName": stream["logStreamName"]}
            seen += [event["message"] for event in logs.get_log_events(**names)["events"]]
    return "\n".join(text if isinstance(text, str) else json.dumps(text, default=str) for text in seen).encode()

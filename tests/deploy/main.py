"""Deploys the skills of this repository to an emulator of AWS, uses what was deployed, and takes it away again.

`python tests/deploy/main.py [--built]`, where `--built` says that `cargo build` was run. What it needs, and what it can't
show, is in README.md.
"""

import hashlib
import json
import pathlib
import secrets
import subprocess
import sys
import tempfile

import proxied
from canary import Canary, Leaked, told_by_aws
from checks import Checks, expect, expect_equal
from leave import Leave
from linking import Linking
from processes import ACCOUNT, ROOT, Cloud, Demo, Watch, free_port
from resources import Resources
from skills import card, intent, invoke, speech
from tools import Tools, missing
from viewer import Viewer

# Where the stand-in for Alexa gets users back. Nothing listens there: the suite reads the address.
REDIRECT = "http://localhost/alexa/redirect/M1LOCAL"
# The secrets that providers would have given: by skill, in Secrets Manager, put there by hand.
PROVIDERS = {"jira": "jira-local-atlassian", "wear": "wear-local-proxy"}
LOCAL = {"hello-local", "jira-local", "wear-local"}
PROD = {"hello-prod", "jira-prod", "jira-prod-edge", "wear-prod", "wear-prod-edge"}


class Deployment:
    """What the checks share."""

    def __init__(self, folder):
        self.folder = folder
        self.checks = Checks()
        self.canary = Canary()
        self.said = []
        self.seen = set()
        self.plan = json.loads((ROOT / "infra/app/generated/jira/plan.json").read_text())
        self.idp_port = free_port()
        self.programs = []
        self.provider = None

    def start(self):
        """The emulator, and the demo backends that the stage names."""
        self.cloud = Cloud(self.folder)
        self.programs.append(self.cloud)
        self.tools = Tools(self.cloud, self.folder)
        idp = f"http://127.0.0.1:{self.idp_port}"
        self.jira = Demo("jira", "--provider", idp)
        self.facts = Demo("facts")
        self.weather = Demo("weather", "--provider", idp)
        self.programs += [self.jira, self.facts, self.weather]
        backends = {"jira": self.jira.url, "facts": self.facts.url, "weather": self.weather.url, "idp": idp}
        demos = {**{f"demo:{name}": url for name, url in backends.items()}, "redirect": REDIRECT}
        self.context = [part for name, value in demos.items() for part in ("--context", f"{name}={value}")]

    def start_provider(self, skill, redirect):
        """The identity provider with one client, which has a skill's secret and is sent back to: in the place of the one
        before."""
        self.stop_provider()
        self.provider = Demo(
            "idp",
            port=self.idp_port,
            DEMO_CLIENT_ID=f"sayso-{skill}",
            DEMO_CLIENT_SECRET=self.provider_secrets[skill],
            DEMO_REDIRECT_URIS=redirect,
        )

    def stop_provider(self):
        """The provider goes, if there is one."""
        if self.provider:
            self.provider.stop()
        self.provider = None

    def stop(self):
        """All programs."""
        self.stop_provider()
        for program in reversed(self.programs):
            program.stop()

    def sayso(self, *arguments):
        """Runs `sayso`, watched; it succeeds."""
        with Watch() as watch:
            ran = self.tools.sayso(*arguments)
        self.seen |= watch.seen
        self.said.append(ran.said)
        command = " ".join(str(argument) for argument in arguments)
        expect(ran.code == 0, f"`sayso {command}` ended with {ran.code}:\n{ran.said[-3000:]}")
        expect(watch.looks > 0, "nobody looked at the processes")
        return ran.said


def stacks(cloud):
    """The stacks that are there, but the CDK's own."""
    described = cloud.client("cloudformation").describe_stacks()["Stacks"]
    there = [stack for stack in described if stack["StackStatus"] not in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS")]
    return {stack["StackName"] for stack in there} - {"CDKToolkit"}


def placeholder(it):
    """A template without programs is refused, whoever deploys it."""
    with it.checks.check("the CDK prepares the account", needed=True):
        ran = it.tools.bootstrap(ACCOUNT)
        expect(ran.code == 0, ran.said)
    with it.checks.check("a template with a placeholder is synthesised, and CloudFormation refuses it"):
        for skill in ("hello", "jira"):
            it.sayso("synth", "--stage", "local", "--skill", skill, *it.context)
            hashes = ["--parameters", f"ClientSecretHashes={'0' * 64}"] if skill == "jira" else []
            ran = it.tools.cdk(
                "deploy", "--app", "cdk.out", f"{skill}-local", "--require-approval", "never", *hashes
            )
            expect(ran.code != 0 and "placeholder" in ran.said, f"it was deployed:\n{ran.said}")
        expect_equal(stacks(it.cloud), set(), "what is deployed")


def deploy(it):
    """All skills, with the programs that `cargo build` makes."""
    with it.checks.check("`sayso deploy` deploys stage local of all skills", needed=True):
        it.provider_secrets = {skill: secrets.token_urlsafe(32) for skill in PROVIDERS}
        for skill, secret in it.provider_secrets.items():
            it.cloud.client("secretsmanager").create_secret(Name=PROVIDERS[skill], SecretString=secret)
            it.canary.add(f"the client secret of {skill} at its provider", secret)
        it.sayso("deploy", "--stage", "local", "--yes", *it.context)
        expect_equal(stacks(it.cloud), LOCAL, "what is deployed")
        it.outputs = it.cloud.outputs("jira-local")
    with it.checks.check("its secrets are in Secrets Manager, and of the client's the stack knows a hash", needed=True):
        it.client_secrets = {skill: made_secrets(it, f"{skill}-local") for skill in PROVIDERS}


def made_secrets(it, stack):
    """The client secret that `sayso deploy` made for a stack; the origin secret is there, too."""
    vault = it.cloud.client("secretsmanager")
    client = vault.get_secret_value(SecretId=f"{stack}-client")["SecretString"]
    client = json.loads(client)["current"] if client.startswith("{") else client
    it.canary.add(f"the client secret of {stack}", client)
    origin = json.loads(vault.get_secret_value(SecretId=f"{stack}-origin")["SecretString"])["current"]
    expect(len(origin) >= 32, "the origin secret is short")
    it.canary.add(f"the origin secret of {stack}", origin)
    token = it.cloud.client("lambda").get_function_configuration(FunctionName=f"{stack}-token")
    hashes = token["Environment"]["Variables"]["SAYSO_CLIENT_SECRETS"].split(",")
    expect_equal(hashes, [hashlib.sha256(client.encode()).hexdigest()], "the hashes of the client secret")
    return client


def page(it):
    """The page through CloudFront, and what says where everything is."""
    viewer, origin = Viewer(it.cloud), it.outputs["Issuer"]
    with it.checks.check("CloudFront serves the page's files, with the plan's headers and content types"):
        wanted = it.plan["linking"]["page"]
        for name, kind in wanted["files"].items():
            answer = viewer.get(f"{origin}/{'' if name == 'index.html' else name}")
            expect_equal(answer.status, 200, f"the answer for {name}")
            folder = ROOT / "infra/app/generated/jira" / wanted["folder"]
            expect_equal(answer.body, (folder / name).read_text(), name)
            for header, value in {**wanted["headers"], "content-type": kind}.items():
                expect_equal(answer.header(header), value, f"the header {header} of {name}")
    with it.checks.check("plain HTTP is redirected or refused"):
        expect_equal(viewer.get(f"http://{origin.removeprefix('https://')}/").status, 301, "the answer for the page")
        answer = viewer.get(f"http://{origin.removeprefix('https://')}/.well-known/oauth-authorization-server")
        expect(answer.status in (301, 403), f"the API answers {answer.status}")
    with it.checks.check("the metadata names this deployment's endpoints"):
        answer = viewer.get(it.outputs["MetadataUrl"])
        expect_equal(answer.status, 200, "the answer")
        metadata = json.loads(answer.body)
        for member, output in {
            "issuer": "Issuer",
            "authorization_endpoint": "AuthorizationUrl",
            "token_endpoint": "TokenUrl",
            "revocation_endpoint": "RevocationUrl",
        }.items():
            expect_equal(metadata[member], it.outputs[output], member)
    with it.checks.check("who comes past CloudFront is refused, also with a secret of their own"):
        api = Resources(it.cloud, it.plan, "local").api()
        direct = f"https://{api}.execute-api.us-east-1.amazonaws.com"
        for route in it.plan["routes"]:
            answer = viewer.send(route["method"], f"{direct}{route['path']}")
            expect_equal(answer.status, 403, f"the answer of {route['path']}")
            answer = viewer.send(route["method"], f"{direct}{route['path']}", x_origin_verify="0" * 32)
            expect_equal(answer.status, 403, f"the answer of {route['path']} for a guess")
    with it.checks.check("a viewer can't bring the header of CloudFront's secret along"):
        answer = viewer.get(it.outputs["MetadataUrl"], x_origin_verify="0" * 32)
        expect_equal(answer.status, 200, "the answer")


def link(it):
    """An account is linked, and its tokens are used."""
    linking = Linking(it.cloud, it.outputs, REDIRECT)
    account = it.plan["stages"]["local"]["accounts"]["cloud"]
    with it.checks.check("a user links an account: authorize, sign-in at the provider, site, code", needed=True):
        it.start_provider("jira", f"{it.outputs['Issuer']}/link/callback")
        linking.authorize()
        expect_equal(linking.look()["step"], "method", "the page's first step")
        code = linking.code(linking.sign_in(account["method"], account["fields"], account["site"]))
    with it.checks.check("Alexa exchanges the code for tokens, and refreshes them", needed=True):
        exchange = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
        wrong = linking.tokens("wrong" * 8, **exchange, code_verifier=linking.verifier)
        expect_equal((wrong[0], wrong[1].get("error")), (401, "invalid_client"), "the answer to another client secret")
        client_secret = it.client_secrets["jira"]
        status, first = linking.tokens(client_secret, **exchange, code_verifier=linking.verifier)
        expect_equal(status, 200, f"the answer to the code ({first.get('error')})")
        expect_equal(first["token_type"].lower(), "bearer", "the token's type")
        refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        status, second = linking.tokens(client_secret, **refresh)
        expect_equal(status, 200, f"the answer to the refresh token ({second.get('error')})")
        expect(second["access_token"] != first["access_token"], "the access token is the old one")
    for number, secret in enumerate(linking.secrets):
        it.canary.add(f"a code, token or verifier ({number})", secret)
    it.canary.add("what was typed", account["fields"]["password"])
    return second["access_token"]


def ask(it, token):
    """The skills answer."""
    skill = "amzn1.ask.skill.local-jira"
    with it.checks.check("the skill answers `what is blocked` with the linked account"):
        answer = invoke(it.cloud, it.outputs["SkillFunctionArn"], intent(skill, "Blockers", token, project=None))
        expect("Nightly backup stops halfway" in speech(answer), f"it says: {speech(answer)}")
    with it.checks.check("without a token, or with another, it asks to link"):
        for other in (None, "x" * 43):
            answer = invoke(it.cloud, it.outputs["SkillFunctionArn"], intent(skill, "Blockers", other, project=None))
            expect_equal(card(answer), "LinkAccount", "the card")
    with it.checks.check("another skill's requests are refused"):
        try:
            answer = invoke(it.cloud, it.outputs["SkillFunctionArn"], intent("amzn1.ask.skill.other", "Blockers", token))
        except AssertionError:
            pass  # The function failed: Alexa gets nothing.
        else:
            raise AssertionError(f"it says: {speech(answer)}")
    with it.checks.check("the skill without linking answers, too"):
        function = it.cloud.outputs("hello-local")["SkillFunctionArn"]
        said = speech(invoke(it.cloud, function, intent("amzn1.ask.skill.local-hello", "FactOfTheDay")))
        expect(said.startswith("Today's fact."), f"it says: {said}")


def resources(it):
    """What was made, by AWS's SDK."""
    jira = Resources(it.cloud, it.plan, "local")
    for what, check in {
        "the table": jira.table,
        "the key and its policy": jira.key,
        "the functions": jira.functions,
        "the functions' roles": jira.roles,
        "who may invoke the functions": jira.invokers,
        "the log groups": jira.logs,
        "the API": jira.api,
        "the bucket of the page": jira.bucket,
        "CloudFront": jira.edge,
    }.items():
        with it.checks.check(f"AWS's SDK finds as planned: {what}"):
            check()
    with it.checks.check("a skill without linking has neither page, API, table nor key"):
        listed = it.cloud.client("cloudformation").list_stack_resources(StackName="hello-local")
        kinds = {resource["ResourceType"].split("::")[1] for resource in listed["StackResourceSummaries"]}
        expect(kinds <= {"Lambda", "IAM", "Logs"}, f"it has {sorted(kinds)}")


def confined(it):
    """The roles, tried: an evaluator that others wrote judges the policies that were deployed."""
    leave = Leave(it.cloud, it.plan, "local")
    with it.checks.check("under its role each function has the plan's leave of items, and no other"):
        print(f"        {leave.items()} attempts")
    with it.checks.check("the key is used only by its functions, and only within the whole encryption context"):
        leave.uses()
        leave.administrator()
    with it.checks.check("each function reads its own secrets, and no other"):
        leave.secrets()


def unchanged(it):
    """Nothing to do is nothing done."""
    with it.checks.check("`sayso diff` finds no difference after a deployment"):
        it.sayso("diff", "--stage", "local", *it.context)


def secrecy(it):
    """No secret is where it may not be."""
    with it.checks.check("no secret is in the repository"):
        # The demo's password is the spec's: it opens nothing.
        count = it.canary.must_not_be_committed(but=("what was typed", "what was typed at the proxy's provider"))
        print(f"        {count} files")
    with it.checks.check("no secret is in cdk.out"):
        it.canary.must_not_be_below("cdk.out", ROOT / "cdk.out")
    with it.checks.check("no secret was said by `sayso` and `cdk`"):
        it.canary.must_not_be_in("what was said", "\n".join(it.said).encode())
    with it.checks.check("no secret was among the arguments of any process meanwhile"):
        expect(any(b"cdk" in line and b"deploy" in line for line in it.seen), "the deployment was not seen")
        it.canary.must_not_be_in("the arguments of a process", b"\n".join(it.seen))
    with it.checks.check("a secret among the arguments of a process would have been found"):
        with Watch() as watch:
            subprocess.run([sys.executable, "-c", "import time; time.sleep(0.3)", it.provider_secrets["jira"]], check=True)
        try:
            it.canary.must_not_be_in("the arguments of a process", b"\n".join(watch.seen))
        except Leaked:
            pass
        else:
            raise AssertionError("it was not")
    with it.checks.check("AWS shows no secret: stacks, templates, functions, logs"):
        for stack in sorted(LOCAL):
            it.canary.must_not_be_in(f"what AWS tells of {stack}", told_by_aws(it.cloud, stack))
    with it.checks.check("no table holds a secret in clear"):
        for skill in PROVIDERS:
            rows = it.cloud.client("dynamodb").scan(TableName=f"{skill}-local-data")["Items"]
            expect(len(rows) > 0, f"the table of {skill} is empty")
            text = json.dumps(rows, default=lambda value: value.decode("latin-1"))
            it.canary.must_not_be_in(f"the table of {skill}", text.encode())


def destroy(it):
    """Stage local keeps nothing."""
    with it.checks.check("`sayso destroy` takes everything away that the stage does not keep"):
        it.sayso("destroy", "--stage", "local", "--yes", *it.context)
        expect_equal(stacks(it.cloud), set(), "what is deployed")
        for stack in sorted(LOCAL):
            expect_equal(left(it.cloud, stack), set(), f"what is left of {stack}")


def kept_stage(it):
    """A stage that keeps its data: what stands before it, what watches it, and what outlives it. Its program is no more
    than a header, since nothing here is the address that its users come by."""
    program = it.folder / "bootstrap"
    program.write_bytes(header())
    with it.checks.check("`sayso deploy` deploys stage prod: certificate and firewall first, then the rest"):
        it.sayso("deploy", "--stage", "prod", "--bootstrap", program, "--yes", "--no-ask")
        expect_equal(stacks(it.cloud), PROD, "what is deployed")
    jira = Resources(it.cloud, it.plan, "prod")
    for what, check in {
        "the table": jira.table,
        "the key and its policy": jira.key,
        "the functions' roles": jira.roles,
        "who may invoke the functions": jira.invokers,
        "the log groups": jira.logs,
        "domain, certificate and firewall": jira.domain,
        "alarms, and who is told": jira.alarms,
    }.items():
        with it.checks.check(f"AWS's SDK finds in stage prod as planned: {what}"):
            check()
    proxy = Resources(it.cloud, proxied.plan(), "prod")
    with it.checks.check("AWS's SDK finds in stage prod of a proxy as planned: table, roles, domain, firewall, alarms"):
        for check in (proxy.table, proxy.roles, proxy.invokers, proxy.domain, proxy.alarms):
            check()
    with it.checks.check("stage prod can't be destroyed by accident"):
        ran = it.tools.sayso("destroy", "--stage", "prod", "--yes")
        expect_equal(ran.code, 1, f"the exit code ({ran.said})")
        expect("update-termination-protection" in ran.said, f"it does not say what to do: {ran.said}")
        expect_equal(stacks(it.cloud), PROD, "what is deployed")
    with it.checks.check("destroyed on purpose, stage prod leaves only what it keeps"):
        for stack in stacks(it.cloud):
            protection = {"StackName": stack, "EnableTerminationProtection": False}
            it.cloud.client("cloudformation").update_termination_protection(**protection)
        it.sayso("destroy", "--stage", "prod", "--yes")
        expect_equal(stacks(it.cloud), set(), "what is deployed")
        groups = {f"/aws/lambda/jira-prod-{function['name']}" for function in it.plan["functions"]}
        data = {"jira-prod-data", "alias/jira-prod-records", "jira-prod-client"}
        rest = {name for name in left(it.cloud, "jira-prod") - data - groups if not name.startswith("/aws/")}
        expect_equal(rest, set(), "what is left besides data, secret and logs")
        expect(data | groups <= left(it.cloud, "jira-prod"), "data, secret or logs are gone")
        key = it.cloud.client("kms").describe_key(KeyId="alias/jira-prod-records")["KeyMetadata"]
        expect_equal(key["KeyState"], "Enabled", "the key's state")
    with it.checks.check("of a proxy nothing is left but its secret and logs: its table held nothing that lasts"):
        rest = {name for name in left(it.cloud, "wear-prod") if not name.startswith("/aws/")}
        expect_equal(rest, {"wear-prod-client"}, "what is left besides logs")


def header():
    """The header of a program for Linux that needs nothing, and does nothing."""
    data = bytearray(64)
    data[:7] = b"\x7fELF\x02\x01\x01"
    data[16], data[18], data[20], data[24], data[52] = 2, 62, 1, 1, 64
    return bytes(data)


def left(cloud, name):
    """What is still there of a stage, besides secrets that go by themselves."""
    tables = [table for table in cloud.client("dynamodb").list_tables()["TableNames"] if table.startswith(name)]
    keys = cloud.client("kms")
    aliases = [a["AliasName"] for a in keys.list_aliases()["Aliases"] if a["AliasName"].startswith(f"alias/{name}")]
    functions = [f["FunctionName"] for f in cloud.client("lambda").list_functions()["Functions"]]
    groups = [g["logGroupName"] for g in cloud.client("logs").describe_log_groups()["logGroups"]]
    apis = [api["Name"] for api in cloud.client("apigatewayv2").get_apis()["Items"]]
    buckets = [bucket["Name"] for bucket in cloud.client("s3").list_buckets()["Buckets"]]
    secret = [s["Name"] for s in cloud.client("secretsmanager").list_secrets()["SecretList"]]
    secret = [name for name in secret if name not in PROVIDERS.values()]
    roles = [role["RoleName"] for role in cloud.client("iam").list_roles()["Roles"]]
    everything = [*tables, *aliases, *functions, *groups, *apis, *buckets, *secret, *roles]
    return {each for each in everything if name in each}


def main():
    """Runs all checks; the exit code."""
    reason = missing()
    if reason:
        print(f"skipped: {reason}")
        return 0
    build = ["cargo", "build", "--quiet"]
    if "--built" not in sys.argv and subprocess.run(build, cwd=ROOT, check=False).returncode != 0:
        return 1
    with tempfile.TemporaryDirectory(prefix="sayso-deploy-") as folder:
        it = Deployment(pathlib.Path(folder))
        try:
            it.start()
            placeholder(it)
            deploy(it)
            page(it)
            token = link(it)
            ask(it, token)
            resources(it)
            confined(it)
            proxied.Proxied(it, REDIRECT).check()
            unchanged(it)
            secrecy(it)
            destroy(it)
            kept_stage(it)
        finally:
            it.stop()
        return it.checks.summary()


if __name__ == "__main__":
    sys.exit(main())

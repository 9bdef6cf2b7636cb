"""The skill behind a provider's sign-in: it has a token endpoint before the provider's own, and nothing else on the web."""

import json

from checks import expect, expect_equal
from leave import Leave
from linking import Linking
from processes import ROOT
from resources import Resources
from skills import card, intent, invoke, speech
from viewer import Viewer, fill_in

SKILL = "wear"
ACCOUNT = "ada"


def plan():
    """Its plan."""
    return json.loads((ROOT / f"infra/app/generated/{SKILL}/plan.json").read_text())


class Proxied:
    """What was deployed of it, used and compared with its plan."""

    def __init__(self, it, redirect):
        self.it = it
        self.redirect = redirect
        self.plan = plan()
        self.outputs = it.cloud.outputs(f"{SKILL}-local")
        self.client_secret = it.client_secrets[SKILL]

    def check(self):
        """All of it."""
        self.edge()
        self.ask(self.link())
        self.resources()
        self.confined()

    def edge(self):
        """What CloudFront answers, and who is not answered."""
        viewer, url = Viewer(self.it.cloud), self.outputs["TokenUrl"]
        origin = url.removesuffix("/oauth/token")
        with self.it.checks.check("a proxy answers POST /oauth/token, and 404 with its headers to all else"):
            for method, path in (("GET", "/"), ("GET", "/oauth/token"), ("GET", "/oauth/authorize"), ("POST", "/link/form")):
                answer = viewer.send(method, f"{origin}{path}")
                expect_equal(answer.status, 404, f"the answer to {method} {path}")
                for header, value in self.plan["linking"]["proxy"]["headers"].items():
                    expect_equal(answer.header(header), value, f"the header {header} of {method} {path}")
        with self.it.checks.check("a proxy is not asked over HTTP, nor past CloudFront"):
            answer = viewer.send("POST", f"http://{url.removeprefix('https://')}")
            expect_equal(answer.status, 403, "the answer over HTTP")
            api = Resources(self.it.cloud, self.plan, "local").api()
            direct = f"https://{api}.execute-api.us-east-1.amazonaws.com/oauth/token"
            for headers in ({}, {"x_origin_verify": "0" * 32}):
                answer = viewer.send("POST", direct, **headers)
                expect_equal(answer.status, 403, f"the answer past CloudFront with {headers}")

    def link(self):
        """A user signs in at the provider; Alexa gets the provider's tokens from us, and learns how long they live."""
        linking = Linking(self.it.cloud, self.outputs, self.redirect)
        account = self.plan["stages"]["local"]["accounts"][ACCOUNT]
        with self.it.checks.check("a user signs in at the provider's own page, and comes back to Alexa", needed=True):
            self.it.start_provider(SKILL, self.redirect)
            page = linking.viewer.open(linking.request())
            back = fill_in(linking.viewer, page, account["fields"], self.redirect, stop=self.redirect)
            code = linking.code(back.url)
        with self.it.checks.check("the proxy exchanges the code and refreshes: `expires_in`, which the provider omits", needed=True):
            exchange = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect}
            exchange["code_verifier"] = linking.verifier
            for wrong in ("wrong" * 8, self.it.provider_secrets[SKILL]):
                status, refused = linking.tokens(wrong, **exchange)
                expect_equal((status, refused.get("error")), (401, "invalid_client"), "the answer to another client secret")
            first = self.tokens(linking, **exchange)
            refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
            second = self.tokens(linking, **refresh)
            expect(second["access_token"] != first["access_token"], "the access token is the old one")
        with self.it.checks.check("whoever asks again with the same refresh token is told the same"):
            again = self.tokens(linking, **refresh)
            for name in ("access_token", "refresh_token"):
                expect(again[name] == second[name], f"the {name} is another one")
        for number, secret in enumerate(linking.secrets):
            self.it.canary.add(f"a code, token or verifier of the proxy ({number})", secret)
        self.it.canary.add("what was typed at the proxy's provider", account["fields"]["password"])
        return second["access_token"]

    def tokens(self, linking, **grant):
        """The tokens of a grant."""
        status, tokens = linking.tokens(self.client_secret, **grant)
        expect_equal(status, 200, f"the answer to {grant['grant_type']} ({tokens.get('error')})")
        life, most = tokens.get("expires_in"), self.plan["linking"]["proxy"]["access_s"]
        expect(isinstance(life, int) and 0 < life <= most, f"`expires_in` of {grant['grant_type']} is {life!r}")
        return tokens

    def ask(self, token):
        """The skill asks the service with the provider's own token."""
        skill, function = f"amzn1.ask.skill.local-{SKILL}", self.outputs["SkillFunctionArn"]
        with self.it.checks.check("the skill answers `what should I wear` with the provider's token"):
            said = speech(invoke(self.it.cloud, function, intent(skill, "WhatToWear", token, day=None, city=None)))
            expect("Wear " in said, f"it says: {said}")
        with self.it.checks.check("without a token, or with another, it asks to link"):
            for other in (None, "x" * 43):
                answer = invoke(self.it.cloud, function, intent(skill, "WhatToWear", other, day=None, city=None))
                expect_equal(card(answer), "LinkAccount", "the card")

    def resources(self):
        """What was made, by AWS's SDK."""
        made = Resources(self.it.cloud, self.plan, "local")
        for what, check in {
            "the table": made.table,
            "the functions": made.functions,
            "the functions' roles": made.roles,
            "who may invoke the functions": made.invokers,
            "the log groups": made.logs,
            "the API": made.api,
            "CloudFront": made.edge,
        }.items():
            with self.it.checks.check(f"AWS's SDK finds of a proxy as planned: {what}"):
                check()
        with self.it.checks.check("a proxy has neither page, bucket nor key"):
            listed = self.it.cloud.client("cloudformation").list_stack_resources(StackName=f"{SKILL}-local")
            kinds = {resource["ResourceType"] for resource in listed["StackResourceSummaries"]}
            expect(not any(kind.startswith(("AWS::S3::", "AWS::KMS::", "Custom::")) for kind in kinds), f"it has {sorted(kinds)}")

    def confined(self):
        """The roles, tried."""
        leave = Leave(self.it.cloud, self.plan, "local")
        with self.it.checks.check("behind a proxy each function has the plan's leave of items and secrets, and no other"):
            print(f"        {leave.items()} attempts")
            leave.secrets()

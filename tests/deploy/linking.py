"""Account linking as Alexa and a user do it, and what is done with the tokens."""

import base64
import hashlib
import json
import secrets
import urllib.parse

from checks import expect, expect_equal
from viewer import Viewer, fill_in

FORM = "application/x-www-form-urlencoded"


class Linking:
    """One linking of one user's account."""

    def __init__(self, cloud, outputs, redirect):
        self.outputs = outputs
        self.redirect = redirect
        self.viewer = Viewer(cloud)
        self.state = secrets.token_urlsafe(64)
        self.verifier = secrets.token_urlsafe(32)
        self.secrets = [self.verifier]

    @property
    def origin(self):
        """Where users link."""
        return self.outputs["Issuer"]

    def request(self):
        """Where Alexa sends the user's browser."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        query = urllib.parse.urlencode({
            "client_id": self.outputs["ClientId"],
            "response_type": "code",
            "state": self.state,
            "scope": self.outputs["Scope"],
            "redirect_uri": self.redirect,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        })
        url = self.outputs["AuthorizationUrl"]
        return f"{url}{'&' if '?' in url else '?'}{query}"

    def authorize(self):
        """Alexa opens the page in the user's browser."""
        page = self.viewer.open(self.request())
        expect_equal(page.status, 200, "the answer to an authorization request, followed to the page,")
        self.transaction = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))["tx"]
        return page

    def look(self):
        """What the page shows; it learns its nonce."""
        answer = self.viewer.get(f"{self.origin}/link/tx?tx={urllib.parse.quote(self.transaction)}")
        expect_equal(answer.status, 200, "the answer of `/link/tx`")
        shown = json.loads(answer.body)
        self.nonce = shown["nonce"]
        expect(not shown.get("error"), f"the page shows the error {shown.get('error')}")
        return shown

    def choose(self, path, **choice):
        """Posts what the user chose on the page; where it leads."""
        body = json.dumps({"tx": self.transaction, "nonce": self.nonce, **choice})
        answer = self.viewer.post(f"{self.origin}{path}", body, "application/json")
        expect(answer.status == 200, f"the answer of `{path}` is {answer.status} {answer.body}")
        return urllib.parse.urljoin(self.origin, json.loads(answer.body)["location"])

    def sign_in(self, method, fields, site):
        """At a provider, and back; where Alexa gets its code."""
        provider = self.choose("/link/provider", method=method)
        back = fill_in(self.viewer, self.viewer.open(provider), fields, f"{self.origin}/")
        expect_equal(back.status, 200, "the page after the provider's")
        shown = self.look()
        expect_equal(shown["step"], "site", "the page's step after the provider's")
        wanted = next(known["id"] for known in shown["sites"] if known["name"] == site)
        return self.choose("/link/site", site=wanted)

    def code(self, location):
        """What Alexa gets: a code, its own state, and who gave it (RFC 9207)."""
        expect(location.startswith(f"{self.redirect}?"), "the page does not lead back to Alexa")
        answer = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))
        expect_equal(answer.get("state"), self.state, "the state")
        expect_equal(answer.get("iss"), self.outputs.get("Issuer"), "the issuer")
        self.secrets.append(answer["code"])
        return answer["code"]

    def tokens(self, client_secret, **grant):
        """Asks for tokens with HTTP Basic authentication, as Alexa does: the answer."""
        client = f"{self.outputs['ClientId']}:{client_secret}".encode()
        headers = {
            "Authorization": f"Basic {base64.b64encode(client).decode()}",
            "Content-Type": FORM,
        }
        answer = self.viewer.send("POST", self.outputs["TokenUrl"], urllib.parse.urlencode(grant), **headers)
        body = json.loads(answer.body)
        self.secrets += [body[name] for name in ("access_token", "refresh_token") if name in body]
        return answer.status, body

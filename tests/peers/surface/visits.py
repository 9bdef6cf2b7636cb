"""Browsers before the skill's page, and the client of its token endpoint: what an input needs to get past the door.

The environment says where the skill is, and who its client is.
"""

import base64
import http.client
import ipaddress
import json
import os
import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

URL = os.environ["PEERS_URL"]
ORIGIN = os.environ["PEERS_ORIGIN"]
REDIRECT = os.environ["PEERS_REDIRECT"]
CLIENT = os.environ["PEERS_CLIENT"]
SECRET = os.environ["PEERS_SECRET"]

# Addresses of browsers, of which nobody else has any.
VIEWERS = (str(address) for address in ipaddress.ip_network(os.environ["PEERS_NETWORK"]).hosts())

# RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
ASKED = {
    "response_type": "code",
    "client_id": CLIENT,
    "redirect_uri": REDIRECT,
    "scope": "account",
    "state": "s",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
SITE = "https://jira.northwind.test"
TYPED = {"method": "token", "fields": {"site": SITE, "secret": "demo-pat-ada"}}
# Of somebody whose account is removed now and then.
TYPED_BY_OTHERS = {"method": "token", "fields": {"site": SITE, "secret": "demo-pat-grace"}}
FORM = "application/x-www-form-urlencoded"
BASIC = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()


def ask(url, method="GET", headers=None, body=None):
    """Makes a request that is no input, but leads to one: the answer, with its text."""
    place = urlsplit(urljoin(URL, url))
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    try:
        target = f"{place.path}?{place.query}" if place.query else place.path
        connection.request(method, target, body, {"x-leads-to": "an input", **(headers or {})})
        answer = connection.getresponse()
        answer.text = answer.read().decode()
    finally:
        connection.close()
    assert answer.status in (200, 303), f"{method} {place.path}: {answer.status} {answer.text}"
    return answer


def parameter(url, name):
    return parse_qs(urlsplit(url).query)[name][0]


class Visit:
    """A browser that has begun, from an address of its own."""

    def __init__(self, path):
        self._headers = {"x-viewer": next(VIEWERS)}
        begun = ask(path, headers=self._headers)
        self.tx = parameter(begun.headers["location"], "tx")
        cookie = begun.headers["set-cookie"].split(";")[0]
        self.secret = cookie.split("=", 1)[1]
        self._headers["cookie"] = cookie

    def get(self, url):
        return ask(url, headers=self._headers)

    def look(self):
        """What the page shows, with a nonce."""
        return json.loads(self.get(f"/link/tx?tx={self.tx}").text)

    def post(self, path, **body):
        body = {"tx": self.tx, "nonce": self.look()["nonce"], **body}
        headers = {**self._headers, "origin": ORIGIN, "content-type": "application/json"}
        return json.loads(ask(path, "POST", headers, json.dumps(body)).text)

    def type_in(self, typed=TYPED):
        """Types a credential that is right: what is answered."""
        return self.post("/link/form", **typed)

    def sign_in(self):
        """Signs in at the provider: where it sends the browser back."""
        there = self.post("/link/provider", method="atlassian")["location"]
        page = ask(there)
        for given in ({"username": "ada", "password": "lovelace-1815"}, {"decision": "allow"}):
            action = re.search('<form method="post" action="([^"]+)">', page.text)[1]
            hidden = re.findall('<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
            body = urlencode({**dict(hidden), **given})
            page = ask(urljoin(there, action), "POST", {"content-type": FORM}, body)
        back = urlsplit(page.headers["location"])
        return f"{back.path}?{back.query}"


def link():
    """A browser that Alexa has sent."""
    return Visit(f"/oauth/authorize?{urlencode(ASKED)}")


def manage():
    """A browser that wants to see what is linked."""
    return Visit("/link/manage")


def code():
    """What redeems a code that nobody has redeemed."""
    fresh = parameter(link().type_in()["location"], "code")
    return {"code": fresh, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}


def tokens():
    """Fresh tokens."""
    grant = urlencode({"grant_type": "authorization_code", **code()})
    headers = {"content-type": FORM, "authorization": BASIC}
    return json.loads(ask("/oauth/token", "POST", headers, grant).text)

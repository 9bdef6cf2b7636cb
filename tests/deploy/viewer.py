"""Who is on the other side of CloudFront: a browser, or Alexa."""

import html.parser
import http.client
import re
import urllib.parse
from dataclasses import dataclass

from checks import expect

REDIRECTS = 8


@dataclass
class Answer:
    """An answer, and where it is from."""

    url: str
    status: int
    headers: list
    body: str

    def header(self, name):
        """A header's value; None where there is none, or another number than one."""
        values = [value for key, value in self.headers if key.lower() == name]
        return values[0] if len(values) == 1 else None


class Viewer:
    """Follows redirects and keeps cookies. CloudFront's hosts are at the emulator: instead of TLS, which that has not, each
    request says that it came over TLS."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.cookies = {}

    def send(self, method, url, body=None, **headers):
        """One request."""
        parts = urllib.parse.urlsplit(url)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["Host"] = parts.netloc
        host, port = parts.hostname, parts.port
        api = re.fullmatch(r"([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com", host)
        if api:
            headers["Host"] = f"{api[1]}.execute-api.localhost:{self.cloud.port}"
        if api or host.endswith(".cloudfront.net"):
            host, port = "127.0.0.1", self.cloud.port
            headers["X-Forwarded-Proto"] = parts.scheme
        jar = self.cookies.get(parts.hostname)
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        connection = http.client.HTTPConnection(host, port, timeout=30)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            answer = Answer(url, answer.status, answer.getheaders(), answer.read().decode())
        finally:
            connection.close()
        self.take(parts, answer)
        return answer

    def take(self, parts, answer):
        """Keeps cookies as a browser does; what it would refuse fails."""
        for name, line in answer.headers:
            if name.lower() != "set-cookie":
                continue
            pair, *attributes = [part.strip() for part in line.split(";")]
            attributes = [attribute.lower() for attribute in attributes]
            name, _, value = pair.partition("=")
            if name.startswith("__Host-"):
                sound = {"secure", "path=/"} <= set(attributes) and not any(a.startswith("domain") for a in attributes)
                expect(sound and parts.scheme == "https", f"a browser refuses the cookie {name}")
            jar = self.cookies.setdefault(parts.hostname, {})
            if "max-age=0" in attributes:
                jar.pop(name, None)
            else:
                jar[name] = value

    def get(self, url, **headers):
        """One request without a body."""
        return self.send("GET", url, **headers)

    def open(self, url, stop=None):
        """Follows redirects, but not to an address that begins with `stop`."""
        for _ in range(REDIRECTS):
            if stop and url.startswith(stop):
                return Answer(url, 0, [], "")
            answer = self.get(url)
            location = answer.header("location")
            if answer.status not in (301, 302, 303, 307) or location is None:
                return answer
            url = urllib.parse.urljoin(answer.url, location)
        raise RuntimeError("redirects without an end")

    def post(self, url, body, kind):
        """A body from a page of the same origin."""
        parts = urllib.parse.urlsplit(url)
        return self.send("POST", url, body, Content_Type=kind, Origin=f"{parts.scheme}://{parts.netloc}")


class Forms(html.parser.HTMLParser):
    """The forms of a page: where each is sent, and its inputs."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append({"action": attributes.get("action", ""), "inputs": {}, "pressed": False})
        elif self.forms and tag in ("input", "button") and attributes.get("name"):
            form = self.forms[-1]
            kind = attributes.get("type", "submit" if tag == "button" else "text")
            # Only the first of several buttons is pressed.
            if kind != "submit" or not form["pressed"]:
                form["inputs"][attributes["name"]] = attributes.get("value", "")
            form["pressed"] |= kind == "submit"


def fill_in(viewer, answer, fields, home, stop=None, pages=8):
    """Fills in the pages of a provider until it leads back to `home`; the page there, unless nobody is there: `stop`."""
    for _ in range(pages):
        if answer.url.startswith(home):
            return answer
        expect(answer.status < 400, f"the provider answered {answer.status}")
        forms = Forms(answer.body).forms
        expect(forms, "the provider's page has no form")
        form = max(forms, key=lambda form: len(fields.keys() & form["inputs"].keys()))
        members = {name: fields.get(name, value) for name, value in form["inputs"].items()}
        action = urllib.parse.urljoin(answer.url, form["action"])
        answer = viewer.post(action, urllib.parse.urlencode(members), "application/x-www-form-urlencoded")
        if answer.header("location"):
            answer = viewer.open(urllib.parse.urljoin(answer.url, answer.header("location")), stop)
    raise RuntimeError("the provider does not lead back")

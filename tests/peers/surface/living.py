"""What makes the inputs of Schemathesis worth more than a refusal: a browser with a visit under way, a client that
says who it is, tokens that are alive. Whatever need not be so stays as it was made, and some inputs stay so as a whole.

A module of hooks (`SCHEMATHESIS_HOOKS`).
"""

import hashlib
import os
import random
from collections import Counter

import schemathesis
from schemathesis.core import NotSet

from visits import ASKED, BASIC, CLIENT, ORIGIN, REDIRECT, SECRET, SITE, TYPED, TYPED_BY_OTHERS, VIEWERS
from visits import code, link, manage, parameter, tokens

SEED = os.environ["PEERS_SEED"]
# Of this address the limits are used up: every fifth input of an operation comes from there.
BUSY = os.environ["PEERS_BUSY"]
BUSY_EACH = 5
# How many inputs of an operation there were.
MADE = Counter()


def chance(case):
    """Chance that is the same for the same input."""
    body = None if isinstance(case.body, NotSet) else case.body
    shown = repr((SEED, case.method, case.path, case.query, body))
    return random.Random(hashlib.sha256(shown.encode("utf-8", "replace")).digest())


def viewer(operation):
    """The address that the next input of an operation comes from. Not chance: of few inputs, most would be late now and
    then."""
    MADE[operation] += 1
    return BUSY if MADE[operation] % BUSY_EACH == 0 else next(VIEWERS)


def asked(case, visit, **query):
    """The input comes from a browser with a visit under way."""
    case.cookies = {"__Host-tx": visit.secret}
    if isinstance(case.query, dict):
        case.query.update(query)


def posted(case, visit, **body):
    """As above, and from the page itself."""
    case.cookies = {"__Host-tx": visit.secret}
    case.headers["Origin"] = ORIGIN
    if isinstance(case.body, dict):
        case.body.update(tx=visit.tx, nonce=visit.look()["nonce"], **body)


def authorize(case, dice):
    if not isinstance(case.query, dict):
        return
    if dice.random() < 0.5:
        case.query.update({**ASKED, "state": case.query.get("state", "s")})
    else:
        case.query.update(client_id=CLIENT, redirect_uri=REDIRECT)


def show(case, dice):
    begin = dice.choice([link, manage])
    visit = begin()
    if dice.random() < 0.3:
        if begin is link:
            visit.get(visit.sign_in())
        else:
            visit.type_in()
    asked(case, visit, tx=visit.tx)


def form(case, dice):
    wrong = {"site": SITE, "user": f"u{dice.random()}", "secret": "x"}
    # What is wrong takes a second.
    ways = [{}, TYPED, {"method": "password", "fields": wrong}]
    posted(case, dice.choice([link, manage])(), **dice.choices(ways, [4, 8, 1])[0])


def provider(case, dice):
    posted(case, dice.choice([link, manage])(), **dice.choice([{}, {"method": "atlassian"}]))


def callback(case, dice):
    visit = dice.choice([link, manage])()
    back = visit.sign_in()
    asked(case, visit, state=parameter(back, "state"))
    if isinstance(case.query, dict) and dice.random() < 0.6:
        case.query["code"] = parameter(back, "code")
        case.query.pop("error", None)


def site(case, dice):
    visit = dice.choice([link, manage])()
    visit.get(visit.sign_in())
    there = dice.choice(visit.look()["sites"])["id"]
    posted(case, visit, **dice.choice([{}, {"site": there}]))


def unlink(case, dice):
    link().type_in(TYPED_BY_OTHERS)
    visit = manage()
    # There is none where another input was faster.
    links = [{"link": shown["id"]} for shown in visit.type_in(TYPED_BY_OTHERS)["links"]]
    posted(case, visit, **dice.choice([{}, *links]))


def authenticate(case, dice):
    """The client says who it is, in one way or the other."""
    case.headers.pop("Authorization", None)
    if isinstance(case.body, dict):
        case.body.pop("client_id", None)
        case.body.pop("client_secret", None)
        if dice.random() < 0.3:
            case.body.update(client_id=CLIENT, client_secret=SECRET)
            return
    case.headers["Authorization"] = BASIC


def token(case, dice):
    authenticate(case, dice)
    if not isinstance(case.body, dict):
        return
    what = dice.randrange(4)
    if what == 0:
        case.body.update(grant_type="authorization_code", **code())
    elif what == 1:
        case.body.update(grant_type="refresh_token", refresh_token=tokens()["refresh_token"])
        if dice.random() < 0.7:
            case.body.pop("scope", None)


def one_token(case, dice):
    authenticate(case, dice)
    if isinstance(case.body, dict) and dice.random() < 0.5:
        case.body["token"] = tokens()[dice.choice(["access_token", "refresh_token"])]


LIVING = {
    "GET /oauth/authorize": authorize,
    "GET /link/tx": show,
    "POST /link/form": form,
    "POST /link/provider": provider,
    "GET /link/callback": callback,
    "POST /link/site": site,
    "POST /link/revoke": unlink,
    "POST /oauth/token": token,
    "POST /oauth/revoke": one_token,
    "POST /oauth/introspect": one_token,
}


@schemathesis.hook
def before_call(context, case, kwargs):
    dice = chance(case)
    case.headers["X-Viewer"] = viewer(context.operation.label)
    live = LIVING.get(context.operation.label)
    if live and dice.random() < 0.7:
        live(case, dice)

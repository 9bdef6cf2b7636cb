"""Alexa's requests, sent to the functions as Lambda sends them."""

import datetime
import json
import re

from checks import expect


def invoke(cloud, function, request):
    """What a function answers."""
    answer = cloud.client("lambda").invoke(FunctionName=function, Payload=json.dumps(request).encode())
    body = answer["Payload"].read().decode()
    expect("FunctionError" not in answer, f"the function {function} failed: {body}")
    return json.loads(body)


def intent(skill_id, name, token=None, **slots):
    """An `IntentRequest` of a user who says something in a new session."""
    user = {"userId": "amzn1.ask.account.DEPLOYED"}
    if token:
        user["accessToken"] = token
    application = {"applicationId": skill_id}
    filled = {slot: {"name": slot, "value": value, "confirmationStatus": "NONE"} for slot, value in slots.items()}
    return {
        "version": "1.0",
        "session": {
            "new": True,
            "sessionId": "amzn1.echo-api.session.deployed",
            "application": application,
            "attributes": {},
            "user": user,
        },
        "context": {
            "System": {
                "application": application,
                "user": user,
                "device": {"deviceId": "amzn1.ask.device.DEPLOYED", "supportedInterfaces": {}},
                # Alexa's own services are not asked: nothing listens there.
                "apiEndpoint": "https://127.0.0.1:9",
                "apiAccessToken": "none",
            }
        },
        "request": {
            "type": "IntentRequest",
            "requestId": "amzn1.echo-api.request.deployed",
            "timestamp": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "locale": "en-US",
            "intent": {"name": name, "confirmationStatus": "NONE", "slots": filled},
        },
    }


def speech(answer):
    """What Alexa says, without its markup."""
    said = answer["response"].get("outputSpeech", {})
    return re.sub(r"<[^>]*>", "", said.get("ssml") or said.get("text", ""))


def card(answer):
    """The type of the answer's card."""
    return answer["response"].get("card", {}).get("type")

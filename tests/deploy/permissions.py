"""What ministack's IAM is not told of a request: the conditions that the stacks' statements are about.

With `AUTH=true` it judges each request by the caller's policies and the resource's, but for these of AWS's condition keys,
which it leaves out. Without them it would deny everything; with them, functions have the leave that they have on AWS.

- `dynamodb:LeadingKeys`: the partition keys of the items of a request, each item of a transaction by itself.
- `kms:EncryptionContext:…`: the encryption context.
- `aws:SecureTransport`: all would come to AWS over TLS; here nothing does.

And where a template refers to a secret, it means its ARN; here it gets its name.
"""

import contextvars
import json

from ministack.core import iam_actions, iam_evaluator

PARTITION_KEY = "pk"
CONDITIONS = contextvars.ContextVar("conditions", default={})
VERBS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}

extract_iam_action = iam_actions.extract_iam_action
enforce = iam_evaluator.enforce


def conditions(service, body):
    """The condition keys of a request."""
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return {}
    if service == "kms":
        context = request.get("EncryptionContext") or {}
        return {f"kms:encryptioncontext:{name.lower()}": value for name, value in context.items()}
    if service == "dynamodb":
        items = [request, *(k for table in as_tables(request) for k in table.get("Keys", []))]
        return leading_keys(items)
    return {}


def as_tables(request):
    """The tables of a batch."""
    tables = request.get("RequestItems")
    return tables.values() if isinstance(tables, dict) else []


def leading_keys(items):
    """The partition keys of items, or of keys."""
    found = []
    for item in items:
        key = item.get("Key") or item.get("Item") or item
        value = key.get(PARTITION_KEY) if isinstance(key, dict) else None
        if isinstance(value, dict) and "S" in value:
            found.append(value["S"])
    return {"dynamodb:leadingkeys": found} if found else {}


def action(service, method, path, headers, body, parameters):
    """Reads a request's action, and its conditions besides."""
    CONDITIONS.set(conditions(service, body))
    return extract_iam_action(service, method, path, headers, body, parameters)


class Items(list):
    """The items of a transaction: whoever goes through them judges each by its own key."""

    def __iter__(self):
        for action, table, keys in super().__iter__():
            CONDITIONS.set(keys)
            yield action, table


def transaction_checks(action, body, region, account):
    """What each item of a transaction must be allowed for itself."""
    checks = Items()
    request = json.loads(body or b"{}") if action.startswith("dynamodb:Transact") else {}
    for entry in request.get("TransactItems", []):
        for verb, item in entry.items():
            table = item["TableName"].rsplit("/", 1)[-1]
            arn = f"arn:aws:dynamodb:{region}:{account}:table/{table}"
            checks.append((f"dynamodb:{VERBS.get(verb, 'GetItem')}", arn, leading_keys([item])))
    return checks


def judge(access_key, iam_action, service, region, resource_arn="*", service_context=None):
    """Judges a request with all its conditions."""
    iam_evaluator.pin_request_origin("127.0.0.1", True)
    context = {**(service_context or {}), **CONDITIONS.get()}
    denied = enforce(access_key, iam_action, service, region, resource_arn, context)
    if denied and service == "secretsmanager":
        # `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-ABCDEF`
        name = resource_arn.rsplit(":", 1)[-1].rsplit("-", 1)[0]
        return enforce(access_key, iam_action, service, region, name, context)
    return denied


def complete():
    """Tells ministack's IAM of the conditions."""
    iam_actions.extract_iam_action = action
    iam_actions.dynamodb_transaction_checks = transaction_checks
    iam_evaluator.enforce = judge

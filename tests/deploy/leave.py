"""What each function may do, tried under its role: everything the plan grants, and nothing else."""

import json

from checks import Failed, expect, expect_equal
from processes import ACCOUNT
from resources import Resources

PARTITION_KEY = "pk"
# It never holds, so that what is allowed changes nothing.
NEVER = {"ConditionExpression": "attribute_exists(never)"}
DENIED = ("AccessDenied", "AccessDeniedException")
# Said to whoever is allowed: the condition does not hold, or the context is not the one that it was sealed in.
ALLOWED = ("ConditionalCheckFailedException", "TransactionCanceledException", "InvalidCiphertextException")


class Leave:
    """The roles of one skill's stage."""

    def __init__(self, cloud, plan, stage):
        self.cloud = cloud
        self.plan = plan
        self.resources = Resources(cloud, plan, stage)
        self.table = self.resources.named(plan["table"]["name"])
        self.key = self.resources.outputs.get("KeyArn")
        prefixes = {p["items"]["prefix"] for f in plan["functions"] for p in f["permissions"] if "items" in p}
        self.prefixes = sorted(prefixes | {"other#"})

    def as_role(self, arn, service):
        """AWS's SDK under a role."""
        import boto3

        session = self.cloud.client("sts").assume_role(RoleArn=arn, RoleSessionName="deployed")["Credentials"]
        return boto3.client(
            service,
            endpoint_url=self.cloud.endpoint,
            region_name="us-east-1",
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
        )

    def items(self):
        """Each function, each action, each prefix of keys. How many were tried."""
        tried = 0
        for function in self.plan["functions"]:
            database = self.as_role(self.resources.role(function)["Arn"], "dynamodb")
            granted = {
                (action, permission["items"]["prefix"])
                for permission in function["permissions"]
                for action in permission.get("items", {}).get("actions", [])
            }
            for prefix in self.prefixes:
                for action, attempt in self.attempts(database, f"{prefix}probe").items():
                    allowed = is_allowed(attempt)
                    wanted = (action, prefix) in granted
                    expect_equal(allowed, wanted, f"whether `{function['name']}` may {action} `{prefix}`")
                    tried += 1
            expect(not is_allowed(lambda: database.scan(TableName=self.table)), f"`{function['name']}` may scan")
        return tried

    def attempts(self, database, key):
        """What can be tried with an item."""
        name = {"TableName": self.table}
        at = {PARTITION_KEY: {"S": key}}
        check = {"ConditionCheck": {**name, "Key": at, **NEVER}}
        return {
            "GetItem": lambda: database.get_item(**name, Key=at),
            "BatchGetItem": lambda: database.batch_get_item(RequestItems={self.table: {"Keys": [at]}}),
            "PutItem": lambda: database.put_item(**name, Item=at, **NEVER),
            "UpdateItem": lambda: database.update_item(**name, Key=at, **NEVER),
            "DeleteItem": lambda: database.delete_item(**name, Key=at, **NEVER),
            "ConditionCheckItem": lambda: database.transact_write_items(TransactItems=[check]),
            "Query": lambda: database.query(
                **name, KeyConditionExpression="pk = :key", ExpressionAttributeValues={":key": {"S": key}}
            ),
        }

    def uses(self):
        """Each function with the key: within the encryption context, and with each entry of it missing or changed."""
        context = {**self.plan["key"]["context"], **{name: "probe" for name in self.plan["key"]["context_present"]}}
        odd = [{}]
        odd += [{k: v for k, v in context.items() if k != name} for name in context]
        odd += [{**context, name: "other"} for name in self.plan["key"]["context"]]
        sealed = self.sealed(context)
        for function in self.plan["functions"]:
            keys = self.as_role(self.resources.role(function)["Arn"], "kms")
            granted = {a for p in function["permissions"] for a in p.get("key", {}).get("actions", [])}
            for action, attempt in self.tries(keys, sealed).items():
                # Bound now: the loop's variables change.
                allowed = is_allowed(lambda attempt=attempt: attempt(context))
                expect_equal(allowed, action in granted, f"whether `{function['name']}` may {action}")
                for other in odd:
                    allowed = is_allowed(lambda attempt=attempt, other=other: attempt(other))
                    expect(not allowed, f"`{function['name']}` may {action} within {other}")

    def tries(self, keys, sealed):
        """What can be tried with a key."""
        key = {"KeyId": self.key}
        return {
            "GenerateDataKey": lambda within: keys.generate_data_key(**key, KeySpec="AES_256", EncryptionContext=within),
            "Decrypt": lambda within: keys.decrypt(**key, CiphertextBlob=sealed, EncryptionContext=within),
            "Encrypt": lambda within: keys.encrypt(**key, Plaintext=b"probe", EncryptionContext=within),
        }

    def sealed(self, context):
        """Something sealed, by the only function that may."""
        function = next(f for f in self.plan["functions"] if f["name"] == "link")
        keys = self.as_role(self.resources.role(function)["Arn"], "kms")
        made = keys.generate_data_key(KeyId=self.key, KeySpec="AES_256", EncryptionContext=context)
        return made["CiphertextBlob"]

    def administrator(self):
        """Whoever may do everything by the account's policies may not use the key."""
        roles = self.cloud.client("iam")
        root = {"Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
        trust, everything = policy(root), policy({"Action": "*", "Resource": "*"})
        role = roles.create_role(RoleName="administrator", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        roles.put_role_policy(RoleName="administrator", PolicyName="everything", PolicyDocument=everything)
        try:
            context = {**self.plan["key"]["context"], **{name: "probe" for name in self.plan["key"]["context_present"]}}
            keys = self.as_role(role, "kms")
            for action, attempt in self.tries(keys, self.sealed(context)).items():
                expect(not is_allowed(lambda attempt=attempt: attempt(context)), f"an administrator may {action}")
            expect(is_allowed(lambda: keys.describe_key(KeyId=self.key)), "an administrator can't look at the key")
        finally:
            roles.delete_role_policy(RoleName="administrator", PolicyName="everything")
            roles.delete_role(RoleName="administrator")

    def secrets(self):
        """Each function reads the secrets that the plan names."""
        origin = self.resources.named(self.plan["linking"]["origin_secret"])
        provider = {self.resources.named(p["name"]) for p in self.plan["linking"]["providers"]}
        for function in self.plan["functions"]:
            vault = self.as_role(self.resources.role(function)["Arn"], "secretsmanager")
            granted = {origin for permission in function["permissions"] if "origin_secret" in permission}
            granted |= {self.resources.named(n) for p in function["permissions"] for n in p.get("secrets", {}).get("providers", [])}
            for secret in {origin, self.resources.named("client"), *provider}:
                allowed = is_allowed(lambda secret=secret: vault.get_secret_value(SecretId=secret))
                expect_equal(allowed, secret in granted, f"whether `{function['name']}` may read `{secret}`")


def policy(statement):
    """A policy that allows one thing."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def is_allowed(attempt):
    """Whether something is allowed; also if it then fails for another reason of AWS's."""
    from botocore.exceptions import ClientError

    try:
        attempt()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in DENIED:
            return False
        if code not in ALLOWED:
            raise Failed(f"the attempt failed for another reason: {error}") from error
    return True

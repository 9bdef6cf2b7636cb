"""What was really made, asked by AWS's SDK and compared with the plan."""

import json

from checks import expect, expect_equal
from processes import ACCOUNT, REGION


class Resources:
    """The resources of one skill's stage."""

    def __init__(self, cloud, plan, stage):
        self.cloud = cloud
        self.plan = plan
        self.values = plan["stages"][stage]
        self.name = f"{plan['skill']}-{stage}"
        self.outputs = cloud.outputs(self.name)

    def named(self, name):
        """A physical name."""
        return f"{self.name}-{name}"

    def table(self):
        """Keys, expiry, restoring, protection, and how it is billed."""
        database, name = self.cloud.client("dynamodb"), self.named(self.plan["table"]["name"])
        table = database.describe_table(TableName=name)["Table"]
        keys = [{"AttributeName": self.plan["table"]["partition_key"], "KeyType": "HASH"}]
        expect_equal(table["KeySchema"], keys, "the table's key")
        expect_equal(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST", "the table's billing")
        # What is still of use tomorrow is sealed under the key.
        lasts = self.plan["key"] is not None
        protected = lasts and self.values["retain"]
        expect_equal(table.get("DeletionProtectionEnabled", False), protected, "the table's protection")
        # The emulator's CloudFormation leaves these out of a table; it knows what it was told.
        told = self.properties("AWS::DynamoDB::Table")
        expiry = {"AttributeName": self.plan["table"]["ttl"], "Enabled": True}
        expect_equal(told["TimeToLiveSpecification"], expiry, "the table's expiry")
        restoring = told["PointInTimeRecoverySpecification"]
        expect_equal(restoring["PointInTimeRecoveryEnabled"], lasts, "whether the table can be restored")

    def key(self):
        """Rotation, alias, and the whole policy."""
        keys = self.cloud.client("kms")
        alias = f"alias/{self.named(self.plan['key']['name'])}"
        arn = keys.describe_key(KeyId=alias)["KeyMetadata"]["Arn"]
        expect_equal(arn, self.outputs["KeyArn"], "the key's alias")
        expect(keys.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"], "the key is not rotated")
        statements = json.loads(keys.get_key_policy(KeyId=arn, PolicyName="default")["Policy"])["Statement"]
        root = f"arn:aws:iam::{ACCOUNT}:root"
        use = {"Encrypt", "Decrypt", "GenerateDataKey", "ReEncrypt", "*", "CreateGrant"}
        for statement in statements:
            if statement["Effect"] == "Allow" and statement["Principal"].get("AWS") == root:
                verbs = {action.removeprefix("kms:").rstrip("*") or "*" for action in as_list(statement["Action"])}
                expect(not verbs & use, f"the account's root may use the key: {verbs & use}")
        for function in self.plan["functions"]:
            self.key_use(statements, function)
        self.key_denials(statements)

    def key_use(self, statements, function):
        """A function's role may do with the key what the plan says, within the encryption context."""
        wanted = {a for p in function["permissions"] for a in p.get("key", {}).get("actions", [])}
        role = self.role(function)["Arn"]
        found = set()
        for statement in statements:
            if statement["Effect"] == "Allow" and role in as_list(statement["Principal"].get("AWS")):
                found |= {action.removeprefix("kms:") for action in as_list(statement["Action"])}
                expect_equal(statement.get("Condition"), self.context(), f"what `{function['name']}` may use the key for")
        expect_equal(found, wanted, f"what `{function['name']}` may do with the key")

    def context(self):
        """The condition that the encryption context is what the plan says."""
        key = self.plan["key"]
        return {
            "StringEquals": {f"kms:EncryptionContext:{name}": value for name, value in key["context"].items()},
            "Null": {f"kms:EncryptionContext:{name}": "false" for name in key["context_present"]},
        }

    def key_denials(self, statements):
        """Whoever leaves an entry of the context out is denied, whatever else allows it."""
        denied = [s.get("Condition") for s in statements if s["Effect"] == "Deny" and "kms:Decrypt" in as_list(s["Action"])]
        for name, value in self.plan["key"]["context"].items():
            wanted = {"StringNotEquals": {f"kms:EncryptionContext:{name}": value}}
            expect(wanted in denied, f"the key can be used with another `{name}`")
        for name in self.plan["key"]["context_present"]:
            wanted = {"Null": {f"kms:EncryptionContext:{name}": "true"}}
            expect(wanted in denied, f"the key can be used without `{name}`")

    def role(self, function):
        """The role of a function."""
        configured = self.cloud.client("lambda").get_function_configuration(FunctionName=self.named(function["name"]))
        return self.cloud.client("iam").get_role(RoleName=configured["Role"].rsplit("/", 1)[1])["Role"]

    def roles(self):
        """Each function's role: its items by action and prefix, its secrets, its log group, and nothing else."""
        for function in self.plan["functions"]:
            role = self.role(function)
            trusted = role["AssumeRolePolicyDocument"]["Statement"]
            expect_equal([s["Principal"] for s in trusted], [{"Service": "lambda.amazonaws.com"}], "who has the role")
            found, rest = {}, set()
            for statement in self.statements(role["RoleName"]):
                expect_equal(statement["Effect"], "Allow", "a statement's effect")
                for action in as_list(statement["Action"]):
                    expect("*" not in action, f"`{function['name']}` may do {action}")
                    if action.startswith("dynamodb:"):
                        found.setdefault(action.removeprefix("dynamodb:"), set()).update(self.prefixes(statement))
                    else:
                        rest.add((action, *self.resources_of(statement)))
            expect_equal(found, self.items(function), f"what `{function['name']}` may do with items")
            expect_equal(rest, self.others(function), f"what else `{function['name']}` may do")

    def statements(self, role):
        """All statements of a role, which has no managed policy."""
        roles = self.cloud.client("iam")
        expect_equal(roles.list_attached_role_policies(RoleName=role)["AttachedPolicies"], [], "managed policies")
        for name in roles.list_role_policies(RoleName=role)["PolicyNames"]:
            yield from roles.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]["Statement"]

    def prefixes(self, statement):
        """Prefixes of the keys that a statement about items is for."""
        table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{self.named(self.plan['table']['name'])}"
        expect_equal(as_list(statement["Resource"]), [table], "whose items")
        condition = dict(statement.get("Condition", {}))
        keys = condition.pop("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", [])
        expect(keys, f"{statement['Action']} is about all items")
        # Without keys, `ForAllValues` holds.
        expect_equal(condition, {"Null": {"dynamodb:LeadingKeys": "false"}}, "the rest of the condition")
        return as_list(keys)

    def items(self, function):
        """The plan's prefixes by action."""
        wanted = {}
        for permission in function["permissions"]:
            for action in permission.get("items", {}).get("actions", []):
                wanted.setdefault(action, set()).add(f"{permission['items']['prefix']}*")
        return wanted

    def resources_of(self, statement):
        """The resources of a statement."""
        for resource in sorted(as_list(statement["Resource"])):
            expect(resource != "*", "a statement is about everything")
            # CloudFormation refers to a secret by its ARN, the emulator by its name.
            named = {s["Name"]: s["ARN"] for s in self.cloud.client("secretsmanager").list_secrets()["SecretList"]}
            yield named.get(resource, resource)

    def others(self, function):
        """What the plan grants besides items."""
        group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/{self.named(function['name'])}:*"
        wanted = {(f"logs:{action}", group) for action in ("CreateLogStream", "PutLogEvents")}
        for permission in function["permissions"]:
            if "origin_secret" in permission:
                name = self.named(self.plan["linking"]["origin_secret"])
                secret = self.cloud.client("secretsmanager").describe_secret(SecretId=name)
                wanted.add(("secretsmanager:GetSecretValue", secret["ARN"]))
            for provider in permission.get("secrets", {}).get("providers", []):
                at = self.values["providers"][provider]
                name = at["client"]["secret"] if "client" in at else self.named(provider)
                secret = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-??????"
                wanted.add(("secretsmanager:GetSecretValue", secret))
        return wanted

    def functions(self):
        """Run time, processor, time, memory, and the names of the environment."""
        for function in self.plan["functions"]:
            name = self.named(function["name"])
            found = self.cloud.client("lambda").get_function_configuration(FunctionName=name)
            expect_equal(found["Runtime"], "provided.al2023", f"the run time of `{name}`")
            expect_equal(found["Architectures"], [self.plan["architecture"]], f"the processor of `{name}`")
            expect_equal(found["Timeout"] * 1000, function["timeout_ms"], f"the time of `{name}` in ms")
            expect_equal(found["MemorySize"], function["memory_mb"], f"the memory of `{name}`")
            expect_equal(found["Environment"]["Variables"]["SAYSO_FUNCTION"], function["name"], "its own name")

    def logs(self):
        """Every log group ends after the stage's days."""
        groups = self.cloud.client("logs").describe_log_groups()["logGroups"]
        ours = {g["logGroupName"]: g.get("retentionInDays") for g in groups if f"/{self.name}-" in g["logGroupName"]}
        for function in self.plan["functions"]:
            name = f"/aws/lambda/{self.named(function['name'])}"
            expect(name in ours, f"there is no log group {name}")
        expect_equal(set(ours.values()), {self.values["log_days"]}, f"how many days logs are kept ({sorted(ours)})")

    def api(self):
        """Routes and throttling."""
        apis = self.cloud.client("apigatewayv2")
        api = next(a for a in apis.get_apis()["Items"] if a["Name"] == self.named("api"))["ApiId"]
        routes = {route["RouteKey"] for route in apis.get_routes(ApiId=api)["Items"]}
        expect_equal(routes, {f"{r['method']} {r['path']}" for r in self.plan["routes"]}, "the routes")
        # The emulator's API forgets how the stage is throttled; CloudFormation knows what it was told.
        settings = self.properties("AWS::ApiGatewayV2::Stage")["DefaultRouteSettings"]
        throttle = (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"])
        expect_equal(throttle, (self.plan["throttle"]["rate"], self.plan["throttle"]["burst"]), "the throttling")
        return api

    def properties(self, kind):
        """The properties of the only resource of a type, in the template that was deployed."""
        template = self.cloud.client("cloudformation").get_template(StackName=self.name)["TemplateBody"]
        template = template if isinstance(template, dict) else json.loads(template)
        found = [r["Properties"] for r in template["Resources"].values() if r["Type"] == kind]
        expect_equal(len(found), 1, f"how many {kind} there are")
        return found[0]

    def bucket(self):
        """Nobody but CloudFront reads the page, and only over TLS; each file has its content type."""
        storage = self.cloud.client("s3")
        domain = self.distribution()["DistributionConfig"]["Origins"]["Items"]
        bucket = next(o["DomainName"] for o in domain if o["DomainName"].split(".")[1] == "s3").split(".")[0]
        block = storage.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        expect(all(block.values()) and len(block) == 4, f"the bucket may become public: {block}")
        files = {o["Key"]: storage.head_object(Bucket=bucket, Key=o["Key"])["ContentType"]
                 for o in storage.list_objects_v2(Bucket=bucket)["Contents"]}
        expect_equal(files, self.plan["linking"]["page"]["files"], "the page's files")
        statements = json.loads(storage.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
        for statement in statements:
            if statement["Effect"] == "Allow":
                expect_equal(statement["Principal"], {"Service": "cloudfront.amazonaws.com"}, "who reads the bucket")
                source = statement["Condition"]["StringEquals"]["AWS:SourceArn"]
                expect(source.endswith(self.distribution()["Id"]), "another distribution reads the bucket")
        insecure = {"Bool": {"aws:SecureTransport": "false"}}
        denied = any(s["Effect"] == "Deny" and s.get("Condition") == insecure for s in statements)
        expect(denied, "the bucket is read without TLS")

    def distribution(self):
        """The distribution with its configuration."""
        edge = self.cloud.client("cloudfront")
        listed = edge.list_distributions()["DistributionList"]["Items"]
        found = next(d for d in listed if d["DomainName"] == self.outputs["DistributionDomainName"])
        return {"Id": found["Id"], **edge.get_distribution_config(Id=found["Id"])}

    def edge(self):
        """Errors are not kept; the API's answers neither; its origin is shown the secret."""
        config = self.distribution()["DistributionConfig"]
        kept = {error["ErrorCode"]: error["ErrorCachingMinTTL"] for error in config["CustomErrorResponses"]["Items"]}
        expect(kept.keys() >= {403, 404, 500, 502, 503, 504}, f"errors without a time: {sorted(kept)}")
        expect_equal(set(kept.values()), {0}, "how long errors are kept")
        # AWS's own policies: CachingDisabled, AllViewerExceptHostHeader.
        caching, forwarding = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "b689b0a8-53d0-40ab-baf2-68738e2966ac"
        # Without a page everything is the API's.
        behaviours = config.get("CacheBehaviors", {}).get("Items") or [config["DefaultCacheBehavior"]]
        for behaviour in behaviours:
            path = behaviour.get("PathPattern", "everything")
            expect_equal(behaviour["CachePolicyId"], caching, f"what is kept of {path}")
            expect_equal(behaviour["OriginRequestPolicyId"], forwarding, f"what is forwarded to {path}")
            expect_equal(behaviour["ViewerProtocolPolicy"], "https-only", f"how {path} is asked")
        shown = [h["HeaderName"] for o in config["Origins"]["Items"] for h in o.get("CustomHeaders", {}).get("Items", [])]
        expect_equal(shown, ["x-origin-verify"], "what CloudFront shows to origins")

    def domain(self):
        """The stage's own domain, by a certificate and behind a firewall."""
        config, edge = self.distribution()["DistributionConfig"], self.cloud.outputs(f"{self.name}-edge")
        expect_equal(config["Aliases"]["Items"], [self.values["domain"]], "the domain")
        expect_equal(config["ViewerCertificate"]["ACMCertificateArn"], edge["CertificateArn"], "the certificate")
        expect_equal(config["ViewerCertificate"]["MinimumProtocolVersion"], "TLSv1.2_2021", "TLS")
        expect_equal(config["WebACLId"], edge["WebAclArn"], "the firewall")
        expect_equal(self.outputs["TokenUrl"], f"https://{self.values['domain']}/oauth/token", "the token endpoint")

    def alarms(self):
        """Alarms about every function, and who is told."""
        found = self.cloud.client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{self.name}-")["MetricAlarms"]
        topics = {topic for alarm in found for topic in alarm["AlarmActions"]}
        expect_equal(len(topics), 1, "how many topics alarms have")
        watched = {d["Value"] for a in found for d in a["Dimensions"] if d["Name"] == "FunctionName"}
        expect_equal(watched, {self.named(f["name"]) for f in self.plan["functions"]}, "the functions with alarms")
        told = self.cloud.client("sns").list_subscriptions_by_topic(TopicArn=topics.pop())["Subscriptions"]
        expect_equal([t["Endpoint"] for t in told], [self.values["alarms"]["email"]], "who is told")

    def invokers(self):
        """Who may invoke the functions: Alexa for this skill only, and the API its routes."""
        for function in self.plan["functions"]:
            name = self.named(function["name"])
            client = self.cloud.client("lambda")
            try:
                policy = json.loads(client.get_policy(FunctionName=name)["Policy"])["Statement"]
            except client.exceptions.ResourceNotFoundException:
                policy = []
            for statement in policy:
                principal = principal_of(statement)
                expect(principal in ("apigateway.amazonaws.com", "alexa-appkit.amazon.com"), f"{principal} may invoke {name}")
                expect(statement.get("Condition"), f"{principal} may invoke {name} for anybody")
            alexa = [s.get("Condition") for s in policy if principal_of(s) == "alexa-appkit.amazon.com"]
            registered = function["name"] == "skill" and self.values["skill_id"]
            wanted = [{"StringEquals": {"lambda:EventSourceToken": self.values["skill_id"]}}] if registered else []
            expect_equal(alexa, wanted, f"for which skill Alexa may invoke {name}")


def principal_of(statement):
    """Who a statement of a function's policy is about. The emulator takes Alexa, whose name does not end as those of AWS's
    services do, for an account."""
    principal = statement["Principal"]
    return principal.get("Service") or principal.get("AWS") if isinstance(principal, dict) else principal


def as_list(value):
    """Policies write lists of one as the one."""
    return value if isinstance(value, list) else [value]

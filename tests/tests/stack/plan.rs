//! The plan is the truth: what the templates have is what `plan.json` says.

use crate::{
    synth::{Stack, packages, stacks},
    template::Resource,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The stacks of skills, not of the edge.
fn main_stacks() -> impl Iterator<Item = &'static Stack> {
    stacks().iter().filter(|it| !it.is_edge())
}

fn linked() -> impl Iterator<Item = &'static Stack> {
    main_stacks().filter(|it| it.plan["linking"].is_object())
}

/// Those with a page of their own.
fn with_page() -> impl Iterator<Item = &'static Stack> {
    linked().filter(|it| it.plan["linking"]["page"].is_object())
}

/// A resource's own functions: those that run the skill's program.
fn functions(stack: &Stack) -> Vec<Resource<'_>> {
    let all = stack.template.all("AWS::Lambda::Function");
    all.into_iter().filter(|it| it.get("Runtime") == "provided.al2023").collect()
}

fn texts(value: &Value) -> BTreeSet<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn every_stage_has_its_stacks() {
    let names: BTreeSet<&str> = stacks().iter().map(|it| it.name.as_str()).collect();
    let mut wanted = BTreeSet::new();
    for stack in stacks() {
        for (stage, values) in stack.plan["stages"].as_object().unwrap() {
            let name = format!("{}-{stage}", stack.plan["skill"].as_str().unwrap());
            let has_edge =
                stack.plan["linking"].is_object() && (values["waf"] == true || values["domain"].is_string());
            wanted.extend(has_edge.then(|| format!("{name}-edge")));
            wanted.insert(name);
        }
    }
    assert_eq!(names, wanted.iter().map(String::as_str).collect());
    assert!(packages().is_none() || names.len() >= 8, "{names:?}");
}

#[test]
fn functions_are_the_plans() {
    for stack in main_stacks() {
        let wanted: BTreeMap<String, Value> = stack.plan["functions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                let seconds = it["timeout_ms"].as_u64().unwrap().div_ceil(1000);
                let processor = [stack.plan["architecture"].clone()];
                (
                    stack.named(it["name"].as_str().unwrap()),
                    json!([seconds, it["memory_mb"], processor, "bootstrap"]),
                )
            })
            .collect();
        let found = functions(stack).into_iter().map(|it| {
            let values =
                json!([it.get("Timeout"), it.get("MemorySize"), it.get("Architectures"), it.get("Handler")]);
            (it.text("FunctionName").to_owned(), values)
        });
        assert_eq!(found.collect::<BTreeMap<_, _>>(), wanted, "{}", stack.name);
    }
}

#[test]
fn words_and_hosts_lie_beside_the_program() {
    for stack in main_stacks() {
        let assets =
            std::fs::read_to_string(stack.output.join(format!("{}.assets.json", stack.name))).unwrap();
        let assets: Value = serde_json::from_str(&assets).unwrap();
        let keys: BTreeSet<_> =
            functions(stack).iter().map(|it| it.get("Code")["S3Key"].to_string()).collect();
        assert_eq!(keys.len(), 1, "the functions of {} run different programs", stack.name);
        let hash = keys.first().unwrap().trim_matches('"').trim_end_matches(".zip").to_owned();
        let folder = stack.output.join(assets["files"][&hash]["source"]["path"].as_str().unwrap());
        assert!(folder.join("bootstrap").is_file());
        for locale in stack.plan["locales"].as_array().unwrap() {
            let words = locale["words"].as_str().unwrap();
            assert_eq!(
                std::fs::read(folder.join(words)).unwrap(),
                std::fs::read(stack.data.join(words)).unwrap()
            );
        }
        let hosts = std::fs::read_to_string(folder.join("pinned-hosts.json")).ok();
        let hosts: Option<Value> = hosts.map(|text| serde_json::from_str(&text).unwrap());
        let wanted = match stack.name.as_str() {
            "workshop-local" => Some(json!({"workshop.lathe.test": {"addresses": ["127.0.0.1:7443"]}})),
            _ => None,
        };
        assert_eq!(hosts, wanted, "{}", stack.name);
    }
}

#[test]
fn routes_are_the_plans() {
    for stack in main_stacks() {
        let template = &stack.template;
        let found: BTreeMap<&str, &str> = template
            .all("AWS::ApiGatewayV2::Route")
            .into_iter()
            .map(|route| {
                let target = &route.get("Target")["Fn::Join"][1];
                assert_eq!(target[0], "integrations/");
                let integration = template.named_by(&target[1]);
                assert_eq!(integration.get("PayloadFormatVersion"), "2.0");
                let function = template.named_by(integration.get("IntegrationUri"));
                (route.text("RouteKey"), function.text("FunctionName"))
            })
            .collect();
        let routes = stack.plan["routes"].as_array().unwrap();
        let key = |it: &Value| format!("{} {}", it["method"].as_str().unwrap(), it["path"].as_str().unwrap());
        let wanted: BTreeMap<_, _> =
            routes.iter().map(|it| (key(it), stack.named(it["function"].as_str().unwrap()))).collect();
        let wanted = wanted.iter().map(|(route, function)| (route.as_str(), function.as_str())).collect();
        assert_eq!(found, wanted, "{}", stack.name);
    }
}

/// Each route lets the API call its function for it, and Alexa may call the skill for its own id.
#[test]
fn functions_are_called_by_whom_the_plan_says() {
    for stack in main_stacks() {
        let template = &stack.template;
        let mut found = BTreeSet::new();
        for permission in template.all("AWS::Lambda::Permission") {
            assert_eq!(permission.get("Action"), "lambda:InvokeFunction");
            let function = template.named_by(permission.get("FunctionName")).text("FunctionName");
            let from = match permission.text("Principal") {
                "apigateway.amazonaws.com" => {
                    let parts = permission.get("SourceArn")["Fn::Join"][1].as_array().unwrap();
                    assert_eq!(parts[5], json!({"Ref": template.of("Api").id}));
                    parts[6].as_str().unwrap().strip_prefix("/*/*").unwrap().to_owned()
                }
                "alexa-appkit.amazon.com" => permission.text("EventSourceToken").to_owned(),
                other => panic!("{other} may call {function}"),
            };
            found.insert((function.to_owned(), from));
        }
        let routes = stack.plan["routes"].as_array().unwrap().iter();
        let mut wanted: BTreeSet<_> = routes
            .map(|it| {
                (stack.named(it["function"].as_str().unwrap()), it["path"].as_str().unwrap().to_owned())
            })
            .collect();
        wanted.extend(stack.values()["skill_id"].as_str().map(|id| (stack.named("skill"), id.to_owned())));
        assert_eq!(found, wanted, "{}", stack.name);
        assert!(template.all("AWS::Lambda::Url").is_empty());
    }
}

#[test]
fn the_api_takes_as_many_requests_as_the_plan_says() {
    for stack in linked() {
        let throttle = &stack.plan["throttle"];
        let wanted =
            json!({"ThrottlingRateLimit": throttle["rate"], "ThrottlingBurstLimit": throttle["burst"]});
        let stage = stack.template.of("ApiStage");
        assert_eq!(*stage.get("DefaultRouteSettings"), wanted);
        assert_eq!(stage.get("StageName"), "$default");
    }
}

/// CloudFront forwards each route to the API, and none of the page's files.
#[test]
fn each_path_goes_where_it_is_answered() {
    for stack in with_page() {
        let config = stack.template.of("Distribution").get("DistributionConfig");
        let behaviours = config["CacheBehaviors"].as_array().unwrap();
        let of_api = |path: &str| {
            behaviours.iter().any(|it| {
                let pattern = it["PathPattern"].as_str().unwrap();
                pattern == path || pattern.strip_suffix('*').is_some_and(|start| path.starts_with(start))
            })
        };
        for route in stack.plan["routes"].as_array().unwrap() {
            assert!(of_api(route["path"].as_str().unwrap()), "{route} is not forwarded");
        }
        for file in stack.plan["linking"]["page"]["files"].as_object().unwrap().keys() {
            assert!(!of_api(&format!("/{file}")), "{file} is asked of the API");
        }
        assert_eq!(config["DefaultRootObject"], "index.html");
    }
}

#[test]
fn the_page_is_the_plans() {
    for stack in with_page() {
        let page = &stack.plan["linking"]["page"];
        assert_eq!(stack.template.of("Page").get("Files"), &page["files"], "{}", stack.name);
        for policy in ["PageHeaders", "ApiHeaders"] {
            let config = stack.template.of(policy).get("ResponseHeadersPolicyConfig");
            assert_eq!(headers(config), page["headers"], "{policy} of {}", stack.name);
        }
        let folder = stack.data.join(page["folder"].as_str().unwrap());
        let there: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        let listed: BTreeSet<String> = page["files"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(there, listed);
    }
}

#[test]
fn without_a_page_answers_have_the_plans_headers() {
    for stack in linked().filter(|it| it.plan["linking"]["page"].is_null()) {
        let policies = stack.template.all("AWS::CloudFront::ResponseHeadersPolicy");
        let [policy] = policies[..] else { panic!("{} has {} policies", stack.name, policies.len()) };
        let wanted = &stack.plan["linking"]["proxy"]["headers"];
        assert_eq!(headers(policy.get("ResponseHeadersPolicyConfig")), *wanted, "{}", stack.name);
    }
}

/// CloudFront waits longer than the slowest function that answers the API.
#[test]
fn the_edge_outlasts_the_functions() {
    for stack in linked() {
        let routed = texts_of(&stack.plan["routes"], "function");
        let functions = stack.plan["functions"].as_array().unwrap().iter();
        let behind = functions.filter(|it| routed.contains(it["name"].as_str().unwrap()));
        let slowest = behind.map(|it| it["timeout_ms"].as_u64().unwrap()).max().unwrap();
        let origins = &stack.template.of("Distribution").get("DistributionConfig")["Origins"];
        let of_api =
            origins.as_array().unwrap().iter().find(|it| it["CustomOriginConfig"].is_object()).unwrap();
        let waits = &of_api["CustomOriginConfig"]["OriginReadTimeout"];
        assert_eq!(waits.as_u64().unwrap() * 1000, slowest + 2000, "{}", stack.name);
    }
}

/// A text of each member of a list.
fn texts_of<'v>(list: &'v Value, name: &str) -> BTreeSet<&'v str> {
    list.as_array().into_iter().flatten().filter_map(|it| it[name].as_str()).collect()
}

/// The headers that a policy of CloudFront's adds.
fn headers(config: &Value) -> Value {
    let security = &config["SecurityHeadersConfig"];
    let transport = &security["StrictTransportSecurity"];
    let mut headers = json!({
        "content-security-policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "referrer-policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "strict-transport-security": format!("max-age={}", transport["AccessControlMaxAgeSec"]),
        "x-content-type-options": security["ContentTypeOptions"].as_object().map(|_| "nosniff"),
    });
    assert_eq!((&transport["IncludeSubdomains"], &transport["Preload"]), (&json!(false), &json!(false)));
    for custom in config["CustomHeadersConfig"]["Items"].as_array().unwrap() {
        headers[custom["Header"].as_str().unwrap()] = custom["Value"].clone();
    }
    headers
}

#[test]
fn the_table_is_the_plans() {
    for stack in main_stacks() {
        let tables = stack.template.all("AWS::DynamoDB::Table");
        let Some(plan) = stack.plan["table"].as_object() else {
            assert!(tables.is_empty());
            continue;
        };
        let [table] = tables[..] else { panic!("{} has {} tables", stack.name, tables.len()) };
        assert_eq!(table.get("TableName"), &json!(stack.named(plan["name"].as_str().unwrap())));
        assert_eq!(
            table.get("KeySchema"),
            &json!([{"AttributeName": plan["partition_key"], "KeyType": "HASH"}])
        );
        assert_eq!(
            table.get("TimeToLiveSpecification"),
            &json!({"AttributeName": plan["ttl"], "Enabled": true})
        );
        assert_eq!(table.get("SSESpecification"), &json!({"SSEEnabled": true}));
        assert_eq!(
            table.get("PointInTimeRecoverySpecification"),
            &json!({"PointInTimeRecoveryEnabled": lasts(stack)})
        );
        let is_kept = lasts(stack) && stack.values()["retain"] == true;
        assert_eq!(table.get("DeletionProtectionEnabled"), is_kept, "{}", stack.name);
    }
}

/// Whether the table holds anything that is still of use tomorrow: what does is sealed under the key.
fn lasts(stack: &Stack) -> bool {
    stack.plan["key"].is_object()
}

#[test]
fn the_key_is_called_as_the_plan_says() {
    for stack in main_stacks() {
        let aliases = stack.template.all("AWS::KMS::Alias");
        let names: Vec<_> = aliases.iter().map(|it| it.text("AliasName").to_owned()).collect();
        let wanted = stack.plan["key"]["name"].as_str().map(|name| format!("alias/{}", stack.named(name)));
        assert_eq!(names, Vec::from_iter(wanted));
    }
}

/// What holds data is kept where the stage says so, and nothing else is.
#[test]
fn what_holds_data_outlives_a_stack_that_says_so() {
    for stack in main_stacks() {
        for kind in ["AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::KMS::Alias", "AWS::Logs::LogGroup"] {
            let holds = kind != "AWS::DynamoDB::Table" || lasts(stack);
            let policy = if holds && stack.values()["retain"] == true { "Retain" } else { "Delete" };
            for resource in stack.template.all(kind) {
                assert_eq!(
                    resource.deletion(),
                    (&json!(policy), &json!(policy)),
                    "{} {}",
                    stack.name,
                    resource.id
                );
            }
        }
    }
}

#[test]
fn logs_are_kept_for_the_stages_days() {
    for stack in main_stacks() {
        let logs = stack.template.all("AWS::Logs::LogGroup");
        for log in &logs {
            assert_eq!(log.get("RetentionInDays"), &stack.values()["log_days"], "{} {}", stack.name, log.id);
        }
        let functions = stack.template.all("AWS::Lambda::Function").len();
        let apis = stack.template.all("AWS::ApiGatewayV2::Api").len();
        assert_eq!(logs.len(), functions + apis, "{}", stack.name);
    }
}

#[test]
fn alarms_are_there_where_the_stage_has_them() {
    for stack in main_stacks() {
        let alarms = &stack.values()["alarms"];
        let topics: Vec<_> = stack.template.all("AWS::SNS::Subscription");
        let told: BTreeSet<_> = topics.iter().map(|it| it.text("Endpoint")).collect();
        assert_eq!(told, alarms["email"].as_str().into_iter().collect());
        let boards = stack.template.all("AWS::CloudWatch::Dashboard").len();
        assert_eq!(boards, usize::from(alarms.is_object()));
        let linked = stack.plan["linking"].is_object();
        let per_function = 3 * stack.plan["functions"].as_array().unwrap().len();
        let wanted = if alarms.is_object() { per_function + if linked { 4 } else { 0 } } else { 0 };
        assert_eq!(stack.template.all("AWS::CloudWatch::Alarm").len(), wanted, "{}", stack.name);
    }
}

#[test]
fn the_origin_secret_is_made_where_functions_read_it() {
    for stack in linked() {
        let secret = stack.template.of("OriginSecret");
        let name = stack.named(stack.plan["linking"]["origin_secret"].as_str().unwrap());
        assert_eq!(secret.get("Name"), &json!(name));
        assert_eq!(secret.get("GenerateSecretString")["GenerateStringKey"], "current");
        let origins = stack.template.of("Distribution").get("DistributionConfig")["Origins"].clone();
        let shown: Vec<_> = origins
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|it| it["OriginCustomHeaders"].as_array())
            .collect();
        let [headers] = shown[..] else { panic!("{} origins are shown the secret", shown.len()) };
        assert_eq!(headers[0]["HeaderName"], "x-origin-verify");
        let parts = headers[0]["HeaderValue"]["Fn::Join"][1].clone();
        assert_eq!(parts[1], json!({"Ref": secret.id}));
        assert_eq!(texts(&parts), BTreeSet::from(["{{resolve:secretsmanager:", ":SecretString:current::}}"]));
    }
}

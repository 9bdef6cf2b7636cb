//! AWS's side: what the `cdk` command is asked, and what is said where it refuses.

use crate::project::Project;

const ONE: &str = "1111111111111111111111111111111111111111111111111111111111111111";
const TWO: &str = "2222222222222222222222222222222222222222222222222222222222222222";
/// What every call of the `cdk` command ends with.
const ALWAYS: &str = "--app …/cdk.out --no-notices --no-version-reporting --no-color";

fn without_temporary(call: &str) -> String {
    let words: Vec<_> =
        call.split(' ').map(|it| if it.contains("/temporary/") { "FILE" } else { it }).collect();
    words.join(" ").replace(ALWAYS, "…")
}

#[test]
fn the_edge_goes_first_and_tells_the_rest() {
    let project = Project::new();
    project.run(&["deploy", "--stage", "prod", "--yes", "--no-ask"]).ended(0);
    let calls: Vec<_> = project.calls_of("cdk").iter().map(|it| without_temporary(it)).collect();
    let how = "--exclusively --require-approval never --progress events --outputs-file FILE";
    let edge = format!("deploy library-prod-edge {how} …");
    let main = format!(
        "deploy library-prod {how} --parameters library-prod:CertificateArn=arn:certificate --parameters \
         library-prod:ClientSecretHashes={ONE} --parameters library-prod:WebAclArn=arn:firewall …"
    );
    assert_eq!(calls, [edge, main]);
    assert_eq!(project.recorded("secrets"), "library-prod-client us-east-1\n");
}

#[test]
fn what_ships_is_built_before_anything_is_made() {
    let project = Project::new();
    project.run(&["deploy", "--stage", "dev", "--yes"]).ended(0);
    let calls = project.calls();
    let first: Vec<_> = calls.iter().map(|it| it.split(" --message-format").next().unwrap()).collect();
    let expected = [
        "cargo build --release -p library-skill --bin library-skill",
        "cargo build --workspace --bin infra-app",
        "infra-app",
        "cargo build --workspace --bin sayso-client-secret",
        "sayso-client-secret ensure",
    ];
    assert_eq!(first[..5], expected);
    let context: serde_json::Value = serde_json::from_str(&project.recorded("contexts")).unwrap();
    assert_eq!(context["stage"], "dev");
    assert_eq!(context["of-the-file"], true);
    let folder = context["bootstrap"].as_str().unwrap();
    assert!(folder.starts_with(project.path("temporary").to_str().unwrap()), "{folder}");
    assert_eq!(context.get("skill"), None);
}

#[test]
fn a_binary_that_is_there_is_not_built() {
    let project = Project::new();
    let arguments =
        ["deploy", "--stage", "dev", "--yes", "--bootstrap", "here", "--skill", "library", "-c", "a=b=c"];
    project.run(&arguments).ended(0);
    assert!(!project.recorded("calls").contains("--release"));
    let context: serde_json::Value = serde_json::from_str(&project.recorded("contexts")).unwrap();
    assert_eq!(context["bootstrap"], project.path("here").to_str().unwrap());
    assert_eq!((&context["skill"], &context["a"]), (&"library".into(), &"b=c".into()));
}

#[test]
fn a_rotation_has_two_secrets_accepted() {
    let project = Project::new();
    let told = project.run(&["deploy", "--stage", "dev", "--yes", "--rotate-client-secret"]).ended(0);
    assert!(project.recorded("calls").contains(&format!("library-dev:ClientSecretHashes={TWO},{ONE}")));
    assert!(told.stdout.contains("accepted until 15 January 2027"), "{}", told.stdout);
}

#[test]
fn what_to_do_is_said_where_something_of_the_environment_is_missing() {
    for (says, means) in [
        ("Unable to resolve AWS account to use. It must be either configured …", "which AWS account"),
        (
            "SSM parameter /cdk-bootstrap/x/version not found. Has the environment been bootstrapped?",
            "cdk bootstrap aws://",
        ),
        (
            "Could not assume role in target account using current credentials",
            "may not assume the CDK's roles",
        ),
        ("ExpiredToken: The security token included in the request is expired", "have expired"),
    ] {
        let project = Project::new();
        let told = project.run_with(&["deploy", "--stage", "prod", "--yes"], &[("CDK_SAYS", says)]).ended(2);
        assert!(told.stderr.contains(means) && told.stderr.contains(says), "{}", told.stderr);
        assert!(project.calls_of("ask").is_empty(), "Alexa was told of what is not there");
        let told = project.run_with(&["diff", "--stage", "prod"], &[("CDK_SAYS", says)]).ended(2);
        assert!(told.stderr.contains(means), "{}", told.stderr);
    }
}

#[test]
fn a_refusal_of_cloudformation_ends_the_rest() {
    let project = Project::new();
    let says = [("CDK_SAYS", "library-prod-edge failed: ROLLBACK_COMPLETE")];
    let told = project.run_with(&["deploy", "--stage", "prod", "--yes"], &says).ended(1);
    assert!(told.stderr.contains("library-prod is not deployed"), "{}", told.stderr);
    assert_eq!(project.calls_of("cdk").len(), 1);
    assert!(project.calls_of("ask").is_empty());
}

#[test]
fn nothing_begins_without_credentials_or_consent() {
    let project = Project::new();
    let told = project.run(&["deploy", "--stage", "dev"]).ended(2);
    assert!(told.stderr.contains("`--yes` asks nothing"), "{}", told.stderr);
    let told =
        project.run_with(&["deploy", "--stage", "dev", "--yes"], &[("AWS_ACCESS_KEY_ID", "")]).ended(2);
    assert!(told.stderr.contains("no AWS credentials"), "{}", told.stderr);
    let told = project.run(&["deploy", "--stage", "stagin", "--yes"]).ended(2);
    assert!(told.stderr.contains("no stage `stagin`; there are `dev`, `local`, `prod`"), "{}", told.stderr);
    assert_eq!(project.calls(), Vec::<String>::new());
}

#[test]
fn stage_local_stays_on_this_machine() {
    let local = ["deploy", "--stage", "local", "--yes"];
    for elsewhere in [
        &[][..],
        &[("AWS_ENDPOINT_URL", "https://aws.example.com")],
        &[("AWS_ENDPOINT_URL", "http://localhost:1"), ("AWS_ENDPOINT_URL_S3", "https://s3.example.com")],
        &[("AWS_ENDPOINT_URL_S3", "http://localhost:1")],
    ] {
        let project = Project::new();
        for verb in [&local[..], &["diff", "--stage", "local"], &["destroy", "--stage", "local", "--yes"]] {
            let told = project.run_with(verb, elsewhere).ended(2);
            assert!(told.stderr.contains("an emulator on this machine only"), "{}", told.stderr);
        }
        assert_eq!(project.calls(), Vec::<String>::new());
    }
    let project = Project::new();
    let ignored = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    project.run_with(&local, &[("AWS_ENDPOINT_URL", "http://127.0.0.1:1"), ignored]).ended(0);
    assert!(
        project.calls_of("cargo")[0].starts_with("build --workspace --bin library-skill "),
        "dev's build is enough"
    );
    assert!(project.calls_of("ask").is_empty(), "Alexa can't reach it");
    assert!(!project.recorded("environment").contains("AWS_IGNORE"), "else the CDK would go to AWS");
}

#[test]
fn a_comparison_tells_by_its_exit_code() {
    let project = Project::new();
    let told = project.run(&["diff", "--stage", "prod"]).ended(1);
    assert!(told.stdout.contains("[~] something"), "{}", told.stdout);
    let calls: Vec<_> = project.calls_of("cdk").iter().map(|it| without_temporary(it)).collect();
    assert_eq!(calls, ["diff library-prod-edge library-prod --exclusively …"]);
    project.run_with(&["diff", "--stage", "prod"], &[("DIFFERENCES", "0")]).ended(0);
}

#[test]
fn the_end_of_a_stage_takes_the_edge_last_and_tells_what_stays() {
    let project = Project::new();
    let told = project.run(&["destroy", "--stage", "prod", "--yes"]).ended(0);
    let calls: Vec<_> = project.calls_of("cdk").iter().map(|it| without_temporary(it)).collect();
    assert_eq!(
        calls,
        ["destroy library-prod --exclusively --force …", "destroy library-prod-edge --exclusively --force …"]
    );
    assert!(told.stdout.contains("stays   AWS::KMS::Key Key1"), "{}", told.stdout);
    assert!(told.stdout.contains("stays   the client secret library-prod-client"), "{}", told.stdout);
    assert!(!project.recorded("calls").contains("sayso-client-secret retire"));

    let project = Project::new();
    let told = project.run(&["destroy", "--stage", "dev", "--yes"]).ended(0);
    assert!(!told.stdout.contains("stays"), "{}", told.stdout);
    assert_eq!(project.calls().last().unwrap(), "sayso-client-secret retire");
    assert!(!project.recorded("calls").contains("--release"), "nothing is built for its end");
}

#[test]
fn a_protected_stack_is_not_destroyed() {
    let project = Project::new();
    let says = "Stack [library-prod] cannot be deleted while TerminationProtection is enabled";
    let told = project.run_with(&["destroy", "--stage", "prod", "--yes"], &[("CDK_SAYS", says)]).ended(1);
    let switch = "update-termination-protection --no-enable-termination-protection --region us-east-1 --stack-name \
                  library-prod`";
    assert!(told.stderr.contains(switch), "{}", told.stderr);
    assert_eq!(project.calls_of("cdk").len(), 1);
    assert!(!told.stdout.contains("gone"), "{}", told.stdout);
}

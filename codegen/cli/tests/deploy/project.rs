//! A project in a folder of its own, with the fakes.

use serde_json::{Value, json};
use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// What the fake of the client secret's program puts into a request.
pub const CANARY: &str = "canary-of-the-client-secret";

/// The stages of the test's own, in place of the case's.
const STAGES: &str = r#"
infra:
  stages:
    local:
      services: {library: {demo: library}, weather: {demo: library}}
      providers: {city: {demo: idp}}
    dev:
      services: {library: {url: "https://library.example"}, weather: {url: "https://weather.example"}}
      providers: {city: {client_id: reading-room, secret: library/city}}
      retain: false
    prod:
      skill_id: amzn1.ask.skill.00000000-0000-0000-0000-000000000000
      vendor_id: M0000000000000
      services: {library: {url: "https://library.example"}, weather: {url: "https://weather.example"}}
      providers: {city: {client_id: reading-room, secret: library/city}}
      domain: link.library.example
      waf: true
"#;

/// A project with one skill, `library`, which links accounts.
pub struct Project {
    pub folder: TempDir,
}

/// What came of a run.
pub struct Told {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    pub fn new() -> Self {
        let project = Self { folder: TempDir::new().unwrap() };
        let root = project.root();
        for folder in ["schemas/library", "record", "temporary", "assembly", "outputs", "home"] {
            fs::create_dir_all(project.path(folder)).unwrap();
        }
        project.write("cdk.json", r#"{"versionReporting": false, "context": {"of-the-file": true}}"#);
        let case = repository().join("tests/cases/accepted/library");
        for name in ["authority.pem", "service.openapi.yaml", "words.de-DE.yaml"] {
            fs::copy(case.join(name), root.join("schemas/library").join(name)).unwrap();
        }
        let spec = fs::read_to_string(case.join("skill.yaml")).unwrap();
        let (spec, _) = spec.split_once("\ninfra:").unwrap();
        project.write("schemas/library/skill.yaml", &format!("{spec}{STAGES}"));
        fs::create_dir_all(project.path("node_modules/.bin")).unwrap();
        symlink(fakes().join("cdk"), project.path("node_modules/.bin/cdk")).unwrap();
        project.assembly();
        project
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// A file that a fake wrote.
    pub fn recorded(&self, name: &str) -> String {
        fs::read_to_string(self.path("record").join(name)).unwrap_or_default()
    }

    /// What was started, in order, without what it is started with.
    pub fn calls(&self) -> Vec<String> {
        self.recorded("calls").lines().map(str::to_owned).collect()
    }

    /// The calls of one program.
    pub fn calls_of(&self, program: &str) -> Vec<String> {
        let prefix = format!("{program} ");
        let calls = self.calls().into_iter().filter_map(|it| it.strip_prefix(&prefix).map(str::to_owned));
        let root = self.root().to_str().unwrap().to_owned();
        calls.map(|it| it.replace(&root, "…")).collect()
    }

    /// The command, in a project where nothing but the fakes is installed.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        let path = format!("{}:/usr/bin:/bin", fakes().display());
        command.current_dir(self.root()).args(arguments).env_clear().env("PATH", path);
        command.env("CARGO", fakes().join("cargo")).env("HOME", self.path("home"));
        command.env("TMPDIR", self.path("temporary")).env("FAKES", fakes()).env("PROGRAMS", fakes());
        command.env("RECORD", self.path("record")).env("ASSEMBLY", self.path("assembly"));
        command.env("OUTPUTS", self.path("outputs")).env("SAYSO_NODE_MODULES", self.path("node_modules"));
        command.env("AWS_ACCESS_KEY_ID", "id-of-the-key").env("AWS_SECRET_ACCESS_KEY", "secret-of-the-key");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Told {
        Told::of(self.command(arguments).output().unwrap())
    }

    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Told {
        Told::of(self.command(arguments).envs(variables.iter().copied()).output().unwrap())
    }

    /// What is left in the folder for temporary files.
    pub fn temporary(&self) -> Vec<PathBuf> {
        fs::read_dir(self.path("temporary")).unwrap().map(|it| it.unwrap().path()).collect()
    }

    /// Stacks of the stages, as small as they can be.
    fn assembly(&self) {
        let stack = |name: &str| {
            let properties = json!({"templateFile": format!("{name}.template.json")});
            json!({"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/us-east-1",
                   "properties": properties})
        };
        let manifest = json!({"version": "55.0.0", "artifacts": {
            "library-local": stack("library-local"),
            "library-dev": stack("library-dev"),
            "library-prod": stack("library-prod"),
            "library-prod-edge": stack("library-prod-edge"),
        }});
        self.write("assembly/manifest.json", &manifest.to_string());
        let hashes = json!({"Type": "String"});
        let main = json!({
            "Parameters": {"ClientSecretHashes": hashes, "BootstrapVersion": {"Default": "/x"}},
            "Resources": {
                "Key1": {"Type": "AWS::KMS::Key", "DeletionPolicy": "Delete"},
                "Skill1": {"Type": "AWS::Lambda::Function",
                           "Properties": {"Runtime": "provided.al2023", "MemorySize": 256}},
            },
        });
        self.write("assembly/library-dev.template.json", &main.to_string());
        self.write("assembly/library-local.template.json", &main.to_string());
        let mut prod = main;
        prod["Parameters"]["CertificateArn"] = json!({"Type": "String"});
        prod["Parameters"]["WebAclArn"] = json!({"Type": "String"});
        prod["Resources"]["Key1"]["DeletionPolicy"] = json!("Retain");
        self.write("assembly/library-prod.template.json", &prod.to_string());
        let edge = json!({"Resources": {"Acl1": {"Type": "AWS::WAFv2::WebACL"}}});
        self.write("assembly/library-prod-edge.template.json", &edge.to_string());
        for name in ["library-local", "library-dev", "library-prod"] {
            self.write(&format!("outputs/{name}.json"), &json!({ name: outputs() }).to_string());
        }
        let edge =
            json!({"library-prod-edge": {"CertificateArn": "arn:certificate", "WebAclArn": "arn:firewall"}});
        self.write("outputs/library-prod-edge.json", &edge.to_string());
    }
}

fn outputs() -> Value {
    json!({
        "SkillFunctionArn": "arn:aws:lambda:us-east-1:1:function:library-prod-skill",
        "AuthorizationUrl": "https://link.library.example/oauth/authorize",
        "TokenUrl": "https://link.library.example/oauth/token",
        "ManageUrl": "https://link.library.example/manage",
        "DistributionDomainName": "d1.cloudfront.net",
    })
}

impl Told {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Fails where it ended otherwise, with all that was said.
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn fakes() -> PathBuf {
    let fakes = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deploy/fakes");
    let mode = fs::metadata(fakes.join("cdk")).unwrap().permissions().mode();
    assert_eq!(mode & 0o111, 0o111, "the fakes must be executable");
    fakes
}

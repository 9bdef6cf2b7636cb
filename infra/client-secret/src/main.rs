//! `sayso-client-secret`: the secret that Alexa shows at a skill's token endpoint.
fn main() -> std::process::ExitCode {
    sayso_client_secret::main()
}

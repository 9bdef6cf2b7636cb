//! The program by which `sayso deploy` makes the secret that Alexa shows.
fn main() -> std::process::ExitCode {
    sayso_client_secret::main()
}

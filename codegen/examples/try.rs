//! Scratch.
fn main() {
    let root = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let skill = std::env::args().nth(2).unwrap_or_else(|| "hello".into());
    let project = sayso_codegen::project::Project { root: root.into() };
    let compiled = sayso_codegen::compile(&project, &skill);
    eprintln!(
        "{}",
        sayso_codegen::diagnostic::render::human(&compiled.diagnostics, &compiled.sources, false)
    );
    if let Some(output) = &compiled.output {
        println!("{:?}", sayso_codegen::write::apply(&project.root, output));
    }
}

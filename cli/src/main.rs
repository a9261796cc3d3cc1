//! The one binary: see `presswork --help`.

fn main() -> std::process::ExitCode {
    presswork_cli::main()
}

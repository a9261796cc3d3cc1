//! The binary from its start to its end by a signal.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails by panicking")]

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// A running `presswork`, killed when the test ends early.
struct Running {
    child: Child,
    port: u16,
    banner: Vec<String>,
    _folder: TempDir,
}

impl Running {
    fn serve() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_presswork"))
            .env_clear()
            .env("PRESSWORK_ENV", "test")
            .env("PRESSWORK__STORAGE__DATA_DIR", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let banner: Vec<_> = lines.take_while(|line| line != "Ctrl-C stops.").collect();
        let api = banner.iter().find(|line| line.contains("/v1")).unwrap_or_else(|| panic!("{banner:?}"));
        let port = api.rsplit(':').next().unwrap().trim_end_matches("/v1").parse().unwrap();
        Self { child, port, banner, _folder: folder }
    }

    fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap().success());
    }

    fn end(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(10), "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn serve_is_the_default_and_is_healthy_until_a_signal_ends_it_with_0() {
    for signal in ["-TERM", "-INT"] {
        let mut running = Running::serve();
        assert!(running.banner.iter().any(|line| line.contains("SQLite")), "{:?}", running.banner);
        let health = Command::new(env!("CARGO_BIN_EXE_presswork"))
            .env_clear()
            .env("PRESSWORK_ENV", "test")
            .env("PORT", running.port.to_string())
            .arg("health")
            .output()
            .unwrap();
        assert!(health.status.success(), "{health:?}");
        running.signal(signal);
        assert_eq!(running.end().code(), Some(0));
    }
}

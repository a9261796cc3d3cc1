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
        Self::serve_with(tempfile::tempdir().unwrap(), &[])
    }

    fn serve_with(folder: TempDir, settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_presswork"))
            .env_clear()
            .env("PRESSWORK_ENV", "test")
            .env("PRESSWORK__STORAGE__DATA_DIR", folder.path())
            .envs(settings.iter().copied())
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

    fn is_healthy(&self, settings: &[(&str, &str)]) -> bool {
        let mut command = Command::new(env!("CARGO_BIN_EXE_presswork"));
        command.env_clear().env("PRESSWORK_ENV", "test").env("PORT", self.port.to_string());
        let health = command.envs(settings.iter().copied()).arg("health").output().unwrap();
        health.status.success()
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
        assert!(running.is_healthy(&[]));
        running.signal(signal);
        assert_eq!(running.end().code(), Some(0));
    }
}

#[test]
fn a_server_with_a_certificate_is_healthy_too() {
    let folder = tempfile::tempdir().unwrap();
    let pair = rcgen::generate_simple_self_signed(["press.example".to_owned()]).unwrap();
    let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| folder.path().join(name));
    std::fs::write(&certificate, pair.cert.pem()).unwrap();
    std::fs::write(&key, pair.signing_key.serialize_pem()).unwrap();
    let [certificate, key] = [certificate, key].map(|path| path.to_str().unwrap().to_owned());
    let settings =
        [("PRESSWORK__HTTP__TLS_CERTIFICATE", certificate.as_str()), ("PRESSWORK__HTTP__TLS_KEY", key.as_str())];
    let mut running = Running::serve_with(folder, &settings);
    assert!(running.banner.iter().any(|line| line.contains("https://")), "{:?}", running.banner);
    assert!(running.is_healthy(&settings));
    assert!(!running.is_healthy(&[]), "plain HTTP is not spoken");
    running.signal("-TERM");
    assert_eq!(running.end().code(), Some(0));
}

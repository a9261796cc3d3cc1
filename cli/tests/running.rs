//! The binary from its start to its end by a signal.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails by panicking")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tempfile::{NamedTempFile, TempDir};

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
        let mut child = spawn(Stdio::null(), &folder, settings);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let banner: Vec<_> = lines.take_while(|line| line != "Ctrl-C stops.").collect();
        let api = banner.iter().find(|line| line.contains("/v1")).unwrap_or_else(|| panic!("{banner:?}"));
        let port = api.rsplit(':').next().unwrap().trim_end_matches("/v1").parse().unwrap();
        Self { child, port, banner, _folder: folder }
    }

    /// One that logs JSON, for machines: there is no banner, and the address is in the log.
    fn serve_logging(log: &NamedTempFile, folder: TempDir) -> Self {
        let settings = [("PRESSWORK__LOG__FILTER", "info"), ("PRESSWORK__LOG__FORMAT", "json")];
        let mut child = spawn(log.reopen().unwrap().into(), &folder, &settings);
        let began = Instant::now();
        let port = loop {
            let told = std::fs::read_to_string(log.path()).unwrap();
            let address = told.split("\"address\":\"127.0.0.1:").nth(1).and_then(|rest| rest.split('"').next());
            if let Some(port) = address.and_then(|port| port.parse().ok()) {
                break port;
            }
            assert!(child.try_wait().unwrap().is_none() && began.elapsed() < Duration::from_mins(1), "{told}");
            std::thread::sleep(Duration::from_millis(10));
        };
        Self { child, port, banner: Vec::new(), _folder: folder }
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

fn spawn(log: Stdio, folder: &TempDir, settings: &[(&str, &str)]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presswork"));
    command.env_clear().env("PRESSWORK_ENV", "test").env("PRESSWORK__STORAGE__DATA_DIR", folder.path());
    command.envs(settings.iter().copied()).stdout(Stdio::piped()).stderr(log).spawn().unwrap()
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
fn a_refusal_is_logged_with_its_code_its_request_and_its_address() {
    let log = NamedTempFile::new().unwrap();
    let mut running = Running::serve_logging(&log, tempfile::tempdir().unwrap());
    let mut stream = TcpStream::connect(("127.0.0.1", running.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head = "GET /v1/me HTTP/1.1\r\nhost: press\r\nauthorization: Bearer secret\r\nconnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    running.signal("-TERM");
    running.end();
    let told = std::fs::read_to_string(log.path()).unwrap();
    let line = told.lines().find(|line| line.contains("\"refused\"")).unwrap_or_else(|| panic!("{told}"));
    let id = answer.split("\"requestId\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    for word in ["\"code\":\"invalid_token\"", "\"address\":\"127.0.0.1\"", &format!("\"id\":\"{id}\"")] {
        assert!(line.contains(word), "{word}: {line}");
    }
    assert!(!told.contains("Bearer"), "{told}");
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

/// With what environment it runs, as the system tells.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn environment_of(running: &Running) -> Vec<String> {
    let told = std::fs::read(format!("/proc/{}/environ", running.child.id())).unwrap();
    told.split(|byte| *byte == 0).map(|one| String::from_utf8_lossy(one).into_owned()).collect()
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn the_allocator_is_asked_to_give_back_what_is_free_unless_somebody_else_has_wishes() {
    let is_asked = |running: &Running, name: &str| environment_of(running).iter().any(|one| one.starts_with(name));
    let running = Running::serve();
    for name in ["MALLOC_ARENA_MAX=", "MALLOC_MMAP_THRESHOLD_=", "MALLOC_TRIM_THRESHOLD_="] {
        assert!(is_asked(&running, name), "{name}");
    }
    let name = std::fs::read_to_string(format!("/proc/{}/comm", running.child.id())).unwrap();
    assert_eq!(name.trim_end(), "presswork", "it is found by its name");
    let running = Running::serve_with(tempfile::tempdir().unwrap(), &[("MALLOC_ARENA_MAX", "3")]);
    assert!(is_asked(&running, "MALLOC_ARENA_MAX=3") && !is_asked(&running, "MALLOC_MMAP_THRESHOLD_="));
    drop(running);
}

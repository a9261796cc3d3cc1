//! A disk without room: a small one of its own for a process, which is gone with it. Takes the right to mount (user namespaces).

use std::{
    collections::HashMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use presswork_tests::{Actor, PASSWORD, free_port, say, signal, until};
use serde_json::json;
use tempfile::TempDir;

/// A folder that processes find another disk at.
struct Disk {
    folder: TempDir,
    mebibytes: u32,
}

impl Disk {
    /// None where this machine lets nobody mount one.
    fn of(mebibytes: u32) -> Option<Self> {
        let disk = Self { folder: tempfile::tempdir().unwrap(), mebibytes };
        let may = disk.run("true").status().is_ok_and(|status| status.success());
        if !may {
            say("a full disk: NOT covered, nobody may mount one here (unshare --map-root-user --mount)");
        }
        may.then_some(disk)
    }

    /// A script, in the place where the disk is.
    fn run(&self, script: &str) -> Command {
        let (folder, size) = (self.folder.path().display(), self.mebibytes);
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "bash", "-c"]);
        command.arg(format!("mount -t tmpfs -o size={size}m tmpfs {folder} && cd {folder} && {script}"));
        command.arg(presswork_tests::binary()).env_clear().envs(self.environment()).stdin(Stdio::null());
        command
    }

    fn environment(&self) -> HashMap<String, String> {
        let data = self.folder.path().join("data").display().to_string();
        [
            ("PATH", "/usr/bin:/bin:/usr/sbin:/sbin"),
            ("PRESSWORK_ENV", "test"),
            ("PRESSWORK__HTTP__SHUTDOWN_GRACE", "1s"),
            ("PRESSWORK__STORAGE__DATA_DIR", &data),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// A file on it, as it is seen from outside of the place of a process.
    fn seen_of(&self, process: u32, name: &str) -> PathBuf {
        Path::new(&format!("/proc/{process}/root")).join(self.folder.path().strip_prefix("/").unwrap()).join(name)
    }
}

const FILL: &str = "{ head -c 100M /dev/zero > filler; } 2>/dev/null";

#[test]
fn a_start_on_a_full_disk_is_refused_in_a_line_and_the_doctor_says_to_make_room() {
    let Some(disk) = Disk::of(1) else { return };
    let start = disk.run(&format!("{FILL}; exec \"$0\" serve")).output().unwrap();
    let told = String::from_utf8(start.stderr).unwrap();
    let errors: Vec<_> = told.lines().filter(|line| line.starts_with("error: ")).collect();
    assert!(start.status.code() == Some(1) && errors.len() == 1, "{told}");
    assert!(["full", "No space left", "disk I/O"].iter().any(|word| errors[0].contains(word)), "{told}");
    let doctor = disk.run(&format!("mkdir data; {FILL}; exec \"$0\" doctor")).output().unwrap();
    let told = String::from_utf8(doctor.stdout).unwrap();
    let line = told.lines().find(|line| line.contains(" files ")).unwrap();
    assert!(!doctor.status.success() && line.starts_with("WRONG"), "{told}");
    assert!(line.contains("No space left on device") && line.contains("make room"), "{told}");
}

/// A process that is ended whatever happens.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_up_refuses_writes_and_damages_nothing() {
    let Some(disk) = Disk::of(24) else { return };
    let port = free_port();
    let mut command = disk.run("exec \"$0\" serve");
    let child = command.env("PORT", port.to_string()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut served = Served(child);
    let (process, nobody) = (served.0.id(), Actor::at(&format!("http://127.0.0.1:{port}")));
    let is_ready = async || nobody.request("GET", "/readyz").try_send().await.is_ok_and(|reply| reply.status == 200);
    until("it serves", async || is_ready().await.then_some(())).await;

    fill(&disk.seen_of(process, "filler"));
    let mut refused = None;
    for n in 0..500 {
        let reply = nobody.post("/v1/auth/register", account(n)).await;
        if reply.status != 202 {
            refused = Some(reply);
            break;
        }
    }
    let refused = refused.expect("a write is refused once nothing can be written");
    refused.refused(503, "unavailable");
    assert!(!refused.text().contains("disk"), "no internals: {}", refused.text());
    nobody.get("/v1/posts").await.expect(200);
    nobody.get("/readyz").await.expect(200);

    fs::remove_file(disk.seen_of(process, "filler")).unwrap();
    until("it writes again", async || {
        (nobody.post("/v1/auth/register", account(1000)).await.status == 202).then_some(())
    })
    .await;
    // Where that process sees its disk: SQLite looks up the way to its file, which leads nowhere from outside.
    let mut doctor = Command::new("nsenter");
    doctor.args(["--preserve-credentials", "--user", "--mount", "--target", &process.to_string()]);
    let output =
        doctor.arg(presswork_tests::binary()).arg("doctor").env_clear().envs(disk.environment()).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && told.contains("SQLite, sound"), "{told}");
    assert!(told.contains("MiB are free; make room"), "a disk of 24 MiB is nearly full: {told}");
    assert!(signal(process, "TERM"));
    assert_eq!(served.0.wait().unwrap().code(), Some(0));
}

/// Takes all the room that is left.
fn fill(file: &Path) {
    let mut filler = fs::File::create(file).unwrap();
    for size in [1 << 20, 4096] {
        while filler.write_all(&vec![0; size]).is_ok() {}
    }
}

fn account(n: usize) -> serde_json::Value {
    json!({ "username": format!("user-{n}"), "email": format!("user-{n}@example.org"), "password": PASSWORD })
}

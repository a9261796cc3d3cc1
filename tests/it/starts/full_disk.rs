//! A disk without room: nothing is damaged, and all is well once there is room.

use std::process::{Child, Stdio};

use presswork_tests::{Actor, PASSWORD, binary, free_port, signal, until};
use serde_json::json;

use super::disk::{Disk, FILL};

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

    disk.fill(process);
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

    disk.make_room(process);
    until("it writes again", async || {
        (nobody.post("/v1/auth/register", account(1000)).await.status == 202).then_some(())
    })
    .await;
    let output = disk.beside(process, &binary()).arg("doctor").output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && told.contains("SQLite, sound"), "{told}");
    let tells_room = told.contains("MiB are free; make room");
    assert!(tells_room || !disk.has_a_size(), "a disk of 24 MiB is nearly full: {told}");
    assert!(signal(process, "TERM"));
    assert_eq!(served.0.wait().unwrap().code(), Some(0));
}

fn account(n: usize) -> serde_json::Value {
    json!({ "username": format!("user-{n}"), "email": format!("user-{n}@example.org"), "password": PASSWORD })
}

//! What stands before several API processes: sends each request to one that is ready, in turn, and tries none twice.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use presswork_domain::platform::task;
use presswork_tests::Actor;
use tokio::time::sleep;

/// How often it asks whether a process is ready.
const PAUSE: Duration = Duration::from_millis(50);

/// The processes that are ready.
#[derive(Default)]
pub struct Balancer {
    doors: Arc<Mutex<Vec<(String, Actor)>>>,
    turn: AtomicUsize,
}

impl Balancer {
    /// Sends requests there, too, from now on and for as long as it is ready.
    pub fn add(&self, base: &str) {
        let door = Actor::at(base);
        self.doors.lock().unwrap().push((base.to_owned(), door.clone()));
        let (doors, base) = (Arc::clone(&self.doors), base.to_owned());
        task::spawn("probe", async move {
            while door.request("GET", "/readyz").try_send().await.is_ok_and(|reply| reply.status == 200) {
                sleep(PAUSE).await;
            }
            take_out(&doors, &base);
        });
    }

    /// Sends nothing there any more.
    pub fn take_out(&self, base: &str) {
        take_out(&self.doors, base);
    }

    /// Whose turn it is.
    pub fn next(&self) -> Actor {
        let doors = self.doors.lock().unwrap();
        assert!(!doors.is_empty(), "nobody is ready");
        doors[self.turn.fetch_add(1, Ordering::Relaxed) % doors.len()].1.clone()
    }
}

fn take_out(doors: &Mutex<Vec<(String, Actor)>>, base: &str) {
    doors.lock().unwrap().retain(|(other, _)| other != base);
}

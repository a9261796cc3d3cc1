//! The trace of a request goes on in its jobs, and in theirs.

use std::sync::{Arc, Mutex};

use presswork_domain::{jobs, posts::FanOutPost, trace::Trace};
use presswork_tests::{TestApp, each_profile};
use presswork_worker::{Registry, drain_with};
use serde_json::{Value, json};

use super::deeds::Nothing;

each_profile! {
    the_trace_of_a_request_goes_on_in_its_jobs,
    a_request_without_a_trace_begins_one,
}

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

type Seen = Arc<Mutex<Vec<(Trace, String)>>>;

/// The fan-out makes a job of its own; both write down where they are.
fn registry(seen: &Seen) -> Registry {
    let (first, second) = (Arc::clone(seen), Arc::clone(seen));
    let note = |seen: &Seen, run: &jobs::Run| {
        seen.lock().unwrap().push((run.cx.trace.unwrap(), run.cx.request_id.to_string()));
    };
    Registry::default()
        .with::<FanOutPost, _>(move |run: Arc<jobs::Run>, _| {
            let seen = Arc::clone(&first);
            async move {
                note(&seen, &run);
                let mut tx = run.cx.begin().await?;
                jobs::enqueue(&run.cx, &mut tx, &Nothing { n: 0 }).await?;
                tx.commit().await?;
                Ok(Value::Null)
            }
        })
        .with::<Nothing, _>(move |run: Arc<jobs::Run>, _| {
            let seen = Arc::clone(&second);
            async move {
                note(&seen, &run);
                Ok(Value::Null)
            }
        })
}

/// What the jobs of a publication saw, and the id of its request.
async fn publish(app: &TestApp, traceparent: &[&str]) -> (Vec<(Trace, String)>, String) {
    let ada = app.user("ada").await;
    app.run_jobs().await;
    let draft = ada.draft("Needles").await;
    let path = format!("/v1/posts/{}/publish", draft["id"].as_str().unwrap());
    let mut request = ada.request("POST", &path).json(&json!({}));
    for parent in traceparent {
        request = request.header("traceparent", parent);
    }
    let reply = request.send().await;
    assert!(reply.status < 300, "{reply:?}");
    let seen = Seen::default();
    drain_with(&app.deps, &registry(&seen)).await.unwrap();
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 2);
    (seen, reply.header("x-request-id").to_owned())
}

async fn the_trace_of_a_request_goes_on_in_its_jobs(app: TestApp) {
    let (seen, id) = publish(&app, &[PARENT]).await;
    let parent: Trace = PARENT.parse().unwrap();
    for (trace, request_id) in &seen {
        assert_eq!((trace.id(), request_id), (parent.id(), &id));
        assert_ne!(*trace, parent, "it is a step of its own");
    }
    assert_ne!(seen[0].0, seen[1].0);
}

async fn a_request_without_a_trace_begins_one(app: TestApp) {
    let (seen, _) = publish(&app, &["00-nonsense", PARENT]).await;
    assert_eq!(seen[0].0.id(), seen[1].0.id());
    assert_ne!(seen[0].0.id(), PARENT.parse::<Trace>().unwrap().id(), "of two nobody knows which is meant");
}

//! The order of events, whoever commits when.

use std::sync::Arc;

use futures::future::join_all;
use presswork_domain::{
    Context,
    events::{self, EventType, Fact},
    ids::{UserId, UserKind, parse},
    webhooks,
};
use presswork_tests::{Profile, TestApp, each_profile};
use sea_orm::prelude::Uuid;
use serde_json::{Value, json};

use super::{all, end};

each_profile! {
    many_who_write_at_once_are_read_in_one_order_without_a_gap,
    what_is_committed_late_comes_late,
}

/// Writers commit in any order while numbers are given and a reader reads: it must miss nothing.
async fn many_who_write_at_once_are_read_in_one_order_without_a_gap(app: TestApp) {
    const WRITERS: usize = 12;
    const EACH: usize = 10;
    let (admin, ada) = (app.admin("boss").await, app.user("ada").await);
    let post = ada.published("Hello").await;
    let start = end(&app, &admin).await;
    let (who, on) = (&ada, &post);
    let writing = join_all((0..WRITERS).map(|writer| async move {
        for n in 0..EACH {
            who.comment(on, &format!("Comment {n} of {writer}.")).await;
        }
    }));
    let reading = async {
        let (mut read, mut after) = (Vec::<Value>::new(), start.clone());
        while read.len() < WRITERS * EACH {
            let cx = Context::system(Arc::clone(&app.deps), "a test");
            webhooks::relay(&cx).await.unwrap();
            let mut arguments = json!({ "first": 7 });
            if let Some(after) = &after {
                arguments["after"] = json!(after);
            }
            let page = admin.call("events", arguments).await.ok();
            let items = page["data"].as_array().unwrap();
            if let Some(end) = page["pageInfo"]["endCursor"].as_str() {
                after = Some(end.to_owned());
            }
            read.extend(items.iter().cloned());
        }
        read
    };
    let (_, read) = futures::join!(writing, reading);
    assert_eq!(read, all(&admin, start).await, "what is read later is what was read meanwhile");
    let seqs: Vec<_> = read.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{seqs:?}");
    app.run_jobs().await;
}

/// What is written first and committed last has no number before it is committed, and then the last one.
async fn what_is_committed_late_comes_late(app: TestApp) {
    let admin = app.admin("boss").await;
    let start = end(&app, &admin).await;
    if app.profile == Profile::Embedded {
        // One writer at a time: nobody can come in between.
        return;
    }
    let cx = Context::system(Arc::clone(&app.deps), "a test");
    let fact = |n| Fact::user(EventType::UserUpdated, UserId::from_uuid(Uuid::from_u128(n)));
    let slow = cx.begin().await.unwrap();
    events::record(&cx, &slow, fact(1)).await.unwrap();
    let quick = cx.begin().await.unwrap();
    events::record(&cx, &quick, fact(2)).await.unwrap();
    quick.commit().await.unwrap();
    assert_eq!(webhooks::relay(&cx).await.unwrap(), 1);
    let first = all(&admin, start.clone()).await;
    assert_eq!(first.len(), 1);
    slow.commit().await.unwrap();
    assert_eq!(webhooks::relay(&cx).await.unwrap(), 1);
    let both = all(&admin, start).await;
    let whom = |event: &Value| parse::<UserKind>(event["data"]["userId"].as_str().unwrap()).unwrap().uuid().as_u128();
    assert_eq!(both.iter().map(whom).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(both[0], first[0]);
}

//! Coming back after a break.

use presswork_tests::{Actor, TestApp, each_profile};

each_profile! {
    who_comes_back_hears_what_happened_meanwhile_once_and_in_order,
    with [("PRESSWORK__REALTIME__LOG", "2")] => who_was_away_too_long_is_told_to_read_again,
    an_id_of_another_time_is_answered_with_a_resync,
}

async fn titles(of: &mut presswork_tests::Events, count: usize) -> Vec<String> {
    let mut titles = Vec::new();
    for _ in 0..count {
        titles.push(of.expect("postPublished").await.data["title"].as_str().unwrap().to_owned());
    }
    titles
}

async fn publish(author: &Actor, titles: &[&str]) {
    for title in titles {
        author.published(title).await;
    }
}

async fn who_comes_back_hears_what_happened_meanwhile_once_and_in_order(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let mut events = nobody.follow("feed").await;
    let ready = events.expect("ready").await;
    publish(&ada, &["One"]).await;
    let one = events.expect("postPublished").await;
    drop(events);
    publish(&ada, &["Two", "Three"]).await;
    let mut again = nobody.follow_after("feed", &one.id).await;
    assert_eq!(again.expect("ready").await.id, one.id, "what is not sent yet is not seen yet");
    assert_eq!(titles(&mut again, 2).await, ["Two", "Three"]);
    publish(&ada, &["Four"]).await;
    assert_eq!(titles(&mut again, 1).await, ["Four"]);
    let mut from_the_start = nobody.follow_after("feed", &ready.id).await;
    from_the_start.expect("ready").await;
    assert_eq!(titles(&mut from_the_start, 4).await, ["One", "Two", "Three", "Four"]);
    app.run_jobs().await;
}

async fn who_was_away_too_long_is_told_to_read_again(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let start = nobody.follow("feed").await.expect("ready").await.id;
    // Redis cuts its log in nodes of a hundred entries.
    for n in 0..205 {
        app.deps.events.publish(vec![presswork_domain::platform::events::Signal::Happened(
            presswork_domain::platform::events::Channel::named("nobody"),
            n.to_string(),
        )]);
    }
    app.deps.events.flush().await;
    let mut events = nobody.follow_after("feed", &start).await;
    events.expect("ready").await;
    events.expect("resync").await;
    publish(&ada, &["Next"]).await;
    assert_eq!(titles(&mut events, 1).await, ["Next"]);
    app.run_jobs().await;
}

async fn an_id_of_another_time_is_answered_with_a_resync(app: TestApp) {
    let mut events = app.anonymous().follow_after("feed", "1700000000000-7").await;
    events.expect("ready").await;
    events.expect("resync").await;
}

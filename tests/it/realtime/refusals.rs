//! What can't be followed.

use presswork_tests::{Actor, Reply, TestApp, each_profile, id_of};

each_profile! {
    what_may_not_be_seen_can_not_be_followed,
    what_is_no_topic_is_a_bad_request,
    with [("PRESSWORK__REALTIME__MAX_TOPICS", "2")] => a_stream_has_so_many_topics,
    who_takes_no_events_is_told_so,
}

async fn ask(actor: &Actor, query: &str) -> Reply {
    actor.request("GET", &format!("/v1/stream{query}")).header("accept", "text/event-stream").send().await
}

async fn what_may_not_be_seen_can_not_be_followed(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"]["id"].as_str().unwrap().to_owned();
    for stranger in [&bob, &app.anonymous()] {
        ask(stranger, &format!("?topics=job:{job}")).await.refused(404, "not_found");
        ask(stranger, &format!("?topics=feed,job:{job}")).await.refused(404, "not_found");
    }
    ask(&ada, "?topics=job:job_01h455vb4pex5vsknk084sn02q").await.refused(404, "not_found");
    let unseen = ada.draft("Not yet").await["id"].as_str().unwrap().to_owned();
    for stranger in [&bob, &app.anonymous()] {
        ask(stranger, &format!("?topics=post:{unseen}")).await.refused(404, "not_found");
    }
    ask(&bob, &format!("?topics=user:{}", ada.id)).await.refused(404, "not_found");
    ask(&app.anonymous(), "?topics=user:me").await.refused(401, "authentication_required");
    let program = app.admin("boss").await.program(&["ops"]).await;
    ask(&program, "?topics=user:me").await.refused(403, "insufficient_scope");
    ask(&bob, "?topics=ops").await.refused(403, "forbidden");
    ask(&app.anonymous(), "?topics=ops").await.refused(401, "authentication_required");
    ask(&ada.with_token("nonsense"), "?topics=feed").await.refused(401, "invalid_token");
    app.run_jobs().await;
}

async fn what_is_no_topic_is_a_bad_request(app: TestApp) {
    let nobody = app.anonymous();
    for topic in ["feeds", "feed,nothing", "user", "job", ":", "feed,", "tag:tag_01h455vb4pex5vsknk084sn02q"] {
        ask(&nobody, &format!("?topics={topic}")).await.refused(400, "unknown_topic");
    }
    for topic in ["job:1", "post:hello", "user:you", "user:post_01h455vb4pex5vsknk084sn02q"] {
        ask(&nobody, &format!("?topics={topic}")).await.refused(400, "invalid_id");
    }
    for query in ["", "?topics=", "?topics=%20"] {
        let problem = ask(&nobody, query).await.refused(422, "validation_failed");
        assert_eq!(problem["errors"][0]["pointer"], "/topics");
    }
    ask(&nobody, "?topics=feed&topic=feed").await.refused(422, "validation_failed");
    let request = nobody.request("GET", "/v1/stream?topics=feed").header("accept", "text/event-stream");
    request.header("last-event-id", "yesterday").send().await.refused(400, "invalid_event_id");
}

async fn a_stream_has_so_many_topics(app: TestApp) {
    let ada = app.user("ada").await;
    let ids: Vec<_> = (0..3).map(|n| format!("job:job_01h455vb4pex5vsknk084sn02{n}")).collect();
    let problem = ask(&ada, &format!("?topics={}", ids.join(","))).await.refused(422, "validation_failed");
    assert_eq!(problem["errors"][0]["code"], "too_many");
    let ready = ada.follow("feed,feed,user:me,feed").await.expect("ready").await;
    assert_eq!(ready.data["topics"], serde_json::json!(["feed", "user:me"]), "each counts and is told once");
}

async fn who_takes_no_events_is_told_so(app: TestApp) {
    let nobody = app.anonymous();
    for accept in ["application/json", "text/html", "text/event-stream;q=0"] {
        let asked = nobody.request("GET", "/v1/stream?topics=feed").header("accept", accept).send().await;
        asked.refused(406, "not_acceptable");
    }
    nobody.request("GET", "/v1/stream?topics=feed").header("accept", "*/*").follow().await;
    nobody.post("/v1/stream?topics=feed", serde_json::json!({})).await.refused(405, "method_not_allowed");
}

//! Bytes arrive whole, in parts, after a break, or not at all.

use chrono::TimeDelta;
use presswork_tests::{TestApp, each_face, id_of, pictures, until};
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::files;

each_face! {
    a_picture_goes_from_ticket_to_upload_to_job,
    a_ticket_says_where_bytes_go,
    an_upload_goes_on_where_the_last_part_ended,
    a_whole_upload_replaces_what_has_arrived,
    what_has_arrived_before_a_break_is_kept,
    of_two_uploads_at_once_one_wins_and_nothing_is_left_of_the_other,
    what_does_not_fit_the_ticket_is_refused_while_it_arrives,
    a_ticket_is_good_for_nobody_else,
    a_ticket_that_is_over_is_gone,
    completing_what_has_not_arrived_is_refused,
    completing_again_answers_with_the_same_receipt,
    a_repeated_request_makes_no_second_ticket,
    with [("PRESSWORK__MEDIA__MAX_TICKETS", "2")] => nobody_keeps_more_tickets_than_allowed,
    with [("PRESSWORK__MEDIA__UPLOAD_IDLE_TIMEOUT", "1s")] => who_is_silent_for_too_long_is_cut_off,
}

async fn a_picture_goes_from_ticket_to_upload_to_job(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(700, 350);
    let media = ada.ticket(bytes.len()).await;
    assert_eq!((&media["state"], &media["receivedBytes"]), (&json!("waiting"), &json!(0)));
    let sent = ada.upload(&media, &bytes).await.expect(200);
    assert_eq!(sent["receivedBytes"], bytes.len());
    let job = ada.call("completeMedia", id_of(&media)).await.ok();
    assert_eq!(job["kind"], "media.process");
    assert_eq!(ada.call("media", id_of(&media)).await.ok()["state"], "processing");
    app.run_jobs().await;
    let job = ada.call("job", id_of(&job)).await.ok();
    assert_eq!((&job["state"], &job["result"]["state"]), (&json!("succeeded"), &json!("ready")));
    let media = ada.call("media", id_of(&media)).await.ok();
    assert_eq!((&media["state"], &media["width"], &media["height"]), (&json!("ready"), &json!(700), &json!(350)));
    let names: Vec<_> = media["variants"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["700.webp", "700.jpg", "640.webp", "640.jpg", "320.webp", "320.jpg"]);
    assert_eq!(files(&app).len(), names.len(), "nothing of what was sent is kept");
}

async fn a_ticket_says_where_bytes_go(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "filename": "/home/ada/cat.png", "mediaType": "image/png", "size": 9, "altText": "A cat" });
    let ticket = ada.call("createMedia", json!({ "input": input })).await.ok();
    let (media, upload) = (&ticket["media"], &ticket["upload"]);
    assert_eq!(upload["url"], format!("/v1/media/{}/content", media["id"].as_str().unwrap()));
    assert_eq!(
        (&upload["method"], &upload["byApi"], &upload["contentType"]),
        (&json!("PUT"), &json!(true), &json!("image/png"))
    );
    assert_eq!((&media["filename"], &media["altText"]), (&json!("cat.png"), &json!("A cat")));
    assert_eq!(media["expiresAt"], upload["expiresAt"]);
}

async fn an_upload_goes_on_where_the_last_part_ended(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(300, 200);
    let (media, third) = (ada.ticket(bytes.len()).await, bytes.len() / 3);
    ada.upload_part(&media, &bytes[..third], 0, bytes.len()).await.expect(200);
    let problem = ada.upload_part(&media, &bytes[..third], 0, bytes.len()).await.refused(409, "upload_offset_mismatch");
    assert!(problem["detail"].as_str().unwrap().contains(&third.to_string()), "{problem}");
    ada.upload_part(&media, &bytes[third + 1..], third + 1, bytes.len()).await.refused(409, "upload_offset_mismatch");
    assert_eq!(ada.call("media", id_of(&media)).await.ok()["receivedBytes"], third);
    ada.upload_part(&media, &bytes[third..2 * third], third, bytes.len()).await.expect(200);
    ada.upload_part(&media, &bytes[2 * third..], 2 * third, bytes.len()).await.expect(200);
    ada.call("completeMedia", id_of(&media)).await.ok();
    app.run_jobs().await;
    assert_eq!(ada.call("media", id_of(&media)).await.ok()["state"], "ready");
}

async fn a_whole_upload_replaces_what_has_arrived(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(300, 200);
    let media = ada.ticket(bytes.len()).await;
    ada.upload_part(&media, &pictures::png(299, 200)[..99], 0, bytes.len()).await.expect(200);
    assert_eq!(ada.upload(&media, &bytes).await.expect(200)["receivedBytes"], bytes.len());
    assert_eq!(files(&app).len(), 1);
    ada.call("completeMedia", id_of(&media)).await.ok();
    app.run_jobs().await;
    assert_eq!(ada.call("media", id_of(&media)).await.ok()["width"], 300);
}

async fn what_has_arrived_before_a_break_is_kept(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(300, 200);
    let media = ada.ticket(bytes.len()).await;
    let path = format!("/v1/media/{}/content", media["id"].as_str().unwrap());
    let mut torn = TcpStream::connect(app.base().trim_start_matches("http://")).await.unwrap();
    let (token, length) = (ada.token.as_deref().unwrap(), bytes.len());
    let head =
        format!("PUT {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-length: {length}\r\n\r\n");
    torn.write_all(&[head.as_bytes(), &bytes[..100]].concat()).await.unwrap();
    // Who hangs up before the server has found out who asks has sent nothing.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    drop(torn);
    let received = until("what arrived is counted", async || {
        let received = ada.call("media", id_of(&media)).await.ok()["receivedBytes"].as_u64().unwrap();
        (received > 0).then_some(received)
    });
    assert_eq!(received.await, 100);
    ada.upload_part(&media, &bytes[100..], 100, bytes.len()).await.expect(200);
    ada.call("completeMedia", id_of(&media)).await.ok();
    app.run_jobs().await;
    assert_eq!(ada.call("media", id_of(&media)).await.ok()["state"], "ready");
}

async fn of_two_uploads_at_once_one_wins_and_nothing_is_left_of_the_other(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(300, 200);
    let media = ada.ticket(bytes.len()).await;
    let path = format!("/v1/media/{}/content", media["id"].as_str().unwrap());
    let slow = |pieces: usize| {
        let pieces: Vec<_> = bytes.chunks(bytes.len() / pieces + 1).map(<[u8]>::to_vec).collect();
        ada.request("PUT", &path).chunks(pieces).send()
    };
    let (one, other) = futures::join!(slow(2), slow(20));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    // They may follow each other after all; then the second has replaced the first.
    assert!(statuses == [200, 409] || statuses == [200, 200], "{statuses:?}");
    for reply in [one, other].iter().filter(|reply| reply.status == 409) {
        reply.refused(409, "upload_interfered");
    }
    assert_eq!(files(&app).len(), 1);
    assert_eq!(ada.call("media", id_of(&media)).await.ok()["receivedBytes"], bytes.len());
}

async fn what_does_not_fit_the_ticket_is_refused_while_it_arrives(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(300, 200);
    let (media, length) = (ada.ticket(bytes.len()).await, bytes.len());
    let path = format!("/v1/media/{}/content", media["id"].as_str().unwrap());
    let longer = [bytes.clone(), vec![0]].concat();
    ada.upload(&media, &longer).await.refused(413, "payload_too_large");
    ada.request("PUT", &path).chunks(vec![bytes.clone(), vec![0; 99]]).send().await.refused(413, "payload_too_large");
    ada.upload(&media, &bytes[..length - 1]).await.refused(400, "invalid_content_range");
    ada.upload(&media, &[]).await.refused(400, "missing_body");
    ada.request("PUT", &path).chunks(vec![]).send().await.refused(400, "missing_body");
    ada.upload_part(&media, &bytes, 0, length + 1).await.refused(400, "invalid_content_range");
    ada.upload_part(&media, &longer, 0, length + 1).await.refused(400, "invalid_content_range");
    for range in ["bytes 5-4/9", "bytes */9", "0-9/9", "bytes 0-9/5", "bytes=0-9"] {
        let request = ada.request("PUT", &path).header("content-range", range).body(&bytes[..10]);
        request.send().await.refused(400, "invalid_content_range");
    }
    assert_eq!(files(&app), Vec::<std::path::PathBuf>::new());
    assert_eq!((app.db_count("media_objects").await, app.db_count("media").await), (0, 1));
    assert_eq!(ada.call("media", id_of(&media)).await.ok()["receivedBytes"], 0);
}

async fn a_ticket_is_good_for_nobody_else(app: TestApp) {
    let (ada, bob, boss) = (app.user("ada").await, app.user("bob").await, app.admin("boss").await);
    let bytes = pictures::png(30, 20);
    let media = ada.ticket(bytes.len()).await;
    for other in [&bob, &boss] {
        other.upload(&media, &bytes).await.refused(404, "not_found");
        other.call("completeMedia", id_of(&media)).await.refused(404, "not_found");
    }
    app.anonymous().upload(&media, &bytes).await.refused(401, "authentication_required");
    ada.program(&["read"]).await.upload(&media, &bytes).await.refused(403, "insufficient_scope");
    bob.call("media", id_of(&media)).await.refused(404, "not_found");
    assert_eq!(files(&app).len(), 0);
    app.run_jobs().await;
}

async fn a_ticket_that_is_over_is_gone(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(30, 20);
    let media = ada.ticket(bytes.len()).await;
    ada.upload(&media, &bytes).await.expect(200);
    app.advance(TimeDelta::hours(25));
    let ada = ada.again().await;
    ada.upload(&media, &bytes).await.refused(410, "gone");
    ada.call("completeMedia", id_of(&media)).await.refused(410, "gone");
}

async fn completing_what_has_not_arrived_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(30, 20);
    let media = ada.ticket(bytes.len()).await;
    ada.call("completeMedia", id_of(&media)).await.refused(409, "upload_incomplete");
    ada.upload_part(&media, &bytes[..9], 0, bytes.len()).await.expect(200);
    let problem = ada.call("completeMedia", id_of(&media)).await.refused(409, "upload_incomplete");
    assert!(problem["detail"].as_str().unwrap().starts_with("9 of "), "{problem}");
    assert_eq!(ada.call("media", id_of(&media)).await.ok()["state"], "waiting");
}

async fn completing_again_answers_with_the_same_receipt(app: TestApp) {
    let ada = app.user("ada").await;
    let media = ada.sent(&pictures::png(30, 20)).await;
    let (one, other) = (ada.call("completeMedia", id_of(&media)).await, ada.call("completeMedia", id_of(&media)).await);
    assert_eq!(one.ok()["id"], other.ok()["id"]);
    ada.upload(&media, &[0; 9]).await.refused(409, "media_completed");
    app.run_jobs().await;
    ada.call("completeMedia", id_of(&media)).await.refused(409, "media_completed");
}

async fn a_repeated_request_makes_no_second_ticket(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "filename": "cat.png", "mediaType": "image/png", "size": 9 });
    let arguments = json!({ "input": input, "idempotencyKey": "a key" .replace(' ', "-") });
    let (one, other) =
        (ada.call("createMedia", arguments.clone()).await.ok(), ada.call("createMedia", arguments).await.ok());
    assert_eq!(one, other);
    assert_eq!(app.db_count("media").await, 1);
}

async fn nobody_keeps_more_tickets_than_allowed(app: TestApp) {
    let ada = app.user("ada").await;
    let first = ada.ticket(9).await;
    ada.ticket(9).await;
    let input = json!({ "input": { "filename": "cat.png", "mediaType": "image/png", "size": 9 } });
    ada.call("createMedia", input.clone()).await.refused(409, "too_many_tickets");
    ada.call("deleteMedia", id_of(&first)).await.ok();
    ada.call("createMedia", input).await.ok();
}

async fn who_is_silent_for_too_long_is_cut_off(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(300, 200);
    let media = ada.ticket(bytes.len()).await;
    let path = format!("/v1/media/{}/content", media["id"].as_str().unwrap());
    let reply = ada.request("PUT", &path).first_then_silence(bytes[..100].to_vec()).send().await;
    reply.refused(400, "unreadable_body");
    assert_eq!(ada.call("media", id_of(&media)).await.ok()["receivedBytes"], 100);
}

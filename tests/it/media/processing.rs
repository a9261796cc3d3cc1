//! What becomes of a picture.

use presswork_tests::{Actor, TestApp, each_face, each_profile, id_of, pictures};
use serde_json::{Value, json};

use super::files;

each_face! {
    each_format_is_made_ready,
    a_picture_is_turned_upright_and_forgets_where_it_was_taken,
    a_picture_smaller_than_every_width_is_shown_as_it_is,
    the_same_bytes_are_made_ready_once,
    what_is_not_as_long_as_was_announced_is_refused,
}

each_profile! {
    a_picture_that_is_looked_at_twice_is_made_once,
    a_picture_that_was_deleted_meanwhile_is_nobodys,
    one_person_keeps_nobody_elses_pictures_waiting,
}

async fn variant(ada: &Actor, media: &Value, name: &str) -> Vec<u8> {
    let reply = ada.get(&format!("/v1/media/{}/{name}", media["id"].as_str().unwrap())).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.body
}

/// Whether a colour is another but for what JPEG makes of it.
fn is_about(pixel: &[u8], colour: [u8; 3]) -> bool {
    pixel.iter().zip(colour).all(|(one, other)| one.abs_diff(other) < 40)
}

async fn each_format_is_made_ready(app: TestApp) {
    let ada = app.user("ada").await;
    let sent = [
        ("image/png", pictures::png(400, 300)),
        ("image/jpeg", pictures::jpeg(400, 300, &[])),
        ("image/webp", pictures::webp(400, 300)),
        ("image/gif", pictures::gif(400, 300)),
    ];
    for (media_type, bytes) in sent {
        let media = ada.picture(&app, &bytes).await;
        assert_eq!((&media["state"], &media["mediaType"]), (&json!("ready"), &json!(media_type)), "{media}");
        let (width, height, pixels) = pictures::decoded(&variant(&ada, &media, "320.jpg").await);
        assert_eq!((width, height), (320, 240), "{media_type}");
        assert!(is_about(&pixels[..3], [220, 20, 20]), "{media_type}: {:?}", &pixels[..3]);
        assert_eq!(media["blurhash"].as_str().unwrap().len(), 28);
        assert!(media["dominantColor"].as_str().unwrap().starts_with('#'));
        assert!(variant(&ada, &media, "400.webp").await.starts_with(b"RIFF"));
    }
}

/// Exif data that say: orientation 6, and a place.
fn exif() -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0");
    exif.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0GPS-IS-HERE");
    exif
}

async fn a_picture_is_turned_upright_and_forgets_where_it_was_taken(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::jpeg(600, 400, &exif());
    assert!(String::from_utf8_lossy(&bytes).contains("GPS-IS-HERE"));
    let media = ada.picture(&app, &bytes).await;
    assert_eq!((&media["width"], &media["height"]), (&json!(400), &json!(600)));
    let upright = variant(&ada, &media, "400.jpg").await;
    let (width, height, pixels) = pictures::decoded(&upright);
    assert_eq!((width, height), (400, 600));
    // What was at the left is at the top: turned clockwise.
    assert!(is_about(&pixels[..3], [220, 90, 20]), "{:?}", &pixels[..3]);
    assert!(is_about(&pixels[pixels.len() - 3..], [20, 10, 220]), "{:?}", &pixels[pixels.len() - 3..]);
    for file in files(&app) {
        let bytes = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("GPS-IS-HERE") && !text.contains("Exif") && !text.contains("EXIF"),
            "{}",
            file.display()
        );
    }
}

async fn a_picture_smaller_than_every_width_is_shown_as_it_is(app: TestApp) {
    let ada = app.user("ada").await;
    for (width, height) in [(1, 1), (2, 900), (900, 2)] {
        let media = ada.picture(&app, &pictures::png(width, height)).await;
        assert_eq!((&media["width"], &media["height"]), (&json!(width), &json!(height)), "{media}");
        assert_eq!(media["variants"][0]["width"], width);
    }
}

async fn the_same_bytes_are_made_ready_once(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let bytes = pictures::png(400, 300);
    let (one, other) = (ada.picture(&app, &bytes).await, bob.picture(&app, &bytes).await);
    assert_ne!(one["id"], other["id"]);
    assert_eq!((app.db_count("media").await, app.db_count("media_blobs").await), (2, 1));
    assert_eq!(files(&app).len(), 4, "two widths in two formats");
    assert_eq!(variant(&ada, &one, "320.webp").await, variant(&bob, &other, "320.webp").await);
    ada.call("deleteMedia", id_of(&one)).await.ok();
    assert_eq!(variant(&bob, &other, "320.jpg").await[..2], [0xff, 0xd8]);
}

async fn what_is_not_as_long_as_was_announced_is_refused(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let known = pictures::png(400, 300);
    bob.picture(&app, &known).await;
    let sizes = [known.len() as u64, 1 << 30, 9];
    for size in sizes {
        let media = ada.sent(&pictures::png(30, 20)).await;
        // As if it were sent to the bucket once more: a picture that is known, and what is too long and too short.
        let sent = files(&app).into_iter().find(|path| path.components().any(|part| part.as_os_str() == "uploads"));
        let sent = sent.unwrap();
        std::fs::write(&sent, &known).unwrap();
        std::fs::OpenOptions::new().write(true).open(&sent).unwrap().set_len(size).unwrap();
        app.run_jobs().await;
        let refused = ada.call("media", id_of(&media)).await.ok();
        assert_eq!((&refused["state"], &refused["reason"]), (&json!("refused"), &json!("image_unreadable")), "{size}");
    }
    let scratch = std::fs::read_dir(app.deps.settings.scratch_dir()).unwrap();
    assert_eq!(scratch.count(), 0);
}

async fn a_picture_that_is_looked_at_twice_is_made_once(app: TestApp) {
    let ada = app.user("ada").await;
    let media = ada.sent(&pictures::png(400, 300)).await;
    let job = ada.call("completeMedia", id_of(&media)).await.ok();
    app.run_jobs().await;
    let (ready, before) = (ada.call("media", id_of(&media)).await.ok(), files(&app));
    app.db_requeue(job["id"].as_str().unwrap()).await;
    app.run_jobs().await;
    assert_eq!(ada.call("media", id_of(&media)).await.ok(), ready);
    assert_eq!(files(&app), before);
    assert_eq!(app.db_count("media_blobs").await, 1);
}

async fn a_picture_that_was_deleted_meanwhile_is_nobodys(app: TestApp) {
    let ada = app.user("ada").await;
    let media = ada.sent(&pictures::png(400, 300)).await;
    ada.call("deleteMedia", id_of(&media)).await.ok();
    app.run_jobs().await;
    assert_eq!((app.db_count("media").await, app.db_count("media_blobs").await), (0, 0));
}

async fn one_person_keeps_nobody_elses_pictures_waiting(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for n in 1..6 {
        ada.sent(&pictures::png(n, 9)).await;
    }
    bob.sent(&pictures::png(9, 9)).await;
    let jobs = "SELECT group_key, group_at_once FROM jobs WHERE kind = 'media.process' ORDER BY group_key";
    let jobs = app.db_rows(jobs, vec![]).await;
    let mut sizes: Vec<_> = jobs.chunk_by(|one, next| one["group_key"] == next["group_key"]).map(<[_]>::len).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 5]);
    assert!(jobs.iter().all(|job| job["group_at_once"] == 2), "two of each person at once: {jobs:?}");
    app.run_jobs().await;
}

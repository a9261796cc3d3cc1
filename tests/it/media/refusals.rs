//! What is no picture, or one that is made to harm.

use presswork_tests::{Actor, TestApp, each_face, id_of, pictures};
use serde_json::{Value, json};

use super::files;

each_face! {
    a_ticket_for_something_else_is_refused,
    what_is_no_picture_is_refused_at_its_first_bytes,
    what_is_packed_is_refused,
    a_picture_of_giant_dimensions_is_refused_before_it_is_decoded,
    with [("PRESSWORK__MEDIA__DECODE_TIMEOUT", "1s")] => a_picture_with_thousands_of_scans_is_stopped,
    a_picture_that_breaks_off_or_is_damaged_is_refused,
    a_second_file_behind_a_picture_does_not_survive,
    a_comment_with_a_script_does_not_survive,
}

async fn a_ticket_for_something_else_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    for (field, value, fault) in [
        ("mediaType", json!("image/svg+xml"), "/mediaType unsupported_media_type"),
        ("mediaType", json!("application/pdf"), "/mediaType unsupported_media_type"),
        ("mediaType", json!("text/html"), "/mediaType unsupported_media_type"),
        ("size", json!(0), "/size out_of_range"),
        ("size", json!(-1), "/size out_of_range"),
        ("size", json!(26_214_401), "/size out_of_range"),
        ("filename", json!(""), "/filename required"),
        ("filename", json!("../.."), "/filename invalid_format"),
        ("filename", json!("a\u{0}b"), "/filename invalid_character"),
        ("altText", json!("x".repeat(1001)), "/altText too_long"),
    ] {
        let mut input = json!({ "filename": "cat.png", "mediaType": "image/png", "size": 9 });
        input[field] = value;
        assert_eq!(ada.call("createMedia", json!({ "input": input })).await.faults(), [fault]);
    }
    app.member("eve").await.call("createMedia", ticket()).await.refused(403, "forbidden");
    app.anonymous().call("createMedia", ticket()).await.refused(401, "authentication_required");
    assert_eq!(app.db_count("media").await, before["media"]);
}

fn ticket() -> Value {
    json!({ "input": { "filename": "cat.png", "mediaType": "image/png", "size": 9 } })
}

async fn what_is_no_picture_is_refused_at_its_first_bytes(app: TestApp) {
    let ada = app.user("ada").await;
    for bytes in [
        &b"%PDF-1.7 and so on and so forth"[..],
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"PK\x03\x04 a zip file and its many entries",
        b"\x1f\x8b\x08 gzip that becomes ten gigabytes",
        b"\x7fELF\x02\x01\x01 a program for a machine",
        b"short",
    ] {
        let media = ada.ticket(bytes.len()).await;
        ada.upload(&media, bytes).await.refused(415, "unsupported_media_type");
        assert_eq!(ada.call("media", id_of(&media)).await.ok()["receivedBytes"], 0);
    }
    assert_eq!((files(&app).len(), app.db_count("media_objects").await), (0, 0));
}

async fn what_is_packed_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(30, 20);
    let media = ada.ticket(bytes.len()).await;
    let path = format!("/v1/media/{}/content", media["id"].as_str().unwrap());
    for (header, value) in [
        ("content-encoding", "gzip"),
        ("content-encoding", "br"),
        ("content-encoding", "gzip, identity"),
        ("content-type", "text/html"),
        ("content-type", "application/json"),
        ("content-type", "multipart/form-data; boundary=x"),
    ] {
        let request = ada.request("PUT", &path).header(header, value).body(bytes.as_slice());
        request.send().await.refused(415, "unsupported_media_type");
    }
    assert_eq!(files(&app).len(), 0);
    let request = ada.request("PUT", &path).header("content-encoding", "identity").header("content-type", "image/png");
    request.body(bytes.as_slice()).send().await.expect(200);
}

/// What a picture of these bytes is refused for; nothing is left of it.
async fn reason(app: &TestApp, ada: &Actor, bytes: &[u8]) -> Value {
    let media = ada.picture(app, bytes).await;
    assert_eq!((&media["state"], &media["variants"]), (&json!("refused"), &json!([])), "{media}");
    let job = ada.call("jobs", json!({ "first": 1, "kind": "media.process" })).await.ok()["data"][0].clone();
    assert_eq!((&job["state"], &job["result"]["reason"]), (&json!("succeeded"), &media["reason"]), "{job}");
    assert_eq!((files(app).len(), app.db_count("media_objects").await), (0, 0));
    media["reason"].clone()
}

async fn a_picture_of_giant_dimensions_is_refused_before_it_is_decoded(app: TestApp) {
    let ada = app.user("ada").await;
    let mut png = pictures::png(9, 9);
    png[16..24].copy_from_slice(b"\0\x01\0\0\0\x01\0\0");
    let crc = checksum(&png[12..29]);
    png[29..33].copy_from_slice(&crc);
    let mut gif = pictures::gif(9, 9);
    gif[6..10].copy_from_slice(&[0xff; 4]);
    let mut jpeg = pictures::jpeg(9, 9, &[]);
    let size = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap() + 5;
    jpeg[size..size + 4].copy_from_slice(&[0xff; 4]);
    for bomb in [png, gif, jpeg] {
        assert_eq!(reason(&app, &ada, &bomb).await, "image_too_large");
    }
}

/// The checksum of a chunk of a PNG.
fn checksum(bytes: &[u8]) -> [u8; 4] {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum().to_be_bytes()
}

async fn a_picture_with_thousands_of_scans_is_stopped(app: TestApp) {
    let ada = app.user("ada").await;
    let jpeg = pictures::progressive_jpeg(2000, 2000);
    // The tables and the data of its last scan, again and again.
    let starts: Vec<_> = jpeg.windows(2).enumerate().filter(|(_, it)| **it == [0xff, 0xda]).map(|(at, _)| at).collect();
    let tables = jpeg.windows(2).enumerate().filter(|(_, it)| **it == [0xff, 0xc4]).map(|(at, _)| at);
    let last = tables.filter(|at| *at > starts[starts.len() - 2]).min().unwrap_or(starts[starts.len() - 1]);
    let (head, scan) = (&jpeg[..last], &jpeg[last..jpeg.len() - 2]);
    let bomb = [head, &scan.repeat((12 << 20) / scan.len()), b"\xff\xd9"].concat();
    assert!(bomb.len() < 20 << 20, "{}", bomb.len());
    assert_eq!(reason(&app, &ada, &bomb).await, "image_too_complex");
}

async fn a_picture_that_breaks_off_or_is_damaged_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    for whole in [pictures::png(90, 60), pictures::webp(90, 60), pictures::gif(90, 60)] {
        assert_eq!(reason(&app, &ada, &whole[..whole.len() / 2]).await, "image_unreadable");
    }
    let jpeg = pictures::jpeg(90, 60, &[]);
    assert_eq!(reason(&app, &ada, &jpeg[..200]).await, "image_unreadable");
    let mut damaged = pictures::png(90, 60);
    let middle = damaged.len() / 2;
    damaged[middle..middle + 9].fill(0xaa);
    assert_eq!(reason(&app, &ada, &damaged).await, "image_unreadable");
    let mut junk = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    junk.extend([0x55; 200]);
    assert_eq!(reason(&app, &ada, &junk).await, "image_unreadable");
}

async fn a_second_file_behind_a_picture_does_not_survive(app: TestApp) {
    let ada = app.user("ada").await;
    for tail in [&b"%PDF-1.7 HIDDEN-FILE"[..], b"PK\x03\x04 HIDDEN-FILE", b"<script>HIDDEN-FILE</script>"] {
        for picture in [pictures::png(90, 60), pictures::jpeg(90, 60, &[]), pictures::gif(90, 60)] {
            let media = ada.picture(&app, &[&picture, tail].concat()).await;
            assert_eq!(media["state"], "ready", "{media}");
        }
    }
    assert_untouched(&app);
}

async fn a_comment_with_a_script_does_not_survive(app: TestApp) {
    let ada = app.user("ada").await;
    let mut gif = b"GIF89a/*\x09\x00".to_vec();
    let plain = pictures::gif(9, 9);
    // A picture of 10,799 by 9 whose size reads as the beginning of a comment in JavaScript.
    gif.truncate(6);
    gif.extend([0x2f, 0x2a]);
    gif.extend(&plain[8..plain.len() - 1]);
    gif.extend(b"\x21\xfe\x20*/=1;alert('HIDDEN-FILE');/*****\0\x3b");
    let media = ada.picture(&app, &gif).await;
    assert_eq!(media["state"], "ready", "{media}");
    assert_untouched(&app);
}

fn assert_untouched(app: &TestApp) {
    assert!(!files(app).is_empty());
    for file in files(app) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("HIDDEN"), "{}", file.display());
    }
}

//! How much memory a worker takes for pictures of 50 megapixels, each told for itself. Takes minutes, and means something for a release build
//! only, which `bench/publishing/run` measures as a whole:
//!
//! ```sh
//! cargo build --release && cargo test --release --test it media::memory -- --ignored --nocapture
//! ```

use std::{collections::HashMap, time::Duration};

use presswork_tests::{Face, Process, Profile, TestApp, id_of, pictures, run, say};

/// The most that a worker may have, in kB.
const MOST: u64 = 300_000;

#[test]
#[ignore = "takes minutes; the figure is that of a release build"]
fn a_worker_stays_below_300_mb_while_it_looks_at_eight_pictures_of_50_megapixels() {
    let settings = [("PRESSWORK__MEDIA__MAX_BYTES", "1000000000")];
    run(Profile::Services, Face::Rest, &settings, async |app| {
        let pictures = [
            ("JPEG", pictures::jpeg(8660, 5773, &[])),
            ("JPEG of noise", pictures::noisy_jpeg(8660, 5773)),
            ("progressive JPEG", pictures::progressive_jpeg(8660, 5773)),
            ("progressive JPEG of 8,165 by 6,124", pictures::progressive_jpeg(8165, 6124)),
            ("PNG", pictures::png(8660, 5773)),
            ("PNG, upright", pictures::png(5773, 8660)),
            ("GIF", pictures::gif(8660, 5773)),
            ("JPEG, upright", pictures::jpeg(5773, 8660, &[])),
        ];
        measure(&app, &pictures).await;
    });
}

async fn measure(app: &TestApp, pictures: &[(&str, Vec<u8>)]) {
    let ada = app.user("ada").await;
    let mut sent = Vec::new();
    for (what, bytes) in pictures {
        sent.push((what, ada.sent(bytes).await));
    }
    let environment: HashMap<_, _> = app.environment();
    let worker = Process::start("worker", &environment);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut waiting = sent;
    let began = std::time::Instant::now();
    while !waiting.is_empty() {
        assert!(began.elapsed() < Duration::from_mins(10), "{}", worker.log());
        tokio::time::sleep(Duration::from_millis(200)).await;
        let mut left = Vec::new();
        for (what, media) in waiting {
            let now = ada.call("media", id_of(&media)).await.ok();
            match now["state"].as_str() {
                Some("processing") => left.push((what, media)),
                state => say(&format!(
                    "{what}: {state:?} {} after {:?}, peak {} kB",
                    now["reason"],
                    began.elapsed(),
                    worker.peak_memory()
                )),
            }
        }
        waiting = left;
    }
    let peak = worker.peak_memory();
    say(&format!("eight pictures of 50 megapixels: at most {peak} kB, {:?}", began.elapsed()));
    assert!(peak > 0 && peak < MOST, "{peak} kB");
}

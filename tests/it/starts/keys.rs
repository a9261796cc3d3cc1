//! The file with the key that signs access tokens is lost.

use std::fs;

use presswork_tests::{TestApp, each_profile};

use super::{doctor, presswork, refusal};

each_profile! {
    a_lost_key_is_told_and_put_back_it_is_good_again,
    a_key_that_is_no_key_stops_the_start_by_its_name,
}

/// What production needs besides.
const PRODUCTION: [(&str, &str); 3] = [
    ("PRESSWORK_ENV", "production"),
    ("PRESSWORK__HTTP__PUBLIC_URL", "https://press.example"),
    ("PRESSWORK__AUTH__SECRET_KEY", "c2l4dHktZm91ciByYW5kb20gYnl0ZXMgd291bGQgYmUgZmluZQ"),
];

async fn a_lost_key_is_told_and_put_back_it_is_good_again(app: TestApp) {
    let ada = app.user("ada").await;
    let (folder, aside) = (app.deps.settings.keys_dir(), app.deps.settings.storage.data_dir.join("aside"));
    fs::rename(&folder, &aside).unwrap();
    let (found, sound) = doctor(&app, "keys", &[]);
    assert!(sound, "a start would go on with a new key: {found:?}");
    assert!(found.iter().any(|line| line.starts_with("look") && line.contains("put the file back")), "{found:?}");
    let (found, sound) = doctor(&app, "keys", &PRODUCTION);
    assert!(!sound && found[0].starts_with("WRONG") && found[0].contains("put the lost files back"), "{found:?}");
    for command in ["api", "worker"] {
        let told = refusal(&presswork(&app, command, &PRODUCTION));
        assert!(told.contains("no signing key in") && told.contains("presswork keys rotate"), "{command}: {told}");
    }
    assert!(!folder.exists(), "nobody made another");
    fs::rename(&aside, &folder).unwrap();
    let (found, _) = doctor(&app, "keys", &[]);
    assert!(found.len() == 1 && found[0].starts_with("ok"), "{found:?}");
    ada.get("/v1/me").await.expect(200);
}

async fn a_key_that_is_no_key_stops_the_start_by_its_name(app: TestApp) {
    let file = app.deps.settings.keys_dir().join("9.pem");
    fs::write(&file, "-----BEGIN PRIVATE KEY-----\nhalf of it").unwrap();
    let told = refusal(&presswork(&app, "api", &[]));
    assert!(told.contains("9.pem is no Ed25519 key"), "{told}");
    let (found, sound) = doctor(&app, "keys", &[]);
    assert!(!sound && found[0].starts_with("WRONG") && found[0].contains("put the lost files back"), "{found:?}");
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 2, "it is left as it is");
}

use std::collections::HashMap;

use super::*;

fn settings(dir: &std::path::Path) -> Settings {
    let env = HashMap::from([
        ("PRESSWORK_ENV".to_owned(), "test".to_owned()),
        ("PRESSWORK__STORAGE__DATA_DIR".to_owned(), dir.display().to_string()),
    ]);
    Settings::load(&env).unwrap()
}

fn bearer() -> Bearer {
    Bearer {
        user: UserId::from_uuid(uuid::Uuid::from_u128(1)),
        session: SessionId::from_uuid(uuid::Uuid::from_u128(2)),
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

#[test]
fn a_token_speaks_for_its_session_until_it_expires() {
    let dir = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(&settings(dir.path())).unwrap();
    let (token, expires) = tokens.sign(bearer(), now()).unwrap();
    assert_eq!(tokens.verify(&token, now()).unwrap(), bearer());
    let late = expires + TimeDelta::minutes(5);
    assert_eq!(tokens.verify(&token, late).unwrap_err().code(), "token_expired");
}

#[test]
fn the_first_key_is_kept_for_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let (token, _) = Tokens::open(&settings(dir.path())).unwrap().sign(bearer(), now()).unwrap();
    assert!(Tokens::open(&settings(dir.path())).unwrap().verify(&token, now()).is_ok());
}

#[test]
fn a_token_signed_by_another_key_or_by_none_is_refused() {
    let (ours, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let tokens = Tokens::open(&settings(ours.path())).unwrap();
    let (foreign, _) = Tokens::open(&settings(theirs.path())).unwrap().sign(bearer(), now()).unwrap();
    assert_eq!(tokens.verify(&foreign, now()).unwrap_err().code(), "invalid_token");

    let (token, _) = tokens.sign(bearer(), now()).unwrap();
    let payload = token.split('.').nth(1).unwrap();
    for unsigned in
        [format!("eyJhbGciOiJub25lIn0.{payload}."), format!("eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJub25lIn0.{payload}.")]
    {
        assert_eq!(tokens.verify(&unsigned, now()).unwrap_err().code(), "invalid_token");
    }
}

/// What any library could make: a token of these parts, signed by the key of the folder.
fn forged(dir: &std::path::Path, header: &serde_json::Value, claims: &serde_json::Value) -> String {
    use aws_lc_rs::signature::Ed25519KeyPair;
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let key = Source::of(&settings(dir)).read().unwrap().remove(0);
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(header), part(claims));
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&key.pkcs8).unwrap();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(pair.sign(text.as_bytes())))
}

/// The parts of a good token of this folder.
fn good(tokens: &Tokens) -> (serde_json::Value, serde_json::Value) {
    let claims = serde_json::json!({
        "iss": "presswork", "aud": "presswork", "sub": bearer().user, "sid": bearer().session,
        "iat": now().timestamp(), "nbf": now().timestamp(), "exp": now().timestamp() + 900,
    });
    (serde_json::json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": tokens.keys.current().kid }), claims)
}

/// What comes of a token with one part changed.
fn judged(in_header: bool, name: &str, value: serde_json::Value) -> Result<Bearer, &'static str> {
    let dir = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(&settings(dir.path())).unwrap();
    let (mut header, mut claims) = good(&tokens);
    let part = if in_header { &mut header } else { &mut claims };
    if value.is_null() {
        part.as_object_mut().unwrap().remove(name);
    } else {
        part[name] = value;
    }
    tokens.verify(&forged(dir.path(), &header, &claims), now()).map_err(|error| error.code())
}

#[test]
fn a_token_made_by_hand_is_good_as_long_as_every_part_is() {
    assert_eq!(judged(true, "cty", "anything".into()), Ok(bearer()));
}

#[test]
fn another_algorithm_type_or_key_name_is_refused() {
    for (name, value) in [
        ("alg", "none".into()),
        ("alg", "HS256".into()),
        ("alg", "ES256".into()),
        ("alg", serde_json::Value::Null),
        ("typ", "JWT".into()),
        ("typ", "id+jwt".into()),
        ("typ", serde_json::Value::Null),
        ("kid", "another".into()),
        ("kid", serde_json::Value::Null),
    ] {
        assert_eq!(judged(true, name, value.clone()), Err("invalid_token"), "{name}: {value}");
    }
}

/// RFC 7515, section 4.1.11; `b64` is the extension of RFC 7797, which changes what is signed.
#[test]
fn what_a_token_calls_critical_and_nobody_understands_is_refused() {
    for critical in [serde_json::json!(["b64"]), serde_json::json!(["exp"]), serde_json::json!([]), "exp".into()] {
        assert_eq!(judged(true, "crit", critical.clone()), Err("invalid_token"), "{critical}");
    }
}

#[test]
fn another_issuer_or_audience_or_none_is_refused() {
    for name in ["iss", "aud", "sub", "sid", "exp", "nbf"] {
        assert_eq!(judged(false, name, serde_json::Value::Null), Err("invalid_token"), "without {name}");
    }
    for (name, value) in [("iss", "https://elsewhere.example"), ("aud", "another service"), ("sub", "post_1")] {
        assert_eq!(judged(false, name, value.into()), Err("invalid_token"), "{name}: {value}");
    }
}

#[test]
fn times_are_checked_with_the_leeway_of_the_settings_and_no_more() {
    let leeway = 30;
    let at = |seconds: i64| serde_json::json!(now().timestamp() + seconds);
    assert_eq!(judged(false, "nbf", at(leeway)), Ok(bearer()));
    assert_eq!(judged(false, "nbf", at(leeway + 1)), Err("invalid_token"));
    assert_eq!(judged(false, "exp", at(1 - leeway)), Ok(bearer()));
    assert_eq!(judged(false, "exp", at(-leeway)), Err("token_expired"));
    assert_eq!(judged(false, "exp", "tomorrow".into()), Err("invalid_token"));
}

#[test]
fn after_a_rotation_the_new_key_signs_and_the_old_one_verifies() {
    let dir = tempfile::tempdir().unwrap();
    let settings = settings(dir.path());
    let tokens = Tokens::open(&settings).unwrap();
    let (old, _) = tokens.sign(bearer(), now()).unwrap();
    let first = tokens.public_keys();
    let done = rotate(&settings, now()).unwrap();
    assert_eq!((done.retired.len(), list(&settings).unwrap().len()), (0, 2));
    let next = Tokens::open(&settings).unwrap();
    let (new, _) = next.sign(bearer(), now()).unwrap();
    assert_eq!(jsonwebtoken::decode_header(&new).unwrap().kid, Some(done.kid.clone()));
    assert_eq!(next.verify(&old, now()).unwrap(), bearer());
    assert_eq!(first, next.public_keys()[..1]);
    // The process that has been running all the time is shown a token of a key that it does not know yet.
    std::thread::sleep(std::time::Duration::from_millis(120));
    assert_eq!(tokens.verify(&new, now()).unwrap(), bearer());
    assert_eq!(tokens.public_keys().len(), 2);
}

#[test]
fn a_key_goes_once_no_token_of_it_can_live() {
    let dir = tempfile::tempdir().unwrap();
    let settings = settings(dir.path());
    let tokens = Tokens::open(&settings).unwrap();
    let (old, _) = tokens.sign(bearer(), now()).unwrap();
    rotate(&settings, now()).unwrap();
    let later = list(&settings).unwrap()[1].made_at.unwrap() + TimeDelta::hours(1);
    let later = later.max(now() + TimeDelta::seconds(1));
    let done = rotate(&settings, later).unwrap();
    assert_eq!(done.retired, [tokens.public_keys()[0].kid.clone()]);
    assert_eq!(Tokens::open(&settings).unwrap().verify(&old, now()).unwrap_err().code(), "invalid_token");
}

#[test]
fn keys_can_come_from_a_setting_one_behind_the_other() {
    let dir = tempfile::tempdir().unwrap();
    let mut settings = settings(dir.path());
    let (old, _) = Tokens::open(&settings).unwrap().sign(bearer(), now()).unwrap();
    rotate(&settings, now()).unwrap();
    let files = list(&settings).unwrap().into_iter().map(|key| std::fs::read_to_string(key.file.unwrap()).unwrap());
    settings.auth.signing_keys = crate::platform::settings::Secret::new(files.collect::<String>());
    settings.auth.keys_dir = dir.path().join("nowhere");
    let tokens = Tokens::open(&settings).unwrap();
    assert_eq!(tokens.verify(&old, now()).unwrap(), bearer());
    assert_eq!(tokens.public_keys().len(), 2);
    assert!(rotate(&settings, now()).is_err(), "a setting is the operator's to change");
}

#[test]
fn processes_that_start_at_once_agree_on_the_first_key() {
    let dir = tempfile::tempdir().unwrap();
    let settings = settings(dir.path());
    let kids: std::collections::BTreeSet<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..16).map(|_| scope.spawn(|| Tokens::open(&settings).unwrap().public_keys())).collect();
        starts.into_iter().map(|start| start.join().unwrap()[0].kid.clone()).collect()
    });
    assert_eq!(kids.len(), 1, "{kids:?}");
    let left: Vec<_> = std::fs::read_dir(settings.keys_dir()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["1.pem"], "no draft is left");
}

#[test]
fn production_makes_no_key_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let mut settings = settings(dir.path());
    settings.environment = crate::platform::settings::Environment::Production;
    let refused = Tokens::open(&settings).unwrap_err();
    assert!(std::error::Error::source(&refused).unwrap().to_string().contains("presswork keys rotate"), "{refused:?}");
    rotate(&settings, now()).unwrap();
    assert!(Tokens::open(&settings).is_ok());
}

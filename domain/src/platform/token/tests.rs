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

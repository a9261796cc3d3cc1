//! ID tokens (OpenID Connect Core 1.0, section 3.1.3.7).

use std::time::Duration;

use chrono::{DateTime, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use serde::Deserialize;

use super::oidc::Person;

/// The algorithms that are taken: those with a public key. So `none` and a public key taken for a shared secret have no way in.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What a token has to say.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub audience: &'a str,
    pub nonce: &'a str,
    pub now: DateTime<Utc>,
    pub leeway: Duration,
}

/// The longest name of a person, in characters (Core 1.0, section 2).
const SUBJECT: usize = 255;

#[derive(Deserialize)]
struct Token {
    exp: Seconds,
    iat: Seconds,
    nbf: Option<Seconds>,
    nonce: Option<String>,
    azp: Option<String>,
    aud: Audience,
    #[serde(flatten)]
    person: Person,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(#[expect(dead_code, reason = "compared by the library")] String),
    Many(Vec<String>),
}

/// A time as tokens have it. It may have a fraction (RFC 7519, section 2), which is left out.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "Number")]
struct Seconds(i64);

#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Broken(f64),
}

impl TryFrom<Number> for Seconds {
    type Error = &'static str;

    fn try_from(number: Number) -> Result<Self, Self::Error> {
        let whole = match number {
            Number::Whole(seconds) => Some(seconds),
            Number::Broken(seconds) => {
                Duration::try_from_secs_f64(seconds).ok().and_then(|time| i64::try_from(time.as_secs()).ok())
            }
        };
        whole.map(Self).ok_or("a time that there is not")
    }
}

/// Whom a token tells of, or why it counts for nothing.
pub fn verify(token: &str, keys: &JwkSet, expected: &Expected<'_>) -> Result<Person, String> {
    let header = jsonwebtoken::decode_header(token).map_err(|error| error.to_string())?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(format!("an ID token is signed by {:?}", header.alg));
    }
    // There is no extension that we understand (RFC 7515, section 4.1.11).
    if header.crit.is_some() {
        return Err("an ID token has an extension that has to be understood".to_owned());
    }
    let key = key(keys, header.kid.as_deref(), header.alg).ok_or("an ID token is signed by an unknown key")?;
    let key = DecodingKey::from_jwk(key).map_err(|error| error.to_string())?;
    let mut validation = Validation::new(header.alg);
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // Times are compared below, by the context's clock.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let token = jsonwebtoken::decode::<Token>(token, &key, &validation).map_err(|error| error.to_string())?.claims;
    check(&token, expected)?;
    Ok(token.person)
}

fn check(token: &Token, expected: &Expected<'_>) -> Result<(), &'static str> {
    let now = expected.now.timestamp();
    let leeway = i64::try_from(expected.leeway.as_secs()).unwrap_or_default();
    if token.exp.0 <= now - leeway {
        return Err("an ID token has expired");
    }
    if token.iat.0 > now + leeway || token.nbf.is_some_and(|begin| begin.0 > now + leeway) {
        return Err("an ID token is of the future");
    }
    if !(1..=SUBJECT).contains(&token.person.sub.chars().count()) {
        return Err("an ID token names nobody, or at too great a length");
    }
    if token.nonce.as_deref() != Some(expected.nonce) {
        return Err("an ID token has another nonce");
    }
    let several = matches!(&token.aud, Audience::Many(all) if all.len() > 1);
    match token.azp.as_deref() {
        Some(party) if party != expected.audience => Err("an ID token was made for another party"),
        None if several => Err("an ID token for several does not say for which"),
        _ => Ok(()),
    }
}

/// The key that a token names; the only one that fits where it names none.
fn key<'a>(keys: &'a JwkSet, kid: Option<&str>, algorithm: Algorithm) -> Option<&'a Jwk> {
    let fits = |jwk: &&Jwk| {
        let signs = jwk.common.public_key_use.as_ref().is_none_or(|of| *of == PublicKeyUse::Signature);
        let named = jwk.common.key_algorithm.map(|named| named.to_string());
        signs && named.is_none_or(|named| named == format!("{algorithm:?}"))
    };
    let mut fitting = keys.keys.iter().filter(fits);
    match kid {
        Some(kid) => fitting.find(|jwk| jwk.common.key_id.as_deref() == Some(kid)),
        None => fitting.next().filter(|_| fitting.next().is_none()),
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use jsonwebtoken::{EncodingKey, Header};
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_800_000_000;

    /// A provider's key, and what it tells others of it.
    struct Signer {
        key: EncodingKey,
        public: Vec<u8>,
        keys: JwkSet,
    }

    fn signer() -> Signer {
        let pair = Ed25519KeyPair::generate().unwrap();
        let public = pair.public_key().as_ref().to_vec();
        let x = URL_SAFE_NO_PAD.encode(&public);
        let keys =
            json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": "one", "use": "sig", "alg": "EdDSA", "x": x }] });
        let key = EncodingKey::from_ed_der(pair.to_pkcs8().unwrap().as_ref());
        Signer { key, public, keys: serde_json::from_value(keys).unwrap() }
    }

    fn claims() -> Value {
        json!({
            "iss": "https://id.example", "aud": "presswork", "sub": "ada", "nonce": "n", "iat": NOW, "exp": NOW + 60,
            "email": "ada@example.org", "email_verified": true
        })
    }

    fn token(signer: &Signer, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some("one".to_owned());
        jsonwebtoken::encode(&header, claims, &signer.key).unwrap()
    }

    fn check(signer: &Signer, token: &str) -> Result<Person, String> {
        let now = DateTime::from_timestamp(NOW, 0).unwrap();
        let (issuer, audience, nonce) = ("https://id.example", "presswork", "n");
        verify(token, &signer.keys, &Expected { issuer, audience, nonce, now, leeway: Duration::from_secs(30) })
    }

    #[test]
    fn a_token_tells_of_a_person() {
        let signer = signer();
        let person = check(&signer, &token(&signer, &claims())).unwrap();
        assert_eq!(
            (person.sub.as_str(), person.email.as_deref(), person.email_verified),
            ("ada", Some("ada@example.org"), true)
        );
    }

    #[test]
    fn a_token_with_anything_wrong_counts_for_nothing() {
        let signer = signer();
        for (member, value, why) in [
            ("nonce", json!("another"), "another nonce"),
            ("nonce", Value::Null, "another nonce"),
            ("iss", json!("https://evil.example"), "InvalidIssuer"),
            ("aud", json!("another"), "InvalidAudience"),
            ("aud", json!(["presswork", "another"]), "does not say for which"),
            ("azp", json!("another"), "another party"),
            ("exp", json!(NOW - 31), "expired"),
            ("iat", json!(NOW + 31), "of the future"),
            ("nbf", json!(NOW + 31), "of the future"),
            ("exp", json!(1_799_999_969.9), "expired"),
            ("nbf", json!(1_800_000_031.5), "of the future"),
            ("iat", json!(-1.5), "a time that there is not"),
            ("iat", json!("now"), "did not match any variant"),
            ("sub", Value::Null, "invalid type"),
            ("sub", json!(""), "names nobody"),
            ("sub", json!("a".repeat(256)), "names nobody"),
            ("email_verified", json!(1), "did not match any variant"),
        ] {
            let mut claims = claims();
            claims[member] = value;
            let refused = check(&signer, &token(&signer, &claims)).map(|person| person.sub).unwrap_err();
            assert!(refused.contains(why), "{member}: {refused}");
        }
    }

    #[test]
    fn times_may_have_a_fraction() {
        let (signer, mut claims) = (signer(), claims());
        for (member, value) in [("exp", 1_800_000_060.5), ("iat", 1_799_999_999.25), ("nbf", 1_800_000_000.0)] {
            claims[member] = json!(value);
        }
        assert_eq!(check(&signer, &token(&signer, &claims)).unwrap().sub, "ada");
    }

    #[test]
    fn that_an_address_is_verified_may_be_said_in_text_or_not_at_all() {
        let signer = signer();
        for (said, verified) in [
            (json!("true"), true),
            (json!("false"), false),
            (json!("yes"), false),
            (Value::Null, false),
            (json!(true), true),
        ] {
            let mut claims = claims();
            claims["email_verified"] = said;
            assert_eq!(check(&signer, &token(&signer, &claims)).unwrap().email_verified, verified, "{claims}");
        }
    }

    #[test]
    fn a_token_with_an_extension_that_has_to_be_understood_counts_for_nothing() {
        let signer = signer();
        for critical in [vec!["b64".to_owned()], vec![]] {
            let mut header = Header::new(Algorithm::EdDSA);
            header.kid = Some("one".to_owned());
            header.crit = Some(critical);
            let token = jsonwebtoken::encode(&header, &claims(), &signer.key).unwrap();
            let refused = check(&signer, &token).map(|person| person.sub).unwrap_err();
            assert!(refused.contains("has to be understood"), "{refused}");
        }
    }

    #[test]
    fn a_token_of_another_key_algorithm_or_none_counts_for_nothing() {
        let ours = signer();
        assert!(check(&ours, &token(&signer(), &claims())).is_err(), "another key of the same name");
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("one".to_owned());
        let confused = jsonwebtoken::encode(&header, &claims(), &EncodingKey::from_secret(&ours.public)).unwrap();
        assert!(check(&ours, &confused).is_err(), "the public key as a shared secret");
        let [header, body] =
            [json!({ "alg": "none", "kid": "one" }), claims()].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        assert!(check(&ours, &format!("{header}.{body}.")).is_err(), "no signature");
    }
}

//! `/graphiql`: GraphiQL on the GraphQL face of this server.
//!
//! The bundle and how to rebuild it are in `api/assets/graphiql/`.

use actix_web::{http::StatusCode, web::ServiceConfig};
use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use presswork_domain::platform::entropy::{Entropy, SystemEntropy};

use super::{
    answer::{Answer, page, read_only},
    csp,
};

#[derive(Template)]
#[template(path = "graphiql.html")]
struct Graphiql<'a> {
    /// Where queries and mutations are posted.
    endpoint: &'static str,
    /// Where subscriptions open their WebSocket.
    subscriptions: &'static str,
    /// What the style elements have that it inserts: of this answer alone.
    nonce: &'a str,
}

pub fn routes(app: &mut ServiceConfig) {
    app.service(read_only("/graphiql", graphiql));
}

async fn graphiql() -> Answer {
    let bytes: [u8; 16] = (&SystemEntropy as &dyn Entropy).bytes();
    let nonce = STANDARD.encode(bytes);
    let template = Graphiql { endpoint: "/graphql", subscriptions: "/graphql", nonce: &nonce };
    page(StatusCode::OK, &template, &csp::graphiql(&nonce))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header;

    use super::{
        super::{PagesConfig, testing::get},
        *,
    };

    #[actix_web::test]
    async fn graphiql_loads_its_own_files_and_runs_nothing_inline() {
        let config = PagesConfig { graphiql: true, ..PagesConfig::default() };
        let answer = get(&config, "/graphiql").await;
        assert_eq!(answer.status, StatusCode::OK);
        let (_, rest) = answer.body.split_once("<meta property=\"csp-nonce\" nonce=\"").unwrap();
        let (nonce, _) = rest.split_once('"').unwrap();
        assert_eq!(answer.header(header::CONTENT_SECURITY_POLICY), csp::graphiql(nonce));
        assert_ne!(get(&config, "/graphiql").await.body, answer.body, "each answer has a nonce of its own");
        answer.assert_no_inline_script();
        for path in answer.files() {
            let status = get(&config, path).await.status;
            assert_eq!(status, StatusCode::OK, "{path}");
        }
    }

    #[test]
    fn its_policy_allows_no_inline_script_and_no_eval() {
        let policy = csp::graphiql("n");
        let scripts = policy.split(';').map(str::trim).find(|part| part.starts_with("script-src"));
        assert_eq!(scripts, Some("script-src 'self'"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"), "{policy}");
    }

    /// A bundle with another style attribute would have it refused by the browser.
    #[test]
    fn its_policy_knows_every_style_attribute_of_the_bundle() {
        use sha2::{Digest, Sha256};
        let bundle = include_str!("../../assets/graphiql/graphiql.js");
        let attributes = bundle.split("style=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let aligned = ["text-align:left", "text-align:center", "text-align:right"];
        assert!(bundle.contains("[\"style\",\"text-align:\"+"), "tables are aligned");
        let mut known = 0;
        for attribute in attributes.chain(aligned) {
            let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(attribute)));
            assert!(csp::graphiql("n").contains(&hash), "{attribute}");
            known += 1;
        }
        assert_eq!(known, csp::graphiql("n").matches("'sha256-").count());
    }
}

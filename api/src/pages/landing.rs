//! `/`: what runs here, and the way to everything else.

use actix_web::{
    http::StatusCode,
    web::{Data, ServiceConfig},
};
use askama::Template;

use super::{
    PagesConfig,
    answer::{Answer, page, read_only},
    csp,
};

#[derive(Template)]
#[template(path = "landing.html")]
struct Landing<'a> {
    version: &'static str,
    config: &'a PagesConfig,
}

pub fn routes(app: &mut ServiceConfig) {
    app.service(read_only("/", landing));
}

async fn landing(config: Data<PagesConfig>) -> Answer {
    let template = Landing { version: env!("CARGO_PKG_VERSION"), config: &config };
    page(StatusCode::OK, &template, csp::PLAIN)
}

#[cfg(test)]
mod tests {
    use actix_web::http::{Method, header};

    use super::{
        super::testing::{get, send},
        *,
    };

    #[actix_web::test]
    async fn the_front_door_links_only_to_what_is_switched_on() {
        let closed = get(&PagesConfig::default(), "/").await;
        let open = PagesConfig { graphiql: true, swagger: true, mailbox_dir: Some("/tmp/mail".into()) };
        let open = get(&open, "/").await;
        for always in ["/v1", "/ops", "/openapi.json", "/schema.graphql"] {
            assert!(closed.body.contains(&format!("href=\"{always}\"")), "{always}");
        }
        for optional in ["/docs", "/graphiql", "/dev/mailbox"] {
            let link = format!("href=\"{optional}\"");
            assert!(!closed.body.contains(&link), "{optional}");
            assert!(open.body.contains(&link), "{optional}");
        }
    }

    #[actix_web::test]
    async fn what_is_switched_off_is_not_there() {
        for path in ["/docs", "/docs/", "/docs/swagger-ui.css", "/graphiql", "/dev/mailbox", "/dev/mailbox/x/raw"] {
            assert_eq!(get(&PagesConfig::default(), path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[actix_web::test]
    async fn the_front_door_has_a_strict_policy_and_only_takes_reads() {
        let answer = get(&PagesConfig::default(), "/").await;
        assert_eq!(answer.header(header::CONTENT_SECURITY_POLICY), csp::PLAIN);
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
        let posted = send(&PagesConfig::default(), Method::POST, "/").await;
        assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(posted.header(header::ALLOW), "GET, HEAD, OPTIONS");
    }
}

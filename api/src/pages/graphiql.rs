//! `/graphiql`: GraphiQL on the GraphQL face of this server.
//!
//! The bundle and how to rebuild it are in `api/assets/graphiql/`.

use actix_web::{http::StatusCode, web::ServiceConfig};
use askama::Template;

use super::{
    answer::{Answer, page, read_only},
    csp,
};

#[derive(Template)]
#[template(path = "graphiql.html")]
struct Graphiql {
    /// Where queries and mutations are posted.
    endpoint: &'static str,
    /// Where subscriptions open their WebSocket.
    subscriptions: &'static str,
}

pub fn routes(app: &mut ServiceConfig) {
    app.service(read_only("/graphiql", graphiql));
}

async fn graphiql() -> Answer {
    page(StatusCode::OK, &Graphiql { endpoint: "/graphql", subscriptions: "/graphql" }, csp::GRAPHIQL)
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
        assert_eq!(answer.header(header::CONTENT_SECURITY_POLICY), csp::GRAPHIQL);
        answer.assert_no_inline_script();
        for path in answer.files() {
            let status = get(&config, path).await.status;
            assert_eq!(status, StatusCode::OK, "{path}");
        }
    }

    #[test]
    fn its_policy_allows_no_inline_script_and_no_eval() {
        let scripts = csp::GRAPHIQL.split(';').map(str::trim).find(|part| part.starts_with("script-src"));
        assert_eq!(scripts, Some("script-src 'self'"));
    }
}

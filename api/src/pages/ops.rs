//! `/ops`: queues, jobs, schedules and workers, for people who would rather look.
//!
//! The page knows nothing that a client of the REST API does not: it logs in there, asks there, and follows the stream of
//! operations. Who may operate is decided by the same rules as everywhere. Its scripts are in `api/assets/ops/`.

use actix_web::{
    HttpRequest,
    http::StatusCode,
    web::{Data, ServiceConfig},
};
use askama::Template;
use presswork_domain::{Error, platform::Settings};

use super::{
    answer::{Answer, page, read_only},
    csp,
};
use crate::client;

#[derive(Template)]
#[template(path = "ops.html")]
struct Ops {}

pub fn routes(app: &mut ServiceConfig) {
    app.service(read_only("/ops", ops));
}

async fn ops(request: HttpRequest) -> Answer {
    let settings = request.app_data::<Data<Settings>>();
    if settings.is_some_and(|settings| !settings.http.operates_from(client::of(&request))) {
        return Err(Error::not_found("page").into());
    }
    page(StatusCode::OK, &Ops {}, csp::OPS)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header;

    use super::{
        super::{PagesConfig, testing::get},
        *,
    };

    #[actix_web::test]
    async fn the_page_loads_its_own_files_and_runs_nothing_inline() {
        let answer = get(&PagesConfig::default(), "/ops").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header(header::CONTENT_SECURITY_POLICY), csp::OPS);
        answer.assert_no_inline_script();
        for path in answer.files() {
            assert_eq!(get(&PagesConfig::default(), path).await.status, StatusCode::OK, "{path}");
        }
    }

    #[actix_web::test]
    async fn every_module_finds_those_that_it_imports() {
        for module in [
            "api",
            "attention",
            "chart",
            "cluster",
            "dialog",
            "dom",
            "facts",
            "format",
            "jobs",
            "live",
            "main",
            "queues",
        ] {
            let script = get(&PagesConfig::default(), &format!("/assets/ops/{module}.js")).await;
            assert_eq!(script.status, StatusCode::OK, "{module}");
            for imported in script.body.lines().filter(|line| line.starts_with("import")) {
                let name = imported.split('\'').nth(1).and_then(|path| path.strip_prefix("./")).unwrap();
                let found = get(&PagesConfig::default(), &format!("/assets/ops/{name}")).await;
                assert_eq!(found.status, StatusCode::OK, "{module} imports {name}");
            }
        }
    }
}

//! `/setup`: makes the first admin, by the link that the server prints.
//!
//! Always there, and good for nothing without the token, which stands behind the `#` and never reaches the server in an address.

use actix_web::{http::StatusCode, web::ServiceConfig};
use askama::Template;

use super::{
    answer::{Answer, page, read_only},
    csp,
};

#[derive(Template)]
#[template(path = "setup.html")]
struct Setup {}

pub fn routes(app: &mut ServiceConfig) {
    app.service(read_only("/setup", setup));
}

async fn setup() -> Answer {
    page(StatusCode::OK, &Setup {}, csp::OPS)
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
        let answer = get(&PagesConfig::default(), "/setup").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header(header::CONTENT_SECURITY_POLICY), csp::OPS);
        assert_eq!(answer.header(header::REFERRER_POLICY), "no-referrer");
        answer.assert_no_inline_script();
    }

    #[actix_web::test]
    async fn the_form_has_the_layout_of_the_door_and_tells_in_its_card_what_came_of_it() {
        let page = get(&PagesConfig::default(), "/setup").await.body;
        let style = get(&PagesConfig::default(), "/assets/ops/ops.css").await.body;
        let (_, form) = page.split_once("<form id=\"setup\" class=\"stack\">").unwrap();
        assert!(form.contains("<p id=\"outcome\" class=\"outcome\" role=\"status\"></p>"), "{form}");
        assert!(style.contains("\n.stack {\n  display: grid;") && style.contains("\n.outcome {"), "{style}");
        // The corner where the operators' page tells what it did.
        assert!(!page.contains("id=\"said\"") && style.contains("\n#said {\n  position: fixed;"), "{page}");
    }
}

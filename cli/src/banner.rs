//! What a person at the terminal wants to know once it runs: where everything is.

use std::{fmt::Write as _, io::Write as _, net::SocketAddr};

use presswork_domain::platform::{Settings, settings::LogFormat, spans::in_words};

use crate::compose::Process;

/// Prints it to stdout, where people read the log; machines find the same in the log.
pub(crate) fn print(process: &Process, setup: Option<&str>) {
    let settings = &process.deps().settings;
    if let Some(address) = process.metrics() {
        tracing::info!(%address, "metrics are told");
    }
    let Some(address) = process.address() else { return };
    tracing::info!(%address, url = settings.public_url(address.port()), "the API answers");
    if let Some(token) = setup {
        let text = invitation(settings, address.port(), token);
        // Not through the log, which may be collected and kept.
        let _ = std::io::stdout().write_all(text.as_bytes());
    }
    if settings.log.format == LogFormat::Pretty {
        let jobs = process.jobs().map(|options| {
            let queues: Vec<_> = options.queues.iter().map(|queue| queue.as_str()).collect();
            format!("{}, {} at a time each", queues.join(", "), options.concurrency)
        });
        // A closed stdout is no reason to stop.
        let _ = std::io::stdout().write_all(text(settings, address.port(), process.metrics(), jobs).as_bytes());
    }
}

/// The link that makes the first admin. The token stands behind the `#`, which browsers send to nobody.
fn invitation(settings: &Settings, port: u16, token: &str) -> String {
    let life = in_words(settings.accounts.setup_ttl);
    format!(
        "\nNobody runs this installation yet. Within {life}, this link makes the first admin, once:\n\n  {}/setup#token={token}\n\n",
        settings.public_url(port)
    )
}

fn text(settings: &Settings, port: u16, metrics: Option<SocketAddr>, jobs: Option<String>) -> String {
    let url = settings.public_url(port);
    let page = |enabled: bool, path: &str| enabled.then(|| format!("{url}{path}"));
    let mailbox = settings.docs.dev_mailbox && settings.mail.smtp_url.is_empty();
    let rows = [
        ("API", Some(format!("{url}/v1"))),
        ("Docs", page(settings.docs.swagger_ui, "/docs")),
        ("GraphQL", Some(format!("{url}/graphql"))),
        ("GraphiQL", page(settings.graphql.graphiql, "/graphiql")),
        ("Mailbox", page(mailbox, "/dev/mailbox")),
        ("Metrics", metrics.map(|address| format!("http://{address}/metrics"))),
        ("Data", Some(data(settings))),
        ("Queue", Some(queue(settings))),
        ("Jobs", jobs),
    ];
    let mut text = format!("Presswork {} ({})\n\n", env!("CARGO_PKG_VERSION"), settings.environment.as_str());
    for (name, value) in rows {
        if let Some(value) = value {
            // Writing to a text can't fail.
            let _ = writeln!(text, "  {name:<9} {value}");
        }
    }
    text + "\nCtrl-C stops.\n"
}

fn data(settings: &Settings) -> String {
    let folder = settings.storage.data_dir.display();
    if settings.database.url.is_empty() {
        return format!("{folder} (SQLite)");
    }
    format!("{folder}, {}", settings.database_url())
}

fn queue(settings: &Settings) -> String {
    if settings.redis.is_configured() { format!("Redis, {}", settings.redis.url) } else { "in this process".to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Settings {
        let variables: HashMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings::load(&variables).unwrap()
    }

    #[test]
    fn it_names_every_page_by_the_port_really_bound() {
        let expected = "\
Presswork 0.1.0 (development)

  API       http://127.0.0.1:4711/v1
  Docs      http://127.0.0.1:4711/docs
  GraphQL   http://127.0.0.1:4711/graphql
  GraphiQL  http://127.0.0.1:4711/graphiql
  Mailbox   http://127.0.0.1:4711/dev/mailbox
  Data      data (SQLite)
  Queue     in this process
  Jobs      bulk, 8 at a time each

Ctrl-C stops.
";
        assert_eq!(text(&settings(&[]), 4711, None, Some("bulk, 8 at a time each".to_owned())), expected);
    }

    #[test]
    fn it_shows_no_password_and_no_page_that_is_off() {
        let text = text(
            &settings(&[
                ("DATABASE_URL", "postgres://ann:hunter2@db/press"),
                ("REDIS_URL", "redis://:hunter2@cache"),
                ("PRESSWORK__DOCS__SWAGGER_UI", "false"),
            ]),
            80,
            "0.0.0.0:9464".parse().ok(),
            None,
        );
        assert!(!text.contains("hunter2") && text.contains("postgres://ann:****@db/press"), "{text}");
        assert!(!text.contains("/docs") && !text.contains("Jobs"), "{text}");
        assert!(text.contains("  Metrics   http://0.0.0.0:9464/metrics\n"), "{text}");
    }
}

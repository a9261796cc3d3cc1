//! Reading what a process tells of itself, strictly: what does not follow the text format fails the test.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use presswork_api::MetricsServer;
use presswork_domain::platform::task;
use tokio_util::sync::CancellationToken;

use crate::{Actor, TestApp};

/// What a scrape brought: families by name, and samples.
#[derive(Debug, Clone, Default)]
pub struct Scrape {
    /// The type of each family, such as `gauge`.
    pub families: BTreeMap<String, String>,
    samples: Vec<Sample>,
}

#[derive(Debug, Clone)]
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

impl TestApp {
    /// Serves the metrics of this app on a free port until it is dropped, as a process does.
    pub fn metrics(&self) -> Actor {
        let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = MetricsServer::build(Arc::clone(&self.deps), anywhere).unwrap();
        let base = format!("http://{}", server.address());
        task::spawn("metrics under test", server.run(CancellationToken::new()));
        Actor::at(&base)
    }
}

impl Actor {
    /// Scrapes the server that this actor speaks to, as somebody with curl does.
    pub async fn scrape(&self) -> Scrape {
        let reply = self.get("/metrics").await;
        assert_eq!(reply.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        Scrape::parse(&reply.text())
    }
}

impl Scrape {
    /// Reads the text format 0.0.4.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut scrape = Self::default();
        for line in text.lines() {
            if let Some(family) = line.strip_prefix("# TYPE ") {
                let (name, kind) = family.split_once(' ').unwrap();
                let known = scrape.families.insert(name.to_owned(), kind.to_owned());
                assert!(known.is_none(), "{name} is there twice");
            } else if !line.starts_with('#') {
                let sample = Sample::parse(line);
                assert!(scrape.family_of(&sample.name).is_some(), "{line} belongs to no family");
                scrape.samples.push(sample);
            }
        }
        scrape
    }

    /// The value of the one sample of this name that has these labels.
    #[must_use]
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let has = |sample: &&Sample| {
            sample.name == name
                && labels.iter().all(|(key, value)| sample.labels.get(*key).is_some_and(|it| it == value))
        };
        let mut found = self.samples.iter().filter(has);
        let value = found.next()?.value;
        assert!(found.next().is_none(), "{name} {labels:?} is there more than once");
        Some(value)
    }

    /// How many samples there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// The values that a label has.
    #[must_use]
    pub fn values_of(&self, label: &str) -> Vec<&str> {
        let mut values: Vec<_> =
            self.samples.iter().filter_map(|sample| Some(sample.labels.get(label)?.as_str())).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    fn family_of<'a>(&self, sample: &'a str) -> Option<&'a str> {
        let is_histogram = |name: &&str| self.families.get(*name).is_some_and(|kind| kind == "histogram");
        let mut stems = ["_bucket", "_sum", "_count"].into_iter().filter_map(|part| sample.strip_suffix(part));
        stems.find(is_histogram).or_else(|| self.families.contains_key(sample).then_some(sample))
    }
}

impl Sample {
    fn parse(line: &str) -> Self {
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        let labels = labels.strip_suffix('}').unwrap();
        let pairs = labels.split("\",").filter(|pair| !pair.is_empty()).map(|pair| {
            let (key, value) = pair.split_once("=\"").unwrap();
            (key.to_owned(), value.trim_end_matches('"').to_owned())
        });
        Self { name: name.to_owned(), labels: pairs.collect(), value: value.parse().unwrap() }
    }
}

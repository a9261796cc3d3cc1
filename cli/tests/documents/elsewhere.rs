//! What of the documents is not run here, and why.

/// Blocks that a test runs as they stand: the document, the mark before them, and the test.
pub const RUN: [(&str, &str, &str); 3] = [
    ("README.md", "<!-- tour -->", "tests/it/tour.rs"),
    ("docs/OPERATIONS.md", "<!-- postgres -->", "tests/it/backups.rs"),
    ("docs/guides/CLIENTS.md", "<!-- run -->", "tests/clients/suites/guides.test.mjs"),
];

/// Blocks with commands that are not `presswork`: the document, how the block begins, and why nothing here runs these.
pub const OTHERS: &[(&str, &str, &str)] = &[
    ("CONTRIBUTING.md", "cargo run ", "the suites themselves; the gate runs those that a change has to pass"),
    ("README.md", "cargo run ", "the tests themselves"),
    ("README.md", "docker compose up", "needs Docker; tests/it/image.rs looks at what the image is built from"),
    (
        "bench/README.md",
        "bench/http/run ",
        "half an hour on a quiet machine; bench/tests/smoke.rs runs all of it on little data",
    ),
    ("bench/README.md", "bench/http/profile ", "needs perf and valgrind"),
    ("bench/README.md", "bench/live/run ", "minutes on a quiet machine; bench/tests/smoke.rs runs it on little data"),
    (
        "bench/README.md",
        "bench/publishing/run ",
        "minutes on a quiet machine; bench/tests/smoke.rs runs it on little data",
    ),
    (
        "bench/README.md",
        "bench/webhooks/run ",
        "minutes on a quiet machine; bench/tests/smoke.rs runs it on little data",
    ),
    ("bench/README.md", "createdb seeded ", "minutes, and a database of its own"),
    (
        "bench/README.md",
        "PRESSWORK_BINARY=/path/of/a/release/binary bench/soak/run ",
        "half an hour on a quiet machine",
    ),
    (
        "bench/jobs/README.md",
        "bench/jobs/run ",
        "minutes on a quiet machine; bench/tests/smoke.rs runs it on little data",
    ),
    (
        "deploy/README.md",
        "kubectl apply ",
        "needs a cluster; tests/clients/suites/deploy.test.mjs reads what is applied",
    ),
    ("deploy/README.md", "presswork() ", "needs systemd; what is said to presswork is run here"),
    (
        "deploy/README.md",
        "echo PRESSWORK__METRICS__LISTEN",
        "writes to /etc; the setting is read by every test of metrics",
    ),
    ("docs/ARCHITECTURE.md", "# files of a feature", "figures of this repository, and a build of ten minutes"),
    (
        "docs/JOBS.md",
        "cargo build && cargo test --test chaos",
        "the tests themselves; the short form is a part of cargo test",
    ),
    (
        "docs/guides/TYPESCRIPT.md",
        "npm install ",
        "tests/clients/suites/guides.test.mjs runs it with packages that are there",
    ),
    ("examples/cli/README.md", "python3 -m venv ", "tests/clients/suites/example-cli.test.mjs runs the same"),
    ("examples/web/README.md", "npm ci", "tests/clients/suites/example-web.test.mjs runs the same"),
    ("examples/web/README.md", "VITE_API=", "tests/clients/suites/example-web.test.mjs runs the same"),
    ("tests/clients/README.md", "tests/clients/run ", "the suites themselves"),
];

/// What is said to `presswork` and only parsed here: how it begins, and why.
pub const PARSED: &[(&str, &str)] = &[
    ("", "lasts until it is stopped, as serve does; cli/tests/running.rs starts it"),
    ("serve", "lasts until it is stopped; cli/tests/running.rs starts it"),
    ("api", "lasts until it is stopped; tests/previous starts it"),
    ("worker", "lasts until it is stopped; tests/it/shell.rs starts it"),
    ("admin end-second-factor", "needs somebody who has one; tests/it/shell.rs has"),
    ("import", "needs an archive; tests/it/shell.rs makes one"),
    ("jobs show", "needs a job; tests/it/shell.rs has some"),
    ("jobs retry job_...", "needs a job; tests/it/shell.rs has some"),
    ("jobs discard job_...", "needs a job; tests/it/shell.rs has some"),
    ("jobs cancel job_...", "needs a job; tests/it/shell.rs has some"),
    ("workers drain", "needs a worker; tests/it/shell.rs has one"),
    ("move", "needs a second database; cli/tests/moves has one"),
    ("restore", "needs a folder without a database; cli/tests/keeping has one"),
    ("seed", "minutes for so much; tests/it/demo.rs sows less"),
];

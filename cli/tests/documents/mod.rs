//! What documents tell to type: every command of ours is one that the command line understands, those that are safe are run, and no block
//! of a shell is left out without a reason.

mod blocks;
mod elsewhere;

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::Path,
    process::{Output, Stdio},
};

use tempfile::TempDir;

use self::{
    blocks::{Block, arguments, blocks},
    elsewhere::{OTHERS, PARSED, RUN},
};

#[test]
fn every_command_of_a_document_is_understood() {
    let mut seen = 0;
    for block in blocks() {
        for words in block.ours() {
            seen += 1;
            let said = ["presswork"].into_iter().chain(words.iter().map(String::as_str));
            let understood = presswork_cli::command().try_get_matches_from(said);
            let error = understood.err().map(|error| error.to_string());
            assert_eq!(error, None, "{}: presswork {}", block.document, words.join(" "));
        }
    }
    assert!(seen > 40, "{seen} commands were found");
}

#[test]
fn what_is_safe_of_it_is_run() {
    let folder = super::folder();
    fs::create_dir(folder.path().join("backups")).unwrap();
    let (mut typed, mut excused) = (vec!["migrate up".to_owned()], BTreeSet::new());
    for line in blocks().iter().flat_map(Block::ours).map(|words| words.join(" ")) {
        let begins = |begin: &str| line == begin || line.strip_prefix(begin).is_some_and(|rest| rest.starts_with(' '));
        match PARSED.iter().find(|(begin, _)| begins(begin)) {
            Some((begin, _)) => {
                excused.insert(*begin);
            }
            None if typed.contains(&line) => {}
            None => typed.push(line),
        }
    }
    assert!(typed.len() > 15, "{typed:?}");
    for line in typed {
        let output = run(&folder, &line);
        assert!(output.status.success(), "presswork {line}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let stale: Vec<_> = PARSED.iter().filter(|(begin, _)| !excused.contains(begin)).collect();
    assert!(stale.is_empty(), "no document tells to type what begins so: {stale:?}");
}

/// Runs it on an installation of its own, and says a password to who asks.
fn run(folder: &TempDir, line: &str) -> Output {
    let backups = folder.path().join("backups");
    let words = line.split(' ').map(|word| word.replace("/backups", backups.to_str().unwrap()));
    let mut command = super::presswork(folder);
    command.args(words.filter(|word| !word.is_empty()));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Most do not ask, and may be gone already.
    let _ = writeln!(child.stdin.take().unwrap(), "tram violet kettle");
    child.wait_with_output().unwrap()
}

#[test]
fn every_block_is_run_or_understood_or_says_why_not() {
    let mut excused = BTreeSet::new();
    for block in blocks() {
        let Block { document, mark, lines } = &block;
        if RUN.iter().any(|(of, with, _)| of == document && with == mark) {
            continue;
        }
        assert_eq!(mark, "", "{document}: no test runs what is marked so");
        let begin = lines.first().map(String::as_str).unwrap_or_default();
        let reason = OTHERS.iter().find(|(of, with, _)| of == document && begin.starts_with(with));
        if let Some(one) = reason {
            excused.insert(one);
        }
        let foreign = block.commands().into_iter().find(|words| arguments(words).is_none());
        assert!(
            reason.is_some() || foreign.is_none(),
            "{document}: nothing runs {foreign:?}, and OTHERS does not say why"
        );
    }
    let stale: Vec<_> = OTHERS.iter().filter(|one| !excused.contains(one)).collect();
    assert!(stale.is_empty(), "no such blocks: {stale:?}");
}

#[test]
fn what_is_marked_is_what_a_test_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (document, mark, test) in RUN {
        let source = fs::read_to_string(root.join(test)).unwrap();
        let name = document.rsplit('/').next().unwrap();
        assert!(
            source.contains(mark) && source.contains(name),
            "{test} does not run what is marked {mark} in {document}"
        );
        assert!(
            blocks().iter().any(|block| block.document == document && block.mark == mark),
            "{document} has no {mark}"
        );
    }
}

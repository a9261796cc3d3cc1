//! Blocks of a shell in the documents of this repository, and the commands in them.

use std::{fs, path::Path};

/// What blocks of a shell are called here, so that none goes unseen by another name.
const SHELL: &str = "sh";
const OTHER_NAMES: [&str; 4] = ["bash", "console", "shell", "zsh"];
/// Folders that are no part of the repository.
const NOT_OURS: [&str; 4] = ["node_modules", "target", "dist", "presswork_client"];

/// A block of a shell.
pub struct Block {
    /// Its document, from the root of the repository.
    pub document: String,
    /// What marks it, such as `<!-- tour -->`; empty where nothing does.
    pub mark: String,
    /// Its lines; one that goes on in the next is one with it.
    pub lines: Vec<String>,
}

impl Block {
    /// Its commands, each as its words.
    pub fn commands(&self) -> Vec<Vec<String>> {
        self.lines.iter().flat_map(|line| commands(line)).collect()
    }

    /// What it says to `presswork`; `a|b` is one of each.
    pub fn ours(&self) -> Vec<Vec<String>> {
        self.commands().iter().filter_map(|words| arguments(words)).flat_map(|words| variants(&words)).collect()
    }
}

/// All blocks of all documents.
pub fn blocks() -> Vec<Block> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut documents = Vec::new();
    gather(&root, &root, &mut documents);
    documents.sort();
    assert!(documents.len() > 15, "{documents:?}");
    let read = |document: &String| blocks_of(document, &fs::read_to_string(root.join(document)).unwrap());
    documents.iter().flat_map(read).collect()
}

fn gather(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && !name.starts_with('.') && !NOT_OURS.contains(&name) {
            gather(root, &path, found);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
        }
    }
}

fn blocks_of(document: &str, text: &str) -> Vec<Block> {
    let (mut found, mut before) = (Vec::new(), "");
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            assert!(
                !OTHER_NAMES.contains(&language),
                "{document}: a block of a shell is called {SHELL}, not {language}"
            );
            let inside: Vec<_> = lines.by_ref().take_while(|line| !line.trim_start().starts_with("```")).collect();
            if language == SHELL {
                let mark = if before.starts_with("<!--") { before } else { "" };
                let lines = inside.join("\n").replace("\\\n", " ").lines().map(str::to_owned).collect();
                found.push(Block { document: document.to_owned(), mark: mark.to_owned(), lines });
            }
        }
        before = line;
    }
    found
}

/// The commands of a line without what only sets variables, before one, too.
fn commands(line: &str) -> Vec<Vec<String>> {
    let line = format!(" {line}");
    let told = line.split(" #").next().unwrap_or_default();
    let each = told.replace(" && ", "\n").replace(" | ", "\n").replace("; ", "\n");
    let words = |command: &str| {
        let words = command.split_whitespace().skip_while(|word| is_assignment(word) || *word == "time");
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    each.lines().map(words).filter(|words| words.first().is_some_and(|first| first != "export")).collect()
}

fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    })
}

/// What a command says to `presswork`, where it is one.
pub fn arguments(words: &[String]) -> Option<Vec<String>> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let told = match words.as_slice() {
        ["presswork" | "target/debug/presswork" | "target/release/presswork", told @ ..] => told,
        ["cargo", "run", options @ ..] => match options.iter().position(|word| *word == "--") {
            Some(at) => &options[at + 1..],
            None => &[],
        },
        _ => return None,
    };
    Some(told.iter().map(|word| (*word).to_owned()).collect())
}

fn variants(words: &[String]) -> Vec<Vec<String>> {
    words.iter().fold(vec![Vec::new()], |begun, word| {
        let with =
            |one: &str| begun.iter().map(|before| [before.as_slice(), &[one.to_owned()]].concat()).collect::<Vec<_>>();
        word.split('|').flat_map(with).collect()
    })
}

#[test]
fn commands_are_found_in_lines() {
    let told = |line: &str| {
        let block = Block { document: String::new(), mark: String::new(), lines: vec![line.to_owned()] };
        block.ours().iter().map(|words| words.join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(
        told("presswork jobs retry|cancel job_...   # or another"),
        ["jobs retry job_...", "jobs cancel job_..."]
    );
    assert_eq!(
        told("A=1 B_2=x presswork doctor && time target/release/presswork seed --users 3"),
        ["doctor", "seed --users 3"]
    );
    assert_eq!(told("cargo run --bin presswork -- migrate up"), ["migrate up"]);
    assert_eq!(told("cargo run     # API and worker"), [""]);
    assert!(
        told("# presswork serve").is_empty()
            && told("export A=1 presswork=2").is_empty()
            && told("cargo test").is_empty()
    );
}

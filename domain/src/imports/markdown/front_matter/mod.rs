//! Front matter: what stands at the beginning of a file about it, in YAML between two lines of `---`, in TOML between two of `+++`, or as
//! an object of JSON. Nothing of it is guessed: what is not understood says so, and is refused where somebody asks for it.

mod data;
mod scalar;
mod yaml;

/// What is wrong, and in which line.
pub(super) type Wrong = (u64, String);

/// A member of front matter, with the line that it stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Member {
    /// Its name, in lower case.
    pub key: String,
    /// The text, or the texts of a list; none where nothing is said.
    pub values: Vec<String>,
    /// Whether it is one text without quotes.
    pub is_plain: bool,
    /// Why it can't be read, where it can't.
    pub unclear: Option<&'static str>,
    pub line: u64,
}

/// What is said, and what follows.
pub(super) struct Parts<'a> {
    pub members: Vec<Member>,
    pub body: &'a str,
}

impl Parts<'_> {
    /// The first of these that says something.
    ///
    /// # Errors
    /// Where it can't be read.
    pub(super) fn find(&self, keys: &[&str]) -> Result<Option<&Member>, Wrong> {
        for member in keys.iter().filter_map(|key| self.members.iter().find(|it| it.key == *key)) {
            match member.unclear {
                Some(why) => return Err((member.line, format!("{}: {why}", member.key))),
                None if member.values.is_empty() => {}
                None => return Ok(Some(member)),
            }
        }
        Ok(None)
    }

    /// Whether something is so, where that is said. YAML has words of its own for it.
    ///
    /// # Errors
    /// Where it can't be read.
    pub(super) fn is(&self, key: &str) -> Result<Option<bool>, Wrong> {
        let Some(member) = self.find(&[key])? else { return Ok(None) };
        match member.values[0].to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" => Ok(Some(true)),
            "false" | "no" | "off" | "n" => Ok(Some(false)),
            _ => Err((member.line, format!("{key}: true or false is expected"))),
        }
    }
}

/// Takes a file apart. One without front matter is all body.
///
/// # Errors
/// The line, and what is wrong with it.
pub(super) fn parts(text: &str) -> Result<Parts<'_>, Wrong> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some((within, body)) = fenced(text, "---", &["---", "..."])? {
        return Ok(Parts { members: yaml::members(within)?, body });
    }
    if let Some((within, body)) = fenced(text, "+++", &["+++"])? {
        return Ok(Parts { members: data::of_toml(within)?, body });
    }
    let is_object = text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']));
    if is_object {
        let (members, body) = data::of_json(text)?;
        return Ok(Parts { members, body });
    }
    Ok(Parts { members: Vec::new(), body: text })
}

/// What stands between a first line and the next of these, and what follows; none where the text does not begin so.
fn fenced<'a>(text: &'a str, open: &str, close: &[&str]) -> Result<Option<(&'a str, &'a str)>, Wrong> {
    let Some((first, rest)) = text.split_once('\n') else { return Ok(None) };
    // Blanks behind it are not seen, and are none of it.
    if first.strip_prefix(open).is_none_or(|behind| !behind.trim().is_empty()) {
        return Ok(None);
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if close.contains(&line.trim_end()) {
            return Ok(Some((&rest[..at], &rest[at + line.len()..])));
        }
        at += line.len();
    }
    Err((1, "the front matter that begins here does not end".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(String, Vec<String>, u64)> {
        parts(text).ok().unwrap().members.into_iter().map(|it| (it.key, it.values, it.line)).collect()
    }

    fn one(key: &str, values: &[&str], line: u64) -> (String, Vec<String>, u64) {
        (key.to_owned(), values.iter().map(|it| (*it).to_owned()).collect(), line)
    }

    #[test]
    fn front_matter_is_what_generators_write() {
        let text = "---\ntitle: \"Say \\\"hi\\\"\"\n# a word\nDate: 2020-01-31 # when\ntags: [rust, 'a, b']\nmore:\n  - one\n  - \"two\"\n\
                    nested:\n  deep: 1\ndraft: true\n---\nBody\n";
        let expected = [
            one("title", &["Say \"hi\""], 2),
            one("date", &["2020-01-31"], 4),
            one("tags", &["rust", "a, b"], 5),
            one("more", &["one", "two"], 6),
            one("nested", &[], 9),
            one("draft", &["true"], 11),
        ];
        assert_eq!(said(text), expected);
        assert_eq!(parts(text).ok().unwrap().body, "Body\n");
        assert_eq!(parts(text).ok().unwrap().find(&["nested"]).unwrap_err().0, 9);
    }

    #[test]
    fn what_is_so_is_said_in_many_words() {
        let is = |word: &str| parts(&format!("---\ndraft: {word}\n---\n")).ok().unwrap().is("draft");
        assert_eq!(
            ["true", "Yes", "on", "false", "NO", "off", ""].map(|word| is(word).unwrap()),
            [Some(true), Some(true), Some(true), Some(false), Some(false), Some(false), None]
        );
        assert_eq!(is("maybe").unwrap_err(), (2, "draft: true or false is expected".to_owned()));
    }

    #[test]
    fn hostile_front_matter_takes_no_time() {
        let began = std::time::Instant::now();
        let lists = (0..1_400).map(|n| format!("{}-\n", " ".repeat(n))).collect::<Vec<_>>().concat();
        let keys = (0..50_000).map(|n| format!("k{n}=1\n")).collect::<Vec<_>>().concat();
        assert!(parts(&format!("---\na:\n{lists}---\n")).ok().unwrap().find(&["a"]).is_err());
        assert_eq!(parts(&format!("+++\n{keys}+++\n")).ok().unwrap().members.len(), 50_000);
        assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    }

    #[test]
    fn toml_and_json_say_the_same() {
        let toml = "+++\ntitle = \"Rain\"\ndate = 2020-01-31T10:00:00Z\ntags = [\"a\", \"b\"]\ndraft = false\n\n\
                    [taxonomies]\ncategories = [\"c\"]\n+++\nBody\n";
        let json = "{\n  \"title\": \"Rain\",\n  \"date\": \"2020-01-31T10:00:00Z\",\n  \"tags\": [\"a\", \"b\"],\n  \"draft\": false,\n  \
                    \"categories\": [\"c\"]\n}\nBody\n";
        for text in [toml, json] {
            let parts = parts(text).ok().unwrap();
            let of = |key: &str| parts.find(&[key]).unwrap().unwrap().values.clone();
            assert_eq!((of("title"), of("date")), (vec!["Rain".to_owned()], vec!["2020-01-31T10:00:00Z".to_owned()]));
            assert_eq!(
                (of("tags").len(), of("categories"), of("draft")),
                (2, vec!["c".to_owned()], vec!["false".to_owned()])
            );
            assert_eq!(parts.body.trim_start(), "Body\n");
            assert_eq!(parts.find(&["title"]).unwrap().unwrap().line, 2);
        }
        for (text, line) in
            [("+++\ntitle = \"x\"\ndate = soon\n+++\n", 3), ("{\n\"title\": \"x\",\n}\n", 3), ("+++\na = 1\n", 1)]
        {
            assert_eq!(parts(text).err().unwrap().0, line, "{text}");
        }
        assert_eq!(parts("{{< figure >}}\n").ok().unwrap().body, "{{< figure >}}\n");
    }

    #[test]
    fn a_file_without_front_matter_is_all_body() {
        for text in ["", "Body", "----\nBody", "\n---\ntitle: x\n---\n", "{% include x %}"] {
            let parts = parts(text).ok().unwrap();
            assert_eq!((parts.members.len(), parts.body), (0, text));
        }
    }

    #[test]
    fn what_can_not_be_read_is_told_with_its_line() {
        for (text, line) in [("---\ntitle: x\n", 1), ("---\nno value\n---\n", 2), ("---\n- a\n---\n", 2)] {
            assert_eq!(parts(text).err().unwrap().0, line, "{text}");
        }
        let list = parts("---\ntags: [a\n---\n").ok().unwrap();
        assert_eq!(list.find(&["tags"]).unwrap_err(), (2, "tags: this list does not end".to_owned()));
    }
}

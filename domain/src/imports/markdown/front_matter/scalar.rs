//! Texts of YAML as they are written: in quotes, in lists of one line, as blocks, and bare, over several lines.

/// A text in quotes, and what stands behind it; an error where it does not end, or has an escape that is none.
pub(super) fn quoted(text: &str) -> Result<(String, &str), &'static str> {
    let mut signs = text.char_indices();
    let Some((_, quote)) = signs.next() else { return Err("a text is expected") };
    let mut said = String::new();
    while let Some((at, sign)) = signs.next() {
        let rest = &text[at + sign.len_utf8()..];
        match sign {
            '\'' if quote == '\'' && rest.starts_with('\'') => {
                said.push('\'');
                signs.next();
            }
            sign if sign == quote => return Ok((said, rest)),
            '\\' if quote == '"' => match signs.next() {
                // What follows in the next line follows at once.
                Some((_, '\n')) => {}
                Some((_, sign)) => said.push(escape(sign, &mut signs)?),
                None => break,
            },
            '\n' => {
                said.truncate(said.trim_end_matches([' ', '\t']).len());
                let more = rest.chars().take_while(|sign| *sign == '\n').count();
                said.push_str(&if more == 0 { " ".to_owned() } else { "\n".repeat(more) });
                signs.by_ref().take(more).for_each(drop);
            }
            sign => said.push(sign),
        }
    }
    Err("this text does not end")
}

fn escape(sign: char, signs: &mut std::str::CharIndices<'_>) -> Result<char, &'static str> {
    let digits = match sign {
        '"' | '\\' | '/' | ' ' => return Ok(sign),
        'n' => return Ok('\n'),
        't' => return Ok('\t'),
        'r' => return Ok('\r'),
        '_' => return Ok('\u{a0}'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return Err("this escape is not understood"),
    };
    let code: String = signs.by_ref().take(digits).map(|(_, sign)| sign).collect();
    let code = u32::from_str_radix(&code, 16).ok().filter(|_| code.len() == digits);
    code.and_then(char::from_u32).ok_or("this escape is not understood")
}

/// The items of `[a, "b, c"]`, and what stands behind it.
pub(super) fn list(text: &str) -> Result<(Vec<String>, &str), &'static str> {
    let mut items = Vec::new();
    let mut rest = text.strip_prefix('[').unwrap_or(text);
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', ',']);
        match rest.chars().next() {
            None => return Err("this list does not end"),
            Some(']') => return Ok((items, &rest[1..])),
            Some('"' | '\'') => {
                let (item, behind) = quoted(rest)?;
                if !behind.trim_start().starts_with([',', ']']) {
                    return Err("something stands behind a text in quotes");
                }
                items.push(item);
                rest = behind;
            }
            Some('[' | '{' | '&' | '*' | '!') => return Err("this list has more in it than texts"),
            Some(_) => {
                let end = rest.find([',', ']']).ok_or("this list does not end")?;
                let item = rest[..end].split_whitespace().collect::<Vec<_>>().join(" ");
                if item.contains(": ") || item.contains(" #") {
                    return Err("this list has more in it than texts");
                }
                if !is_nothing(&item) {
                    items.push(item);
                }
                rest = &rest[end..];
            }
        }
    }
}

/// Lines below `|` or `>`; line ends behind the last are left out whatever the sign says of them.
pub(super) fn block(head: &str, lines: &[&str]) -> Result<String, &'static str> {
    let is_folded = head.starts_with('>');
    let signs = without_comment(&head[1..]);
    if signs.len() > 2 || !signs.chars().all(|sign| "+-123456789".contains(sign)) {
        return Err("something stands behind the sign of a block");
    }
    let given = signs.chars().find_map(|sign| sign.to_digit(10)).and_then(|digit| usize::try_from(digit).ok());
    let first = lines.iter().find(|line| !line.trim().is_empty()).map(|line| indent(line));
    let Some(depth) = given.or(first) else { return Ok(String::new()) };
    let mut said: Vec<&str> = Vec::new();
    for line in lines {
        match line.get(depth..) {
            Some(text) if indent(line) >= depth => said.push(text.trim_end()),
            _ if line.trim().is_empty() => said.push(""),
            _ => return Err("the lines of a block are not indented alike"),
        }
    }
    let text = if is_folded { folded(&said) } else { said.join("\n") };
    Ok(text.trim_end_matches('\n').to_owned())
}

/// Lines as one, where there is no blank line and no deeper one between them.
fn folded(lines: &[&str]) -> String {
    let (mut text, mut blank, mut was_deeper) = (String::new(), 0, false);
    for line in lines {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        let is_deeper = line.starts_with([' ', '\t']);
        let between = match (text.is_empty(), is_deeper || was_deeper, blank) {
            (false, true, _) => "\n".repeat(blank + 1),
            (false, false, 0) => " ".to_owned(),
            _ => "\n".repeat(blank),
        };
        text.push_str(&between);
        text.push_str(line);
        (blank, was_deeper) = (0, is_deeper);
    }
    text
}

/// A bare text, which goes on in the lines below it.
pub(super) fn plain(first: &str, lines: &[&str]) -> Result<String, &'static str> {
    let mut said = vec![without_comment(first)];
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.starts_with('#')) {
        if line.contains(": ") || line.ends_with(':') {
            return Err("the lines below it are not understood");
        }
        said.push(without_comment(line));
    }
    Ok(folded(&said).trim_end().to_owned())
}

/// Whether a bare text says that there is nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// A text without the comment behind it.
pub(super) fn without_comment(text: &str) -> &str {
    if text.trim_start().starts_with('#') {
        return "";
    }
    text.split(" #").next().unwrap_or_default().trim()
}

/// By how many blanks a line is indented.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

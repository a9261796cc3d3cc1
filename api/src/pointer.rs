//! JSON Pointers (RFC 6901) to what was sent under names that clients choose.

/// A name as a part of a pointer, with the slash before it.
pub fn part(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_parts_is_escaped_in_a_name() {
        assert_eq!(["first", "", "a/b~c", "~1"].map(part), ["/first", "/", "/a~1b~0c", "/~01"]);
    }
}

//! The name under which a process claims jobs.

use presswork_domain::platform::entropy::Entropy;

/// Crockford's base32, as in public ids.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// A name that no other process has or had: claims of a process that died must never look like those of its successor.
pub(crate) fn unique(entropy: &dyn Entropy) -> String {
    let letters = entropy.bytes::<LENGTH>().map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    format!("worker_{}", String::from_iter(letters))
}

#[cfg(test)]
mod tests {
    use presswork_domain::platform::entropy::SystemEntropy;

    use super::*;

    #[test]
    fn two_processes_have_different_names() {
        let (one, other) = (unique(&SystemEntropy), unique(&SystemEntropy));
        assert_eq!(one.len(), "worker_".len() + LENGTH);
        assert_ne!(one, other);
    }
}

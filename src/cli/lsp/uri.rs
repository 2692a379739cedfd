//! Addresses of files as editors write them, to paths and back.

use std::path::{Path, PathBuf};

use lsp_types::Uri;

/// The path of a `file:` address; `None` for any other.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    // A host stands before the first slash; only this machine is meant.
    let path = decoded(rest.get(rest.find('/')?..)?)?;
    let bytes = path.as_bytes();
    // `/C:/rules`
    let is_drive = bytes.get(2) == Some(&b':') && bytes.get(1).is_some_and(u8::is_ascii_alphabetic);
    Some(PathBuf::from(if is_drive { path.get(1..)? } else { &path }))
}

/// The address of a file.
pub(super) fn of(path: &Path) -> Uri {
    let mut uri = "file://".to_owned();
    let path = path.to_string_lossy().replace('\\', "/");
    if !path.starts_with('/') {
        uri.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri(uri)
}

/// A text with `%20` and the like undone; `None` if that is no UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        let digits = behind.get(..2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = behind.get(2..)?;
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_paths() {
        let rows = [
            ("file:///a/b%20c/%C3%BC.toml", Some("/a/b c/ü.toml")),
            ("file://host/a", Some("/a")),
            ("file:///C%3A/rules", Some("C:/rules")),
            ("untitled:Untitled-1", None),
            ("file:///a%2", None),
            ("file:///a%FF", None),
            ("file://", None),
        ];
        for (uri, expected) in rows {
            assert_eq!(path(&uri.into()), expected.map(PathBuf::from), "{uri}");
        }
        assert_eq!(of(Path::new("/a/b c/ü.toml")).0, "file:///a/b%20c/%C3%BC.toml");
    }
}

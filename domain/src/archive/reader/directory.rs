//! Opening a zip. Whoever reads one holds all of its directory before anybody can ask how much that is, so the records at the end of the
//! file, which say it, are looked at first. What they say is not trusted: as many entries are read as they say and no more, and those that
//! were read are counted again.

use std::{
    fmt::Display,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
};

use zip::ZipArchive;

use super::unfit;
use crate::{Error, Result};

/// How far from the end of a file its last record may begin: behind it is a comment of at most 65,535 bytes. The reader looks a little
/// further than that, and so does this.
const TAIL: u64 = (1 << 16) + 128;
/// How the record at the end begins, and its length without the comment.
const END: (&[u8], usize) = (b"PK\x05\x06", 22);
/// How the record before that begins, which says where the long one is, and its length.
const LOCATOR: (&[u8], u64) = (b"PK\x06\x07", 20);
/// How the long record begins, which has numbers of 64 bits, and its length.
const LONG_END: (&[u8], u64) = (b"PK\x06\x06", 56);
/// How an entry of the directory begins, and the length of one that has no name.
const ENTRY: (&[u8], u64) = (b"PK\x01\x02", 46);
/// Most bytes of the directory for each entry: names, even long ones, what else tools write of a file, and remarks.
const ENTRY_MAX: u64 = 512;
/// Most bytes of the directory besides, and of all that is behind it.
const REST_MAX: u64 = 1 << 20;

/// The directory, as a record says it.
struct Directory {
    entries: u64,
    /// Where it begins, or an earlier place.
    start: u64,
    /// Whether the reader takes this one or none.
    is_last: bool,
}

/// Opens a zip of at most so many entries.
///
/// # Errors
/// `invalid_archive` where it has more, or is none.
pub(super) fn open(mut file: File, most: u64) -> Result<ZipArchive<BufReader<File>>> {
    require_bounded(&mut file, most)?;
    let zip = ZipArchive::new(BufReader::new(file)).map_err(|error| none(&error))?;
    require_few(zip.len() as u64, most)?;
    Ok(zip)
}

fn none(why: &dyn Display) -> Error {
    unfit(format!("this is no zip archive: {why}"))
}

fn require_few(entries: u64, most: u64) -> Result<()> {
    if entries > most { Err(unfit(format!("{entries} entries are more than {most}"))) } else { Ok(()) }
}

/// Makes sure that no directory which the reader could take has more entries or bytes than it may. There may be more than one record, as in
/// a comment; the reader begins with the last.
fn require_bounded(file: &mut (impl Read + Seek), most: u64) -> Result<()> {
    let length = file.seek(SeekFrom::End(0)).map_err(|error| none(&error))?;
    let from = length.saturating_sub(TAIL);
    let tail = piece(file, from, TAIL)?;
    for at in (0..tail.len()).rev() {
        let Some(record) = record_at(&tail, at) else { continue };
        let Directory { entries, start, is_last } = directory(file, record, from + at as u64, most)?;
        require_few(entries, most)?;
        let room = entries * ENTRY_MAX + REST_MAX;
        if length.saturating_sub(start) > room {
            return Err(unfit(format!("its directory is longer than {room} bytes, for {entries} entries")));
        }
        if is_last {
            break;
        }
    }
    Ok(())
}

/// The record that begins at a place, if one does, whose comment ends before the file.
fn record_at(tail: &[u8], at: usize) -> Option<&[u8]> {
    let (mark, length) = END;
    let rest = Some(&tail[at..]).filter(|rest| rest.starts_with(mark))?;
    let record = rest.get(..length)?;
    (number(record, 20, 2) <= (rest.len() - length) as u64).then_some(record)
}

/// What the record at a place of the file says.
fn directory(file: &mut (impl Read + Seek), record: &[u8], at: u64, most: u64) -> Result<Directory> {
    let (entries, size, start) = (number(record, 10, 2), number(record, 12, 4), number(record, 16, 4));
    let is_full = entries == u64::from(u16::MAX) || [size, start].contains(&u64::from(u32::MAX));
    let locator = at.checked_sub(LOCATOR.1).filter(|_| is_full);
    if let Some(place) = locator {
        let locator = piece(file, place, LOCATOR.1)?;
        if locator.starts_with(LOCATOR.0) {
            return long_directory(file, &locator, place, most);
        }
    }
    // Where something stands before the archive, it begins later than the record says.
    let begins = at.checked_sub(size).filter(|begins| *begins >= start);
    let is_whole = number(record, 4, 4) == 0 && number(record, 8, 2) == entries;
    match begins {
        Some(begins) if is_whole && piece(file, begins, 4)? == ENTRY.0 => {
            Ok(Directory { entries, start: begins, is_last: true })
        }
        _ => Ok(Directory { entries, start, is_last: false }),
    }
}

/// What the long record says to which a locator leads. The reader would look for another where there is none; this does not.
fn long_directory(file: &mut (impl Read + Seek), locator: &[u8], place: u64, most: u64) -> Result<Directory> {
    let at = number(locator, 8, 8);
    let record = piece(file, at.min(place), LONG_END.1)?;
    if record.len() as u64 != LONG_END.1 || !record.starts_with(LONG_END.0) {
        return Err(none(&"its end leads to no directory"));
    }
    let (own, entries, size, start) =
        (number(&record, 4, 8), number(&record, 32, 8), number(&record, 40, 8), number(&record, 48, 8));
    require_few(entries, most)?;
    let is_long = own >= LONG_END.1 - 12 && own.checked_add(12).and_then(|own| own.checked_add(at)) == Some(place);
    let is_whole = number(&record, 16, 4) == 0
        && number(&record, 20, 4) == number(locator, 4, 4)
        && number(&record, 24, 8) == entries
        && number(locator, 16, 4) <= 1;
    let least = entries.saturating_mul(ENTRY.1).saturating_add(start);
    if !is_long || !is_whole || least > at {
        return Err(none(&"its end does not agree with itself"));
    }
    Ok(Directory { entries, start, is_last: start.checked_add(size) == Some(at) })
}

/// A number in a record.
fn number(record: &[u8], at: usize, bytes: usize) -> u64 {
    record[at..at + bytes].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// At most so many bytes of a file.
fn piece(file: &mut (impl Read + Seek), at: u64, bytes: u64) -> Result<Vec<u8>> {
    let unread = |error: io::Error| none(&error);
    file.seek(SeekFrom::Start(at)).map_err(unread)?;
    let mut piece = Vec::new();
    file.by_ref().take(bytes).read_to_end(&mut piece).map_err(unread)?;
    Ok(piece)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn zipped(files: usize) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for n in 0..files {
            zip.start_file(format!("{n}.md"), SimpleFileOptions::default()).unwrap();
            zip.write_all(b"Some words.").unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn opened(bytes: &[u8], most: u64) -> Result<usize, String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        open(file, most).map(|zip| zip.len()).map_err(|error| {
            assert_eq!(error.code(), "invalid_archive");
            error.detail()
        })
    }

    /// A file that ends with a long record, which says that all before it is a directory of so many entries.
    fn long(directory: usize, entries: u64) -> Vec<u8> {
        let mut bytes = vec![0; directory];
        let at = directory as u64;
        bytes.extend_from_slice(b"PK\x06\x06");
        bytes.extend_from_slice(&44_u64.to_le_bytes());
        bytes.extend_from_slice(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for number in [entries, entries, at, 0] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(b"PK\x06\x07\0\0\0\0");
        bytes.extend_from_slice(&at.to_le_bytes());
        bytes.extend_from_slice(&1_u32.to_le_bytes());
        bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        bytes.extend_from_slice(&[0xFF; 12]);
        bytes.extend_from_slice(&[0; 2]);
        bytes
    }

    #[test]
    fn archives_are_opened_with_a_comment_behind_them_or_something_before_them() {
        assert_eq!(opened(&zipped(3), 3), Ok(3));
        assert_eq!(opened(&zipped(0), 3), Ok(0));
        let mut commented = zipped(3);
        let comment = [vec![b'c'; 60_000], b"PK\x05\x06 is how the end begins".to_vec()].concat();
        let at = commented.len() - 2;
        commented.truncate(at);
        commented.extend_from_slice(&u16::try_from(comment.len()).unwrap().to_le_bytes());
        commented.extend_from_slice(&comment);
        assert_eq!(opened(&commented, 3), Ok(3));
        let before = [vec![b'x'; 3 << 20], zipped(3)].concat();
        assert_eq!(opened(&before, 3), Ok(3));
    }

    #[test]
    fn what_says_that_it_has_too_many_entries_is_refused_before_they_are_read() {
        assert_eq!(opened(&zipped(3), 2), Err("3 entries are more than 2".to_owned()));
        // None of them is there.
        assert_eq!(opened(&long(0, 1001), 1000), Err("1001 entries are more than 1000".to_owned()));
        let hidden = [long(0, 1001), b"PK\x05\x06".to_vec(), vec![0xFF; 18]].concat();
        assert_eq!(opened(&hidden, 1000), Err("1001 entries are more than 1000".to_owned()));
    }

    #[test]
    fn a_directory_is_no_longer_than_its_entries_make_it() {
        let told = opened(&long(3 << 20, 1), 1000).unwrap_err();
        assert!(told.contains("its directory is longer than"), "{told}");
    }

    #[test]
    fn a_record_that_does_not_agree_with_itself_is_refused() {
        for (at, words) in [(0, "leads to no directory"), (4, "agree"), (24, "agree"), (32, "agree"), (55, "agree")] {
            let mut bytes = long(4600, 100);
            bytes[4600 + at] ^= 0x20;
            let told = opened(&bytes, 1000).unwrap_err();
            assert!(told.contains("no zip archive") && told.contains(words), "{at}: {told}");
        }
    }
}

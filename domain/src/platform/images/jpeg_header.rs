//! What the decoder does not tell of a JPEG before it decodes: how finely its colours are sampled, on which its memory depends.

use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom};

/// How many samples the components of a JPEG have together: three for each pixel, or half of that where colours are coarser. Leaves
/// the file at its beginning.
pub(super) fn samples(file: &mut (impl Read + Seek)) -> Result<u64> {
    skip(file, 2)?;
    let frame = loop {
        let (marker, body) = segment(file)?;
        match marker {
            // SOF0 to SOF15, but for DHT, JPG and DAC, which lie between.
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(&marker) => break body,
            0xda | 0xd9 => return Err(ErrorKind::InvalidData.into()),
            _ => {}
        }
    };
    file.rewind()?;
    counted(&frame).ok_or_else(|| Error::from(ErrorKind::InvalidData))
}

/// The marker and the body of the next segment; only that of a frame is read.
fn segment(file: &mut (impl Read + Seek)) -> Result<(u8, Vec<u8>)> {
    let mut byte = [0];
    while byte[0] != 0xff {
        file.read_exact(&mut byte)?;
    }
    while byte[0] == 0xff {
        file.read_exact(&mut byte)?;
    }
    let marker = byte[0];
    if matches!(marker, 0x00 | 0x01 | 0xd0..=0xd9) {
        return Ok((marker, Vec::new()));
    }
    let mut length = [0; 2];
    file.read_exact(&mut length)?;
    let length = u16::from_be_bytes(length).saturating_sub(2);
    let mut body = Vec::new();
    if (0xc0..=0xcf).contains(&marker) {
        Read::by_ref(file).take(length.into()).read_to_end(&mut body)?;
    } else {
        skip(file, length)?;
    }
    Ok((marker, body))
}

fn skip(file: &mut impl Seek, bytes: u16) -> Result<()> {
    file.seek(SeekFrom::Current(bytes.into())).map(|_| ())
}

/// The samples of a frame (ITU-T T.81, section B.2.2): its size, and of each component how often it is sampled.
fn counted(frame: &[u8]) -> Option<u64> {
    let side = |at: usize| Some(u64::from(u16::from_be_bytes([*frame.get(at)?, *frame.get(at + 1)?])));
    let pixels = side(1)? * side(3)?;
    let rates =
        frame.get(6..)?.chunks_exact(3).map(|component| (u64::from(component[1] >> 4), u64::from(component[1] & 15)));
    let (across, down) = rates.clone().fold((0, 0), |most: (u64, u64), rate| (most.0.max(rate.0), most.1.max(rate.1)));
    let sampled: u64 = rates.map(|(across, down)| across * down).sum();
    pixels.checked_mul(sampled)?.checked_div(across * down)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn of(sampling: &[u8]) -> u64 {
        let mut file = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x11\x08\0\x64\0\xc8\x03".to_vec();
        for (n, rate) in sampling.iter().enumerate() {
            file.extend([u8::try_from(n).unwrap(), *rate, 0]);
        }
        samples(&mut Cursor::new(file)).unwrap()
    }

    #[test]
    fn colours_that_are_coarser_count_less() {
        assert_eq!(of(&[0x11, 0x11, 0x11]), 60_000);
        assert_eq!(of(&[0x22, 0x11, 0x11]), 30_000);
        assert_eq!(of(&[0x21, 0x11, 0x11]), 40_000);
    }

    #[test]
    fn a_file_without_a_frame_is_none() {
        for file in
            [&b""[..], b"\xff\xd8", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xc0\0\x05abc", b"\xff\xd8\xff\xc0\0\x02"]
        {
            assert!(samples(&mut Cursor::new(file)).is_err());
        }
    }
}

//! Reading a source that anybody may have made: what is held of it at a time has a bound, and where one is in it is known.

use std::{
    cell::Cell,
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
};

use super::PIECE_MAX;

/// Where a reader is.
#[derive(Default)]
pub(in crate::imports) struct Meter {
    /// Line ends that were passed.
    ends: Cell<u64>,
    /// Bytes since the piece began.
    piece: Cell<u64>,
}

impl Meter {
    /// The line, from 1.
    pub(in crate::imports) fn line(&self) -> u64 {
        self.ends.get() + 1
    }

    /// Begins another piece: something that is held as a whole, such as a post.
    pub(in crate::imports) fn begin(&self) {
        self.piece.set(0);
    }
}

/// A reader that counts, and ends where a piece is longer than [`PIECE_MAX`].
pub(in crate::imports) struct Bounded<'a> {
    inner: BufReader<Box<dyn Read + 'a>>,
    meter: Rc<Meter>,
}

impl<'a> Bounded<'a> {
    pub(in crate::imports) fn new(inner: BufReader<Box<dyn Read + 'a>>) -> Self {
        Self { inner, meter: Rc::default() }
    }

    /// Where it is.
    pub(in crate::imports) fn meter(&self) -> Rc<Meter> {
        Rc::clone(&self.meter)
    }
}

impl BufRead for Bounded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.meter.piece.get() > PIECE_MAX {
            let line = self.meter.line();
            return Err(io::Error::other(format!("at line {line}, one piece of it is longer than {PIECE_MAX} bytes")));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        let passed = self.inner.buffer().get(..bytes).unwrap_or_default();
        let ends = passed.split(|byte| *byte == b'\n').skip(1).count();
        self.meter.ends.set(self.meter.ends.get() + ends as u64);
        self.meter.piece.set(self.meter.piece.get() + bytes as u64);
        self.inner.consume(bytes);
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_and_a_piece_has_an_end() {
        let endless: Box<dyn Read> = Box::new(b"a\nb\n".as_slice().chain(io::repeat(b'x')));
        let mut bounded = Bounded::new(BufReader::new(endless));
        let meter = bounded.meter();
        let mut start = [0; 3];
        bounded.read_exact(&mut start).unwrap();
        assert_eq!((&start, meter.line()), (b"a\nb", 2));
        let told = io::copy(&mut bounded, &mut io::sink()).unwrap_err().to_string();
        assert!(told.contains("line 3") && told.contains("longer than"), "{told}");
        meter.begin();
        assert_eq!(bounded.read(&mut start).unwrap(), 3);
    }
}

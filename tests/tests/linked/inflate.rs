//! A reader of gzip (RFC 1952) and of what it is mostly full of (RFC 1951), for the scanner: it takes what is whole and
//! leaves the rest, since anything may look like the start of a stream.

/// The most that is read of a stream, in bytes.
const LARGEST: usize = 16 << 20;
/// The longest code, in bits.
const LONGEST: usize = 15;
/// Name and comment end with a zero; the other optional fields have a length.
const HEADER_CRC: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;

/// What is in the stream at the start of `bytes`.
pub fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = bytes.split_at_checked(10)?;
    let flags = head[3];
    if flags & EXTRA != 0 {
        let length = usize::from(u16::from_le_bytes([*rest.first()?, *rest.get(1)?]));
        rest = rest.get(2 + length..)?;
    }
    for _ in 0..(flags & NAME).count_ones() + (flags & COMMENT).count_ones() {
        let end = rest.iter().position(|byte| *byte == 0)?;
        rest = &rest[end + 1..];
    }
    if flags & HEADER_CRC != 0 {
        rest = rest.get(2..)?;
    }
    inflate(rest)
}

/// The bits of a stream, each byte's lowest first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn one(&mut self) -> Option<usize> {
        let bit = self.bytes.get(self.at / 8)? >> (self.at % 8) & 1;
        self.at += 1;
        Some(usize::from(bit))
    }

    fn number(&mut self, bits: usize) -> Option<usize> {
        (0..bits).try_fold(0, |number, at| Some(number | self.one()? << at))
    }

    /// The rest of a byte says nothing.
    fn align(&mut self) {
        self.at = self.at.next_multiple_of(8);
    }
}

/// A Huffman code: how many codes there are of each length, and their symbols in order (RFC 1951, section 3.2.2).
struct Code {
    counts: [usize; LONGEST + 1],
    symbols: Vec<usize>,
}

impl Code {
    fn new(lengths: &[usize]) -> Self {
        let mut counts = [0; LONGEST + 1];
        for length in lengths {
            counts[*length] += 1;
        }
        counts[0] = 0;
        let mut symbols: Vec<usize> = (0..lengths.len()).filter(|symbol| lengths[*symbol] > 0).collect();
        symbols.sort_by_key(|symbol| lengths[*symbol]);
        Self { counts, symbols }
    }

    fn symbol(&self, bits: &mut Bits<'_>) -> Option<usize> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for count in &self.counts[1..] {
            code |= bits.one()?;
            if code < first + count {
                return self.symbols.get(index + (code - first)).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut bits, mut out) = (Bits { bytes, at: 0 }, Vec::new());
    loop {
        let is_last = bits.one()? == 1;
        match bits.number(2)? {
            0 => stored(&mut bits, &mut out)?,
            1 => {
                let lengths = [[8; 144].as_slice(), &[9; 112], &[7; 24], &[8; 8]].concat();
                block(&mut bits, &mut out, &Code::new(&lengths), &Code::new(&[5; 30]))?;
            }
            2 => {
                let (literals, distances) = codes(&mut bits)?;
                block(&mut bits, &mut out, &literals, &distances)?;
            }
            _ => return None,
        }
        if is_last {
            return Some(out);
        }
    }
}

fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>) -> Option<()> {
    bits.align();
    let length = bits.number(16)?;
    if bits.number(16)? != !length & 0xFFFF {
        return None;
    }
    let from = bits.at / 8;
    out.extend(bits.bytes.get(from..from + length)?);
    bits.at += length * 8;
    Some(())
}

/// The codes that a block brings with it (RFC 1951, section 3.2.7).
fn codes(bits: &mut Bits<'_>) -> Option<(Code, Code)> {
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let (literals, distances) = (bits.number(5)? + 257, bits.number(5)? + 1);
    let mut lengths = [0; 19];
    for at in ORDER.iter().take(bits.number(4)? + 4) {
        lengths[*at] = bits.number(3)?;
    }
    let code = Code::new(&lengths);
    let mut lengths = Vec::new();
    while lengths.len() < literals + distances {
        let (length, times) = match code.symbol(bits)? {
            16 => (*lengths.last()?, 3 + bits.number(2)?),
            17 => (0, 3 + bits.number(3)?),
            18 => (0, 11 + bits.number(7)?),
            length => (length, 1),
        };
        lengths.extend(std::iter::repeat_n(length, times));
    }
    let (of_literals, rest) = lengths.split_at(literals);
    Some((Code::new(of_literals), Code::new(rest.get(..distances)?)))
}

fn block(bits: &mut Bits<'_>, out: &mut Vec<u8>, literals: &Code, distances: &Code) -> Option<()> {
    loop {
        match literals.symbol(bits)? {
            256 => return Some(()),
            symbol if symbol < 256 => out.push(u8::try_from(symbol).ok()?),
            symbol => {
                let length = match symbol - 257 {
                    28 => 258,
                    at => 3 + stretched(at, 4, bits)?,
                };
                let distance = 1 + stretched(distances.symbol(bits)?, 2, bits)?;
                let from = out.len().checked_sub(distance)?;
                for at in from..from + length {
                    out.push(out[at]);
                }
            }
        }
        if out.len() > LARGEST {
            return None;
        }
    }
}

/// The start of the range that a symbol means, and the bits within it: after the first `2 * step` symbols, each `step`
/// of them have a bit more (RFC 1951, section 3.2.5).
fn stretched(symbol: usize, step: usize, bits: &mut Bits<'_>) -> Option<usize> {
    let extra = (symbol / step).saturating_sub(1);
    let base = if extra == 0 { symbol } else { (step + symbol % step) << extra };
    Some(base + bits.number(extra)?)
}

/// By another implementation, zlib: a text alone, the same after 300 numbers, and the same not compressed at all, so that
/// each kind of block is there.
#[cfg(test)]
pub const SAMPLES: [&str; 3] = [
    "H4sIAAAAAAAC/0u0LchJzCtJTdFNTsxLLKrUNbQwNFVLwiYKAPL7zv0rAAAA",
    "H4sIAAAAAAAC/23TO04cQBRE0a1U5Aypq/ofeDGDTYZGCDnx7n3fxE7RA2buqW6yoq6hqaWtoys32XLkLg95ykve8pGv0hR+J0pXhjKVpWzlKFe9\
     qVudP9nVh/pUX+pb/ahfjaZhjWjwH4fG1FgaW+NoXM2mac1odk0+0NRcmlvzaF6tpmWtaHWtocXnXVpb62hd7aZt7Wh37aE9tfk6W/toX52mY53o\
     dJ2hM3WWDt/26Fzdpmvd6HbdoTt1l+7WJUbVIEejRyNIo0gjSaNJI0qjSiNL4+6VjbsKV+UqXbWreFWv8tHPBHSqL3c0NBFNRZPRdDQhTUmT0rR0\
     LwjuyGl6mqCmqElqmpqopqrJ6lFi3FHWpDVtTVxT1+Q1fU1gU9izaLkjsqlsMpvOJrQpbVKb1ia2V22AO3qb4Ka4SW6am+imusluunvXWLgjvWlv\
     4pv6Jr/pbwCMgCHwqVVxh4JhMA4GwkgYCmNhMIyGb82v9scA8QgewSN4BI/gETyCR/CIa6jc4RE8gkfwCB7BI3ik9lyDfi2au9p0jbpWXbOuXdew\
     8QgewSO9ps8dHsEjeASP4BE8gkfwCB4Z9Ua4wyN4BI/gETyCR/AIHsEjsx4Td3gEj+ARPIJH8AgewSN4ZNWr4w6P4BE8gkfwCB7BI3gEj+x6ntzh\
     ETyCR/AIHsEjeASP4JFT75g7PIJH8AgewSN4BI/gETxy68FfPX5+fT6efz5+v/16PB/ff9/Anj/e//fTf2mvV5ZtBAAA",
    "H4sIAAAAAAAC/wErANT/YT1wbGFudGVkLWNhbmFyeS0xODE1JmI9cGxhbnRlZC1jYW5hcnktMTgxNfL7zv0rAAAA",
];

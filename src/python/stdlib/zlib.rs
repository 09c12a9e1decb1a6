//! `zlib` and `gzip`: checksums and decompression. What compression gives differs between versions of the library.

use std::io::Read as _;

use super::convert::{big_integer, bytes, stop};
use super::parts::Names;
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

const COMPRESSED: &str = "what compression gives differs between versions of the library";

/// The most bytes that are unpacked.
const LIMIT: u64 = 1 << 24;

/// The names of `zlib`.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default()
        .functions(&[("crc32", crc32), ("adler32", adler32), ("decompress", decompress)])
        .unknown_functions("zlib", &["compress", "compressobj"], COMPRESSED)
        .vars())
}

/// The names of `gzip`.
pub(super) fn gzip(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default()
        .functions(&[("decompress", gunzip)])
        .unknown_functions("gzip", &["compress"], COMPRESSED)
        .vars())
}

/// The bytes, and the checksum to go on from.
fn checked(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    start: i64,
) -> EvalResult<(std::rc::Rc<[u8]>, u32)> {
    let [data, value] = arguments.bind(evaluator, "crc32", ["data!", "value"])?;
    let data = bytes(evaluator, &data.unwrap_or(Value::None))?;
    let start = match value {
        Some(value) => big_integer(evaluator, &value)?.and(&u32::MAX.into()).to_i64().unwrap_or(start),
        None => start,
    };
    Ok((data, start as u32))
}

/// `zlib.crc32` and `binascii.crc32`.
pub(super) fn crc32(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (data, start) = checked(evaluator, arguments, 0)?;
    let sum = data.iter().fold(!start, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    });
    Ok(Value::int(!sum))
}

fn adler32(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (data, start) = checked(evaluator, arguments, 1)?;
    let (low, high) = data.iter().fold((start & 0xffff, start >> 16), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65521;
        (low, (high + low) % 65521)
    });
    Ok(Value::int((high << 16) | low))
}

fn unpacked(evaluator: &Evaluator, source: impl std::io::Read) -> EvalResult<Value> {
    let mut content = Vec::new();
    match source.take(LIMIT + 1).read_to_end(&mut content) {
        Ok(_) if content.len() as u64 <= LIMIT => Ok(Value::Bytes(content.into())),
        _ => stop(evaluator, "the bytes can't be unpacked"),
    }
}

fn decompress(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [data, bits, _] = arguments.bind(evaluator, "decompress", ["data!", "wbits", "bufsize"])?;
    let data = bytes(evaluator, &data.unwrap_or(Value::None))?;
    if bits.is_some() {
        return stop(evaluator, "other formats are not unpacked");
    }
    unpacked(evaluator, flate2::read::ZlibDecoder::new(&*data))
}

fn gunzip(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [data] = arguments.bind(evaluator, "decompress", ["data!"])?;
    let data = bytes(evaluator, &data.unwrap_or(Value::None))?;
    unpacked(evaluator, flate2::read::MultiGzDecoder::new(&*data))
}

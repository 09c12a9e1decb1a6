//! As much of HTTP as the proxy and the handmade server need.

use std::io::{self, BufRead, Read, Write};

/// The head of a request.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    /// The head as it was sent.
    pub(crate) bytes: Vec<u8>,
}

impl Head {
    /// Reads a head; `None` at the end of the connection.
    pub(crate) fn read(stream: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            if stream.read_until(b'\n', &mut bytes)? == 0 {
                return Ok(None);
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut lines = text.lines();
        let mut words = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
        Ok(Some(Self { method, target, headers, bytes }))
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The size of the body.
    pub(crate) fn length(&self) -> usize {
        self.header("content-length").map_or(0, |length| length.parse().unwrap())
    }
}

/// Reads a body of known size and throws it away.
pub(crate) fn drain(stream: &mut impl Read, length: usize) -> io::Result<()> {
    io::copy(&mut stream.take(length as u64), &mut io::sink()).map(drop)
}

/// Writes an answer after which the connection is closed.
pub(crate) fn answer(stream: &mut impl Write, status: u16, headers: &str, body: &[u8]) -> io::Result<()> {
    // The answer to HEAD may state the length of what isn't sent.
    let own = format!("Content-Length: {}\r\n", body.len());
    let own = if headers.contains("Content-Length") { "" } else { &own };
    write!(stream, "HTTP/1.1 {status} Said So\r\nConnection: close\r\n{own}{headers}\r\n")?;
    stream.write_all(body)?;
    stream.flush()
}

/// The status and the body that a server gives for a request.
pub(crate) fn ask(port: u16, method: &str, target: &str, headers: &str, body: &[u8]) -> (u16, Vec<u8>) {
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").map_or(answer.len(), |at| at + 4);
    let status = String::from_utf8_lossy(&answer[..end]).split(' ').nth(1).unwrap_or("0").parse().unwrap();
    (status, answer.split_off(end))
}

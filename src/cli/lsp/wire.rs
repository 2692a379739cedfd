//! Messages of the protocol over two streams. A message that is none is told apart, and what comes
//! behind it is read all the same.

use std::io::{self, BufRead, Read as _, Write};

pub(crate) use lsp_server::{
    ErrorCode, ExtractError, Message, Notification, Request, RequestId, Response,
};

/// A longer header belongs to no message.
const LONGEST_HEADER: u64 = 4 << 10;

/// Longer messages are passed over; a rule file has at most a mebibyte.
const LONGEST_MESSAGE: u64 = 64 << 20;

/// Where messages come from and go to.
pub(crate) struct Wire<R, W> {
    reader: R,
    writer: W,
}

/// What came.
pub(crate) enum Incoming {
    Message(Message),
    /// Something that is no message, and why.
    Broken(String),
    /// Nothing more will come.
    End,
}

impl<R: BufRead, W: Write> Wire<R, W> {
    pub(crate) const fn new(reader: R, writer: W) -> Self {
        Self { reader, writer }
    }

    /// Waits for a message.
    pub(crate) fn read(&mut self) -> io::Result<Incoming> {
        let Some(length) = self.header()? else { return Ok(Incoming::End) };
        let length = match length {
            Ok(length) => length,
            Err(broken) => return Ok(Incoming::Broken(broken)),
        };
        if length > LONGEST_MESSAGE {
            io::copy(&mut self.reader.by_ref().take(length), &mut io::sink())?;
            let longest = LONGEST_MESSAGE >> 20;
            return Ok(Incoming::Broken(format!("a message is longer than {longest} MiB")));
        }
        // The framework gives a stream up at the first message that it cannot read. So it is given
        // one message at a time, in a stream of its own.
        let mut framed = format!("Content-Length: {length}\r\n\r\n").into_bytes();
        let head = framed.len() as u64;
        self.reader.by_ref().take(length).read_to_end(&mut framed)?;
        if (framed.len() as u64) < head + length {
            return Ok(Incoming::End);
        }
        Ok(match Message::read(&mut framed.as_slice()) {
            Ok(Some(message)) => Incoming::Message(message),
            Ok(None) => Incoming::End,
            Err(_) => Incoming::Broken("a message is no JSON-RPC".to_owned()),
        })
    }

    /// Reads a header up to its empty line, for the length of the message behind it; `None` at the
    /// end of the stream.
    fn header(&mut self) -> io::Result<Option<Result<u64, String>>> {
        let mut length = None;
        loop {
            let mut line = Vec::new();
            self.reader.by_ref().take(LONGEST_HEADER).read_until(b'\n', &mut line)?;
            if line.is_empty() {
                return Ok(None);
            }
            let line = String::from_utf8_lossy(&line);
            let line = line.trim();
            if line.is_empty() {
                let missing = || "a message has no Content-Length".to_owned();
                return Ok(Some(length.ok_or_else(missing)));
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok();
            }
        }
    }

    pub(crate) fn write(&mut self, message: &Message) -> io::Result<()> {
        message.write(&mut self.writer)
    }
}

/// The note to the editor's log that something could not be read: it has no id by which it could be
/// answered.
pub(crate) fn logged(what: &str) -> Notification {
    use lsp_types::{LogMessageNotification, LogMessageParams, MessageType, Notification as _};
    let message = format!("pomkb: {what}; it was passed over");
    let method = LogMessageNotification::METHOD.as_str().to_owned();
    Notification::new(method, LogMessageParams { kind: MessageType::Error, message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_passed_over() {
        let good = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
        let stream = [
            "junk\r\n\r\n".to_owned(),
            framed("{"),
            format!("Content-Length: x\r\n\r\ncontent-length:{}\r\n\r\n{good}", good.len()),
            framed("[1]"),
            framed(&"[".repeat(100_000)),
            framed(good),
            "Content-Length: 99\r\n\r\nshort".to_owned(),
        ];
        let stream = stream.concat();
        let mut wire = Wire::new(stream.as_bytes(), Vec::new());
        let mut seen = String::new();
        loop {
            match wire.read().unwrap() {
                Incoming::Message(_) => seen.push('m'),
                Incoming::Broken(_) => seen.push('b'),
                Incoming::End => break,
            }
        }
        assert_eq!(seen, "bbbmbbm");
    }
}

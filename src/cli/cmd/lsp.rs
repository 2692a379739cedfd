//! `pomkb lsp`: serves an editor, over standard input and output.

use std::io::{self, BufReader};

use anyhow::Context as _;

use crate::exit::Exit;
use crate::lsp::{
    ErrorCode, Incoming, Message, Notification, Request, Response, Session, Wire, initialize,
    logged,
};

/// How far the conversation is.
enum Phase {
    /// The editor has not said what it can do.
    New,
    Open(Box<Session>),
    /// The editor wants nothing more but the end.
    Closed,
}

/// Answers until the editor says `exit`, or is gone. As the protocol has it, the exit code is 0 only
/// after `shutdown`.
pub(crate) fn run() -> anyhow::Result<Exit> {
    let stdin = BufReader::new(io::stdin().lock());
    let mut wire = Wire::new(stdin, io::stdout().lock());
    let mut phase = Phase::New;
    loop {
        let out = match wire.read().context("standard input")? {
            Incoming::End => return Ok(Exit::Failed),
            Incoming::Broken(what) => vec![logged(&what).into()],
            Incoming::Message(Message::Notification(told)) if told.method == "exit" => {
                let is_closed = matches!(phase, Phase::Closed);
                return Ok(if is_closed { Exit::Ran } else { Exit::Failed });
            }
            Incoming::Message(Message::Notification(told)) => phase.told(told),
            Incoming::Message(Message::Request(asked)) => phase.asked(asked),
            // Answers to what the server asked need no answer.
            Incoming::Message(Message::Response(_)) => Vec::new(),
        };
        for message in out {
            wire.write(&message).context("standard output")?;
        }
    }
}

impl Phase {
    /// What is to be sent because of something that the editor says.
    fn told(&mut self, told: Notification) -> Vec<Message> {
        match self {
            Self::Open(session) => session.told(told),
            Self::New | Self::Closed => Vec::new(),
        }
    }

    /// The answer to a question, and what else is to be sent.
    fn asked(&mut self, asked: Request) -> Vec<Message> {
        let refusal = |asked: Request, code: ErrorCode, why: &str| {
            vec![Response::new_err(asked.id, code as i32, why.to_owned()).into()]
        };
        match self {
            Self::New if asked.method == "initialize" => match initialize(asked) {
                Ok((session, answer)) => {
                    *self = Self::Open(Box::new(session));
                    vec![answer.into()]
                }
                Err(refused) => vec![refused.into()],
            },
            Self::New => {
                refusal(asked, ErrorCode::ServerNotInitialized, "`initialize` comes first")
            }
            Self::Open(_) if asked.method == "initialize" => {
                refusal(asked, ErrorCode::InvalidRequest, "the server is initialized already")
            }
            Self::Open(_) if asked.method == "shutdown" => {
                *self = Self::Closed;
                vec![Response::new_ok(asked.id, ()).into()]
            }
            Self::Open(session) => session.asked(asked),
            Self::Closed => refusal(asked, ErrorCode::InvalidRequest, "the server was shut down"),
        }
    }
}

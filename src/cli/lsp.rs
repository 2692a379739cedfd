//! The language server: what an editor asks and tells in, answers and diagnostics out.

mod actions;
mod answers;
mod client;
mod difference;
mod position;
mod rename;
mod session;
mod uri;
mod wire;
mod workspace;

pub(crate) use session::{Session, initialize};
pub(crate) use wire::{
    ErrorCode, Incoming, Message, Notification, Request, Response, Wire, logged,
};

//! Looking for single bytes, many at a time: the door to the library that does.

pub(crate) use memchr::memmem::Finder;
pub(crate) use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr};

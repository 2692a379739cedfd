//! `kubectl logs`: what `--prefix` and `--timestamps` put before a line, taken off.

use crate::record::envelope::Carrier;
use crate::record::envelope::layer::{Inner, Layer};
use crate::record::envelope::stamp::Stamp;

/// The line behind `[pod/NAME/CONTAINER] `.
pub(super) fn prefix(text: &str) -> Option<Layer> {
    let (place, line) = text.trim_start().strip_prefix("[pod/")?.split_once(']')?;
    let (pod, container) = place.split_once('/')?;
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(is_part_of_name);
    if !is_name(pod) || !is_name(container) {
        return None;
    }
    let line = line.strip_prefix(' ').unwrap_or(line);
    Some(Layer {
        unit: Some(pod.to_owned()),
        container: Some(container.to_owned()),
        ..Layer::new(Carrier::KubectlPrefix, Inner::Part(text.len() - line.len()..text.len()))
    })
}

/// The line behind a bare time with a date, if it is one that is known or the time tells that
/// somebody put it there: a program may well begin its own lines with a time.
pub(super) fn timestamps(stamp: &Stamp<'_>, is_known: impl Fn(&str) -> bool) -> Option<Layer> {
    if !stamp.is_iso() || stamp.time.is_none() {
        return None;
    }
    let is_put = has_nanoseconds(stamp.spelling) && stamp.has_zone();
    let line = match stamp.rest {
        "" if is_put => "",
        rest => rest.strip_prefix(' ').filter(|line| is_put || is_known(line))?,
    };
    Some(Layer {
        time: stamp.time,
        ..Layer::new(Carrier::KubectlTimestamps, Inner::Part(stamp.end - line.len()..stamp.end))
    })
}

/// Whether a time is `2024-05-02T10:11:12.123456789`: as the runtimes of containers write all
/// times, and hardly a program its own.
fn has_nanoseconds(spelling: &str) -> bool {
    let fraction = spelling.bytes().skip("2024-05-02T10:11:12.".len());
    fraction.take_while(u8::is_ascii_digit).count() == 9
}

/// Whether a byte may stand in the name of an object of Kubernetes.
pub(super) const fn is_part_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

//! stern and kail: `pod container <line>` and `namespace/pod[container]: <line>` to the line.

use crate::record::envelope::Carrier;
use crate::record::envelope::kubectl::is_part_of_name;
use crate::record::envelope::layer::{Inner, Layer};

/// The line behind a pod and a container, with the namespace before them if all were asked for.
/// stern puts nothing but blanks between them, so the line must be one that is known.
pub(super) fn stern(text: &str, is_known: impl Fn(&str) -> bool) -> Option<Layer> {
    let (first, rest) = text.split_once(' ')?;
    let (second, rest) = rest.split_once(' ')?;
    if !is_name(first) || !is_name(second) {
        return None;
    }
    if is_pod(first) && is_known(rest) {
        return Some(layer(text, (first, second), rest));
    }
    let (third, rest) = rest.split_once(' ')?;
    let is_line = is_pod(second) && is_name(third) && is_known(rest);
    is_line.then(|| layer(text, (second, third), rest))
}

/// The line behind `namespace/pod[container]: `, also without the namespace.
pub(super) fn kail(text: &str) -> Option<Layer> {
    let (place, line) = text.split_once("]: ").or_else(|| Some((text.strip_suffix("]:")?, "")))?;
    let (pod, container) = place.split_once('[')?;
    let (namespace, name) = pod.split_once('/').unwrap_or(("default", pod));
    // A number in the brackets is the process of a syslog line.
    let is_process = container.bytes().all(|byte| byte.is_ascii_digit());
    let has_names = is_name(namespace) && is_name(name) && is_name(container);
    let is_place = has_names && !is_process && (pod.contains('/') || is_pod(name));
    is_place.then(|| layer(text, (name, container), line))
}

fn layer(text: &str, (pod, container): (&str, &str), line: &str) -> Layer {
    Layer {
        unit: Some(pod.to_owned()),
        container: Some(container.to_owned()),
        ..Layer::new(Carrier::Stern, Inner::Part(text.len() - line.len()..text.len()))
    }
}

/// Names of Kubernetes have at most 253 letters, none of them a capital.
fn is_name(word: &str) -> bool {
    let has_length = (1..=253).contains(&word.len());
    has_length && word.bytes().all(|byte| is_part_of_name(byte) && !byte.is_ascii_uppercase())
}

/// Whether a word looks like the name of a pod, which ends in a part that a controller gave it.
fn is_pod(word: &str) -> bool {
    word.contains('-') && word.starts_with(|first: char| first.is_ascii_alphanumeric())
}

//! The container runtime interface: `<time> stderr F <line>` to the line; `P` for a piece of one.

use crate::record::envelope::Carrier;
use crate::record::envelope::layer::{Inner, Layer, Stream};
use crate::record::envelope::stamp::Stamp;

/// The line behind a time, the name of a stream and the tags, of which the first is `P` or `F`.
///
/// Source: `pkg/kubelet/kuberuntime/logs` of Kubernetes.
pub(super) fn peel(stamp: &Stamp<'_>) -> Option<Layer> {
    let (stream, rest) = stamp.rest.strip_prefix(' ')?.split_once(' ')?;
    let stream = Stream::parse(stream)?;
    let (tags, line) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_partial = match tags.split(':').next()? {
        "P" => true,
        "F" => false,
        _ => return None,
    };
    Some(Layer {
        time: stamp.time,
        stream: Some(stream),
        is_partial,
        ..Layer::new(Carrier::Cri, Inner::Part(stamp.end - line.len()..stamp.end))
    })
}

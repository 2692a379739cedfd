//! A hit of Elasticsearch or OpenSearch, as its interfaces and exports have it, to the document
//! inside.

use crate::record::envelope::Carrier;
use crate::record::envelope::json::Object;
use crate::record::envelope::layer::Layer;

/// The document of a hit, which is what a collector or the program itself wrote
/// (<https://www.elastic.co/docs/reference/elasticsearch/mapping-reference/mapping-source-field>).
pub(super) fn peel(object: &Object<'_>) -> Option<Layer> {
    let document = object.value("_source").filter(|document| document.is_object())?;
    let is_hit = object.has_any(&["_index", "_id"]);
    is_hit.then(|| Layer::new(Carrier::Collector, document.inner()))
}

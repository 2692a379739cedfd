//! How the tables of the formats are tested: a text in, its format and fields compared.

use crate::record::format::{Format, Slot, recognise, slots};

/// A text, its format, whether it is complete, and all its fields in order, decoded.
pub(super) fn row(text: &str, format: Format, complete: bool, fields: &[(&str, &str)]) {
    assert_eq!(recognise(text), format, "{text}");
    let found = slots(format, text);
    let expected: Vec<_> = fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    assert_eq!(found.all.iter().map(|slot| shown(slot, text)).collect::<Vec<_>>(), expected);
    assert_eq!(found.complete, complete, "{text}");
    survives_damage(text);
}

fn shown(slot: &Slot, text: &str) -> String {
    let value = slot.writing.decode(&text[slot.range.clone()]);
    format!("{}: {value}", slot.name.key(text))
}

/// Cuts the text at every place from both ends, and puts a mark at every place; whatever format
/// the rest is taken for, and in every other format too, its fields lie inside of it.
fn survives_damage(text: &str) {
    let places = text.char_indices().map(|(at, _)| at);
    for at in places {
        let (front, end) = text.split_at(at);
        look_at(front);
        look_at(end);
        for mark in ["\"", "\\", "{", "]", ":", "\n", "=", " ", "…", "“"] {
            look_at(&format!("{front}{mark}{end}"));
        }
    }
    for format in Format::ALL {
        slots(format, text);
    }
}

fn look_at(text: &str) {
    let found = slots(recognise(text), text);
    for slot in &found.all {
        assert!(text.get(slot.range.clone()).is_some(), "{slot:?} in {text}");
    }
}

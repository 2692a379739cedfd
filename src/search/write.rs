//! The words of many articles in, one run of bytes out, for [`super::prepared`] to read.
//!
//! Only the build writes.

use super::article::Counts;
use super::vocabulary::Key;

/// Writes the words of articles. The ids are sorted; words are numbered anew.
pub(super) fn prepare<'w>(
    articles: &[(&str, Counts)],
    words: impl Iterator<Item = (&'w str, Key)>,
    written: impl Iterator<Item = (&'w str, Key)>,
) -> Vec<u8> {
    let mut words: Vec<(&str, Key)> = words.collect();
    words.sort_unstable();
    let mut places = vec![0; words.len()];
    for (place, (_, old)) in words.iter().enumerate() {
        places[old.0 as usize] = place;
    }
    let mut having: Vec<Vec<u32>> = vec![Vec::new(); words.len()];
    let mut last = vec![0; words.len()];
    for ((_, counts), article) in articles.iter().zip(0_u32..) {
        for (word, count) in counts {
            let place = places[word.0 as usize];
            having[place].push((article - last[place]) << 8 | (*count).min(0xff));
            last[place] = article;
        }
    }
    let mut starts = vec![0];
    for articles in &having {
        starts.push(starts[starts.len() - 1] + number(articles.len()));
    }

    let mut written: Vec<(&str, Key)> = written.collect();
    written.sort_unstable();
    let keys = written.iter().map(|(_, old)| number(places[old.0 as usize]));

    let mut out = Vec::new();
    write_texts(articles.iter().map(|(id, _)| *id), &mut out);
    write_numbers(articles.iter().map(|(_, counts)| counts.values().sum()), &mut out);
    write_texts(words.iter().map(|(word, _)| *word), &mut out);
    write_numbers(starts.into_iter(), &mut out);
    write_numbers(having.into_iter().flatten(), &mut out);
    write_texts(written.iter().map(|(word, _)| *word), &mut out);
    write_numbers(keys, &mut out);
    out
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// How many there are, then the lowest bytes of all of them, the next ones, and so on.
fn write_numbers(numbers: impl Iterator<Item = u32>, out: &mut Vec<u8>) {
    let numbers: Vec<[u8; 4]> = numbers.map(u32::to_le_bytes).collect();
    out.extend(number(numbers.len()).to_le_bytes());
    for of in 0..4 {
        out.extend(numbers.iter().map(|bytes| bytes[of]));
    }
}

/// Where each text ends, then all bytes, filled up to whole numbers.
fn write_texts<'t>(texts: impl Iterator<Item = &'t str>, out: &mut Vec<u8>) {
    let (mut ends, mut bytes) = (Vec::new(), Vec::new());
    for text in texts {
        bytes.extend(text.as_bytes());
        ends.push(number(bytes.len()));
    }
    write_numbers(ends.into_iter(), out);
    bytes.resize(bytes.len().next_multiple_of(4), b' ');
    out.extend(number(bytes.len() / 4).to_le_bytes());
    out.extend(bytes);
}

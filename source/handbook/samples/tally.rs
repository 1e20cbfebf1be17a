//! Counts words. A sample for the handbook's chapter on code.

use std::collections::BTreeMap;

// ANCHOR: count
/// How often each word occurs.
fn count(text: &str) -> BTreeMap<&str, usize> {
    let mut tally = BTreeMap::new();
    for word in text.split_whitespace() {
        *tally.entry(word).or_insert(0) += 1;
    }
    tally
}
// ANCHOR_END: count

fn main() {
    println!("{:?}", count("fold sew fold"));
}

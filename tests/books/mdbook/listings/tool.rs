// A tool that strikes.
struct Hammer {
    weight: u32,
}

// ANCHOR: strike
fn strike(hammer: &Hammer) -> u32 {
    hammer.weight * 2
}
// ANCHOR_END: strike

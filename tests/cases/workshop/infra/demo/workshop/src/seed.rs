//! The workshop in the morning. The order is the order of every list.

use crate::world::{Kind, Manner, Member, Shelf, Tool};

pub(crate) const MEMBERS: [Member; 2] = [
    Member { card: "demo-card-mara", id: "m-1", name: "Mara", tools: 2 },
    Member { card: "demo-card-noor", id: "m-2", name: "Noor", tools: 0 },
];

pub(crate) fn shelves() -> Vec<Shelf> {
    let shelf = |id, name, room, kind| Shelf { id, name, room, note: None, kind, locked: false };
    vec![
        shelf("bench", "the long bench", "garage", Kind::Saw),
        Shelf { note: Some("mind the step"), ..shelf("window", "the window shelf", "cellar", Kind::Hammer) },
        shelf("door", "the shelf by the door", "garage", Kind::Hammer),
        shelf("attic", "the attic shelf", "attic", Kind::Brush),
        Shelf {
            note: Some("the key is at the office"),
            locked: true,
            ..shelf("locked", "the iron cabinet", "cellar", Kind::Brush)
        },
    ]
}

pub(crate) fn tools() -> Vec<Tool> {
    use Kind::{Brush, Hammer, Saw};
    use Manner::{Broken, Busy, Lost, Plain, Stuck, Swamped};
    let tool = |id, name, kind, uses, shelf, manner| Tool {
        id,
        name,
        kind,
        uses,
        shelf,
        note: None,
        lent: None,
        manner,
        asked: 0,
    };
    vec![
        tool("saw-hand", "hand saw", Saw, 12, "bench", Plain),
        tool("hammer-claw", "claw hammer", Hammer, 40, "window", Plain),
        tool("brush-wire", "wire brush", Brush, 3, "attic", Plain),
        tool("hammer-sledge", "sledge hammer", Hammer, 7, "door", Plain),
        tool("saw-coping", "coping saw", Saw, 1, "bench", Plain),
        tool("hammer-mallet", "rubber mallet", Hammer, 0, "window", Plain),
        tool("hammer-lost", "lost hammer", Hammer, 2, "window", Lost),
        tool("brush-busy", "busy brush", Brush, 5, "attic", Busy),
        tool("hammer-stuck", "stuck hammer", Hammer, 4, "door", Stuck),
        tool("saw-broken", "broken saw", Saw, 9, "bench", Broken),
        tool("brush-swamped", "swamped brush", Brush, 6, "attic", Swamped),
    ]
}

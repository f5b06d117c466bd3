//! Pages of entities, and previews of pairings.

mod page;

//! Seeded random values: ids, reference numbers and the order of members. The same seed gives the same run.

use uuid::Builder;

use crate::sentinel;

#[derive(Debug)]
pub struct Chance(fastrand::Rng);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// 32 upper-case hex digits. Never ends like a sentinel, because an id that the sandbox issued must not cause a
    /// fault when it is used.
    pub fn id(&mut self) -> String {
        loop {
            let id = format!("{:032X}", self.0.u128(..));
            if sentinel::of(&id).is_none() {
                return id;
            }
        }
    }

    /// A reference in the format of the Conax Web Services.
    pub fn uuid(&mut self) -> String {
        Builder::from_random_bytes(self.0.u128(..).to_be_bytes()).into_uuid().to_string()
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.0.u8(..))
    }

    /// True with a probability of `percent`.
    pub fn happens(&mut self, percent: u8) -> bool {
        percent > 0 && self.0.u8(0..100) < percent
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0.usize(0..end)
    }

    pub fn shuffle<T>(&mut self, entities: &mut [T]) {
        self.0.shuffle(entities);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (chance.id(), chance.uuid(), chance.below(1000))
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }
}

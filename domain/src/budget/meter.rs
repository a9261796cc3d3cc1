//! Counting what a request does.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// So many things at once come with one operation, and so many more cost a point.
pub const THINGS: u32 = crate::page::PAGE_DEFAULT;
/// Most relations that come along with the things of a list: author, tags and reactions of posts; author, reactions and
/// mentions of comments.
const RELATIONS: u32 = 3;

/// What the most expensive list of so many things costs.
#[must_use]
pub const fn list_bound(things: u32) -> u32 {
    1 + things / THINGS * (1 + RELATIONS)
}

/// What so many things of lists within other things cost at most, with their relations.
#[must_use]
pub const fn bound_within(things: u32) -> u32 {
    things.saturating_mul(1 + RELATIONS).div_ceil(THINGS)
}

/// What the length of a list costs, for who wants to know that.
pub const TOTAL: u32 = crate::page::TOTAL_THINGS / THINGS;

/// What one request has done so far, in points.
#[derive(Debug, Default)]
pub struct Meter {
    spent: AtomicU32,
    /// Things of lists within other things, and relations of those: added up, as each of these lists may be short.
    within: AtomicU32,
    /// What has been reserved for it, in tenths of a point.
    reserved: AtomicU32,
    /// Whether the answer is one that was kept, for which nothing had to be read.
    kept: AtomicBool,
}

impl Meter {
    /// So many operations have been run.
    pub fn operations(&self, number: u32) {
        self.spent.fetch_add(number, Ordering::Relaxed);
    }

    /// So many things have been fetched at once.
    pub fn things(&self, number: usize) {
        self.operations(u32::try_from(number).unwrap_or(u32::MAX) / THINGS);
    }

    /// So many things, or relations of things, have been fetched in lists within other things.
    pub fn within(&self, number: usize) {
        self.within.fetch_add(u32::try_from(number).unwrap_or(u32::MAX), Ordering::Relaxed);
    }

    /// An answer is shown that was kept, and that has cost so many points to make: it costs the same.
    pub fn kept(&self, points: u32) {
        self.operations(points.saturating_sub(self.spent()));
        self.kept.store(true, Ordering::Relaxed);
    }

    /// What has been done so far.
    #[must_use]
    pub fn spent(&self) -> u32 {
        self.spent.load(Ordering::Relaxed).saturating_add(self.within.load(Ordering::Relaxed) / THINGS)
    }

    pub(super) fn reserve(&self, tenths: u32) {
        self.reserved.fetch_add(tenths, Ordering::Relaxed);
    }

    pub(super) fn reserved(&self) -> u32 {
        self.reserved.load(Ordering::Relaxed)
    }

    pub(super) fn is_kept(&self) -> bool {
        self.kept.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_cost_by_the_twenty() {
        let costs = [0, 1, 19, 20, 39, 40, 100].map(|things| {
            let meter = Meter::default();
            meter.operations(1);
            meter.things(things);
            meter.spent()
        });
        assert_eq!(costs, [1, 1, 1, 2, 2, 3, 6]);
        assert_eq!([0, 19, 20, 100].map(list_bound), [1, 1, 5, 21]);
    }

    #[test]
    fn what_was_kept_costs_what_making_it_has_cost() {
        let costs = [5, 1].map(|points| {
            let meter = Meter::default();
            meter.operations(2);
            meter.kept(points);
            (meter.spent(), meter.is_kept())
        });
        assert_eq!(costs, [(5, true), (2, true)]);
    }

    #[test]
    fn lists_within_things_are_added_up() {
        let meter = Meter::default();
        meter.operations(1);
        let costs = [19, 1, 0, 19, 21, 100].map(|things| {
            meter.within(things);
            meter.spent()
        });
        assert_eq!(costs, [1, 2, 2, 2, 4, 9]);
        assert_eq!([0, 1, 5, 19, 100].map(bound_within), [0, 1, 1, 4, 20]);
    }
}

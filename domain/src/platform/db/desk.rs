//! Who is lent which connection: of their own home if there is one. When as many are open as may be, a home with fewer than another gets
//! room for one of its own from it, until they are even.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use tokio::{runtime::Id, sync::oneshot};

/// The runtime that a connection was opened in.
pub(super) type Home = Option<Id>;

/// Whoever has waited so long is lent the next one, whatever its home.
const LONG: Duration = Duration::from_millis(20);

/// Something that is lent.
pub(super) trait Lent {
    /// Where it is at home.
    fn home(&self) -> Home;
}

/// What is lent, and who waits for it. `P` is the right to one that is open, or about to be; dropped, it has to be told by
/// [`Desk::close`]. So neither it nor `T`, which has one, may be dropped while the desk is locked.
pub(super) struct Desk<T, P> {
    max: usize,
    place: Box<dyn Fn(Home) -> P + Send + Sync>,
    /// How many are open, idle or lent, of each home.
    open: Vec<(Home, usize)>,
    /// The last used last. While somebody waits there are none.
    idle: Vec<T>,
    waiting: VecDeque<Waiting<T, P>>,
    ended: bool,
}

struct Waiting<T, P> {
    home: Home,
    since: Instant,
    tell: oneshot::Sender<Call<T, P>>,
}

/// What somebody gets who has waited.
#[derive(Debug)]
pub(super) enum Call<T, P> {
    /// This one.
    Take(T),
    /// One that they open.
    Open(P),
}

/// What somebody gets who asks.
#[derive(Debug)]
pub(super) enum Turn<T, P> {
    /// One of their home.
    Own(T),
    /// One that they open.
    Open(P),
    /// One of another home. It has not been used for a moment.
    Foreign(T),
    /// One of another home to be closed, which makes room for one of theirs: then they ask again.
    Instead(T),
    /// None is free: they will be called.
    Wait(oneshot::Receiver<Call<T, P>>),
    /// Nothing is lent any more.
    Ended,
}

impl<T: Lent, P> Desk<T, P> {
    /// For at most so many.
    pub(super) fn new(max: usize, place: impl Fn(Home) -> P + Send + Sync + 'static) -> Self {
        let (open, idle, waiting) = (Vec::new(), Vec::new(), VecDeque::new());
        Self { max, place: Box::new(place), open, idle, waiting, ended: false }
    }

    /// One of this home, if one is idle.
    pub(super) fn take_own(&mut self, home: Home) -> Option<T> {
        let at = self.idle.iter().rposition(|it| it.home() == home)?;
        Some(self.idle.remove(at))
    }

    /// Any, if one is idle.
    pub(super) fn take_any(&mut self) -> Option<T> {
        self.idle.pop()
    }

    /// All that are idle.
    pub(super) fn take_idle(&mut self) -> Vec<T> {
        std::mem::take(&mut self.idle)
    }

    /// Those that are idle and so, and of the others those that nobody needed for so long, but for so many.
    pub(super) fn take_where(&mut self, old: impl Fn(&T) -> bool, unused: impl Fn(&T) -> bool, keep: usize) -> Vec<T> {
        let mut taken: Vec<T> = self.idle.extract_if(.., |it| old(it)).collect();
        let unused = self.idle.iter().take_while(|it| unused(it)).count();
        let most = self.idle.len().saturating_sub(keep);
        taken.extend(self.idle.drain(..unused.min(most)));
        taken
    }

    /// What somebody of this home gets.
    pub(super) fn ask(&mut self, home: Home) -> Turn<T, P> {
        if self.ended {
            return Turn::Ended;
        }
        if let Some(own) = self.take_own(home) {
            return Turn::Own(own);
        }
        if self.opened() < self.max {
            return Turn::Open(self.begin(home));
        }
        if self.idle.is_empty() {
            self.forget_who_gave_up();
            let (tell, called) = oneshot::channel();
            self.waiting.push_back(Waiting { home, since: Instant::now(), tell });
            return Turn::Wait(called);
        }
        if let Some(at) = self.idle.iter().position(|it| self.has_more(it.home(), home)) {
            return Turn::Instead(self.idle.remove(at));
        }
        self.idle.pop().map_or(Turn::Ended, Turn::Foreign)
    }

    /// Takes one back. What comes out has to be dropped: it was not needed, or makes room for one of a home that has fewer.
    #[must_use]
    pub(super) fn give_back(&mut self, mut lent: T) -> Option<T> {
        let home = lent.home();
        loop {
            self.forget_who_gave_up();
            let Some(first) = self.waiting.front() else {
                if self.ended {
                    return Some(lent);
                }
                self.idle.push(lent);
                return None;
            };
            let mut at = 0;
            if first.home != home {
                if self.has_more(home, first.home) {
                    return Some(lent);
                }
                // Where every home has one, who has none has to take one of another.
                if self.of(first.home) > 0 && first.since.elapsed() < LONG {
                    at = self.waiting.iter().position(|it| it.home == home).unwrap_or(0);
                }
            }
            let Some(waiting) = self.waiting.remove(at) else { return Some(lent) };
            match waiting.tell.send(Call::Take(lent)) {
                // They have given up waiting.
                Err(Call::Take(back)) => lent = back,
                Ok(()) | Err(Call::Open(_)) => return None,
            }
        }
    }

    /// One of this home is open no more: whoever has waited longest may open another. A right that nobody wants comes out, to be dropped.
    #[must_use]
    pub(super) fn close(&mut self, home: Home) -> Option<P> {
        if let Some(at) = self.open.iter().position(|(it, _)| *it == home) {
            self.open[at].1 -= 1;
            if self.open[at].1 == 0 {
                self.open.swap_remove(at);
            }
        }
        let Waiting { home, tell, .. } = self.waiting.pop_front()?;
        let place = self.begin(home);
        match tell.send(Call::Open(place)) {
            Err(Call::Open(place)) => Some(place),
            Ok(()) | Err(Call::Take(_)) => None,
        }
    }

    /// Lends no more but to those who wait already.
    pub(super) const fn end(&mut self) {
        self.ended = true;
    }

    /// How many are open.
    pub(super) fn opened(&self) -> usize {
        self.open.iter().map(|(_, count)| count).sum()
    }

    /// How many are open that nobody uses.
    pub(super) const fn idle(&self) -> usize {
        self.idle.len()
    }

    fn begin(&mut self, home: Home) -> P {
        match self.open.iter_mut().find(|(it, _)| *it == home) {
            Some((_, count)) => *count += 1,
            None => self.open.push((home, 1)),
        }
        (self.place)(home)
    }

    fn of(&self, home: Home) -> usize {
        self.open.iter().find(|(it, _)| *it == home).map_or(0, |(_, count)| *count)
    }

    /// Whether one home has so many more than another that they are nearer to each other when one moves.
    fn has_more(&self, home: Home, than: Home) -> bool {
        self.of(home) > self.of(than) + 1
    }

    /// They are in the way of those behind them, and may be many while nothing comes back.
    fn forget_who_gave_up(&mut self) {
        while self.waiting.front().is_some_and(|it| it.tell.is_closed()) {
            self.waiting.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::runtime::{Builder, Runtime};

    use super::*;

    #[derive(Debug, PartialEq)]
    struct One(Home);

    impl Lent for One {
        fn home(&self) -> Home {
            self.0
        }
    }

    fn runtimes() -> [Runtime; 2] {
        [(), ()].map(|()| Builder::new_current_thread().build().unwrap())
    }

    /// A desk of four that are all lent: so many to `a`, the others to `b`.
    fn lent(to_a: usize, a: Home, b: Home) -> Desk<One, Home> {
        let mut desk = Desk::new(4, |home| home);
        for n in 0..4 {
            assert!(matches!(desk.ask(if n < to_a { a } else { b }), Turn::Open(_)));
        }
        desk
    }

    fn waits(desk: &mut Desk<One, Home>, home: Home) -> oneshot::Receiver<Call<One, Home>> {
        match desk.ask(home) {
            Turn::Wait(called) => called,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn everybody_gets_one_of_their_home_and_the_first_who_waits_comes_first() {
        let runtimes = runtimes();
        let [a, b] = runtimes.each_ref().map(|it| Some(it.handle().id()));
        let mut desk = lent(2, a, b);
        let (mut first, mut second, mut third) = (waits(&mut desk, b), waits(&mut desk, a), waits(&mut desk, a));
        assert_eq!(desk.give_back(One(a)), None);
        assert!(matches!(second.try_recv(), Ok(Call::Take(One(home))) if home == a), "past one of another home");
        assert!(first.try_recv().is_err() && third.try_recv().is_err());
        assert_eq!(desk.give_back(One(b)), None);
        assert!(matches!(first.try_recv(), Ok(Call::Take(One(home))) if home == b));
        assert_eq!(desk.give_back(One(b)), None);
        assert!(matches!(third.try_recv(), Ok(Call::Take(One(home))) if home == b), "better than to wait on");
        assert_eq!((desk.opened(), desk.idle()), (4, 0));
    }

    #[test]
    fn who_has_waited_for_long_gets_the_next_one_and_who_gave_up_none() {
        let runtimes = runtimes();
        let [a, b] = runtimes.each_ref().map(|it| Some(it.handle().id()));
        let mut desk = lent(2, a, b);
        drop(waits(&mut desk, b));
        let (mut first, mut second) = (waits(&mut desk, b), waits(&mut desk, a));
        desk.waiting.iter_mut().for_each(|it| it.since -= LONG);
        assert_eq!(desk.give_back(One(a)), None);
        assert!(matches!(first.try_recv(), Ok(Call::Take(_))));
        assert!(second.try_recv().is_err());
    }

    #[test]
    fn a_home_with_fewer_gets_room_for_one_of_its_own() {
        let runtimes = runtimes();
        let [a, b] = runtimes.each_ref().map(|it| Some(it.handle().id()));
        let mut desk = lent(4, a, b);
        let mut waiting = waits(&mut desk, b);
        assert_eq!(desk.give_back(One(a)), Some(One(a)), "it is closed");
        assert_eq!(desk.close(a), None);
        assert!(matches!(waiting.try_recv(), Ok(Call::Open(home)) if home == b));
        assert_eq!((desk.of(a), desk.of(b)), (3, 1));
        // The same where nobody waits, and no further than until they are even.
        assert_eq!((desk.give_back(One(a)), desk.give_back(One(a))), (None, None));
        assert!(matches!(desk.ask(b), Turn::Instead(One(home)) if home == a));
        assert_eq!(desk.close(a), None);
        assert!(matches!(desk.ask(b), Turn::Open(_)));
        assert!(matches!(desk.ask(b), Turn::Foreign(One(home)) if home == a));
    }

    #[test]
    fn where_every_home_has_one_nobody_takes_it_from_them_for_good() {
        let runtimes = runtimes();
        let [a, b] = runtimes.each_ref().map(|it| Some(it.handle().id()));
        let mut desk = Desk::new(1, |home| home);
        assert!(matches!(desk.ask(a), Turn::Open(_)));
        let (mut other, mut own) = (waits(&mut desk, b), waits(&mut desk, a));
        assert_eq!(desk.give_back(One(a)), None);
        assert!(matches!(other.try_recv(), Ok(Call::Take(_))), "at once: it never gets one of its own");
        assert_eq!(desk.give_back(One(a)), None);
        assert!(matches!(own.try_recv(), Ok(Call::Take(_))));
        assert_eq!(desk.give_back(One(a)), None);
        assert!(matches!(desk.ask(b), Turn::Foreign(_)));
    }

    #[test]
    fn who_gave_up_waiting_is_forgotten() {
        let mut desk = lent(4, None, None);
        for _ in 0..1_000 {
            drop(waits(&mut desk, None));
        }
        assert!(desk.waiting.len() <= 1, "{}", desk.waiting.len());
        assert_eq!(desk.give_back(One(None)), None);
        assert_eq!((desk.waiting.len(), desk.idle()), (0, 1));
    }

    #[test]
    fn what_breaks_makes_room_for_who_waits() {
        let runtimes = runtimes();
        let [a, b] = runtimes.each_ref().map(|it| Some(it.handle().id()));
        let mut desk = lent(4, a, b);
        let (gone, mut waiting) = (waits(&mut desk, a), waits(&mut desk, a));
        drop(gone);
        let unwanted = desk.close(a);
        assert_eq!(unwanted, Some(a), "by who gave up");
        assert_eq!(desk.close(a), None);
        assert!(matches!(waiting.try_recv(), Ok(Call::Open(_))));
        assert_eq!(desk.opened(), 4);
    }

    #[test]
    fn at_the_end_nothing_is_lent_but_to_those_who_wait() {
        let mut desk = lent(4, None, None);
        let mut waiting = waits(&mut desk, None);
        desk.end();
        assert!(matches!(desk.ask(None), Turn::Ended));
        assert_eq!(desk.give_back(One(None)), None);
        assert!(matches!(waiting.try_recv(), Ok(Call::Take(_))));
        assert_eq!(desk.give_back(One(None)), Some(One(None)));
    }
}

//! The time of a world: that of the machine, moved by so much, or held.
use boxwood_store::Clock;
use std::sync::{Arc, Mutex, PoisonError};

/// A clock that can be held and moved. Clones share it. All times are in microseconds.
#[derive(Clone)]
pub struct HeldClock(Arc<Held>);

struct Held {
    machine: Clock,
    hand: Mutex<Hand>,
}

/// Where the hand is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hand {
    /// It goes with the machine's, so far ahead of it.
    Goes(i64),
    /// It stands there.
    Stands(i64),
}

impl HeldClock {
    /// One that goes with `machine`.
    pub fn new(machine: Clock) -> HeldClock {
        HeldClock(Arc::new(Held { machine, hand: Mutex::new(Hand::Goes(0)) }))
    }

    /// Another that shows the same time, and is moved apart from this one.
    #[must_use]
    pub fn fork(&self) -> HeldClock {
        HeldClock(Arc::new(Held { machine: self.0.machine.clone(), hand: Mutex::new(self.hand()) }))
    }

    /// As a store reads it.
    pub fn reading(&self) -> Clock {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }

    pub fn now(&self) -> i64 {
        self.at(self.hand())
    }

    /// Whether it stands still.
    pub fn is_held(&self) -> bool {
        matches!(self.hand(), Hand::Stands(_))
    }

    /// How far it is ahead of the machine's; behind it, if that is negative.
    pub fn ahead(&self) -> i64 {
        match self.hand() {
            // The machine's goes on between two looks at it.
            Hand::Goes(ahead) => ahead,
            Hand::Stands(at) => at.saturating_sub((self.0.machine)()),
        }
    }

    /// Holds it at a time.
    pub fn hold(&self, at: i64) {
        self.set(|_| Hand::Stands(at));
    }

    /// Moves it by so much; whether it goes or stands, it does so from there.
    pub fn advance(&self, by: i64) {
        self.set(|hand| match hand {
            Hand::Goes(ahead) => Hand::Goes(ahead.saturating_add(by)),
            Hand::Stands(at) => Hand::Stands(at.saturating_add(by)),
        });
    }

    /// Lets it go so far ahead of the machine's.
    pub fn skew(&self, ahead: i64) {
        self.set(|_| Hand::Goes(ahead));
    }

    /// Lets it go on from where it is.
    pub fn run(&self) {
        self.set(|hand| Hand::Goes(self.at(hand).saturating_sub((self.0.machine)())));
    }

    /// Shows what the other shows, and goes or stands as it does.
    pub fn follow(&self, other: &HeldClock) {
        let hand = other.hand();
        self.set(|_| hand);
    }

    fn at(&self, hand: Hand) -> i64 {
        match hand {
            Hand::Goes(ahead) => (self.0.machine)().saturating_add(ahead),
            Hand::Stands(at) => at,
        }
    }

    fn hand(&self) -> Hand {
        *self.0.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, change: impl FnOnce(Hand) -> Hand) {
        let mut hand = self.0.hand.lock().unwrap_or_else(PoisonError::into_inner);
        *hand = change(*hand);
    }
}

#[cfg(test)]
mod tests {
    use super::HeldClock;
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    };

    #[test]
    fn it_is_held_and_moved_and_goes_on() {
        let machine = Arc::new(AtomicI64::new(1000));
        let reads = machine.clone();
        let clock = HeldClock::new(Arc::new(move || reads.load(SeqCst)));
        assert_eq!(clock.now(), 1000);
        clock.advance(50);
        machine.store(1001, SeqCst);
        assert_eq!((clock.now(), clock.ahead(), clock.is_held()), (1051, 50, false));
        clock.hold(5000);
        machine.store(1002, SeqCst);
        assert_eq!((clock.now(), clock.is_held()), (5000, true));
        let other = clock.fork();
        clock.advance(1);
        assert_eq!((clock.now(), other.now()), (5001, 5000), "each on its own");
        clock.run();
        machine.store(1012, SeqCst);
        assert_eq!((clock.now(), clock.is_held()), (5011, false), "on from where it was held");
        clock.skew(-12);
        assert_eq!(clock.now(), 1000);
        clock.follow(&other);
        assert_eq!(clock.now(), 5000);
    }
}

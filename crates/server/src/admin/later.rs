//! Commands whose flags are described when they are typed.
use clap::{ArgMatches, Args, Command, Error, FromArgMatches, Subcommand};
use serde::{Deserialize, Serialize};
use std::cell::Cell;

thread_local! {
    static AT_ONCE: Cell<bool> = const { Cell::new(false) };
}

/// Has commands described at once that are described in `of`: for completions, whose `help` knows those alone.
pub fn described_at_once<T>(of: impl FnOnce() -> T) -> T {
    AT_ONCE.set(true);
    let done = of();
    AT_ONCE.set(false);
    done
}

/// What a command takes, described to the parser only once that command is typed, or shown: to describe those of all commands takes
/// longer than opening a store.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Later<T>(pub T);

fn later(command: Command, takes: fn(Command) -> Command) -> Command {
    if AT_ONCE.get() { takes(command) } else { command.defer(takes) }
}

/// What a command is for stands where it is listed; the doc comments of what it takes do not write over that.
fn kept(command: Command, takes: fn(Command) -> Command) -> Command {
    let (about, more) = (command.get_about().cloned(), command.get_long_about().cloned());
    let mut command = takes(command).about(None).long_about(None);
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(more) = more {
        command = command.long_about(more);
    }
    command
}

impl<T: Args> Args for Later<T> {
    fn augment_args(command: Command) -> Command {
        later(command, |command| kept(command, T::augment_args))
    }

    fn augment_args_for_update(command: Command) -> Command {
        later(command, |command| kept(command, T::augment_args_for_update))
    }
}

impl<T: Subcommand> Subcommand for Later<T> {
    fn augment_subcommands(command: Command) -> Command {
        later(command, |command| kept(command, T::augment_subcommands))
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        later(command, |command| kept(command, T::augment_subcommands_for_update))
    }

    fn has_subcommand(name: &str) -> bool {
        T::has_subcommand(name)
    }
}

impl<T: FromArgMatches> FromArgMatches for Later<T> {
    fn from_arg_matches(found: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(found).map(Later)
    }

    fn from_arg_matches_mut(found: &mut ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches_mut(found).map(Later)
    }

    fn update_from_arg_matches(&mut self, found: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(found)
    }

    fn update_from_arg_matches_mut(&mut self, found: &mut ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches_mut(found)
    }
}

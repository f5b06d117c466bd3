//! Calls every command of the desk twice with the same message: stored data is as after the first call.

mod arguments;
mod table;

use desk::new_key;
use tauri::async_runtime::block_on;

use self::table::Table;
use crate::{
    commands::{ALL, Repeat},
    tests::{APP_ORIGIN, call},
};

#[test]
fn a_repeated_command_takes_effect_once() {
    let mut table = Table::new();
    for &(command, repeat) in ALL {
        table.lay();
        let mut message = table.arguments(command);
        if repeat == Repeat::Once {
            let without = call(&table.shell, APP_ORIGIN, command, message.clone());
            assert!(without.is_err(), "{command} is not carried out without an id: {without:?}");
            message["call"] = new_key().into();
        }
        let before = table.kept();
        let first = call(&table.shell, APP_ORIGIN, command, message.clone());
        let first = first.unwrap_or_else(|problem| panic!("{command}: {problem}"));
        if command.ends_with("_batch") || ["start_bulk_sheet", "resume_bulk_sheet"].contains(&command) {
            block_on(table.is_out(message["id"].as_str().unwrap()));
        }
        block_on(table.rests());
        let after = table.kept();
        if repeat == Repeat::Reads {
            assert_eq!(after, before, "{command} is said to change nothing");
        }
        let second = call(&table.shell, APP_ORIGIN, command, message.clone());
        let second = second.unwrap_or_else(|problem| panic!("{command}, the second time: {problem}"));
        assert_eq!(table.kept(), after, "{command} came twice");
        match repeat {
            Repeat::Reads => {}
            Repeat::Keyed => assert_eq!(second[key_of(command)], first[key_of(command)], "{command}"),
            Repeat::Once => assert_eq!(second, first, "{command} is answered as it was the first time"),
        }
    }
}

fn key_of(command: &str) -> &'static str {
    if command == "plan_retries" { "id" } else { "key" }
}

/// The counts detect an operation that is done twice.
#[test]
fn two_separate_calls_take_effect_twice() {
    let mut table = Table::new();
    for command in ["mark", "send"] {
        let mut kept = Vec::new();
        for _ in 0..2 {
            table.lay();
            let mut message = table.arguments(command);
            message["call"] = new_key().into();
            call(&table.shell, APP_ORIGIN, command, message).unwrap();
            kept.push(table.kept());
        }
        assert_ne!(kept[0], kept[1], "{command}");
    }
}

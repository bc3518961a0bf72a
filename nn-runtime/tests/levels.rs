//! The environment variable that forces an instruction set.

use std::env::{current_exe, var_os};
use std::process::Command;
use std::thread;

use nn_runtime::isa::Level;

/// What the test below prints on standard output and standard error, with a setting of `NN_ISA`.
fn with(setting: &str) -> (String, String) {
    let mut command = Command::new(current_exe().unwrap());
    let output = command.env("NN_ISA", setting).args(["prints_its_level", "--exact", "--nocapture"]).output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(output.status.success(), "{out}{err}");
    (out, err)
}

/// Several threads ask at once.
#[test]
fn prints_its_level() {
    let names = thread::scope(|scope| {
        let threads = [0; 4].map(|_| scope.spawn(|| Level::current().name()));
        threads.map(|thread| thread.join().unwrap())
    });
    assert!(names.iter().all(|name| Level::all().any(|level| level.name() == *name)));
    assert_eq!(names, [names[0]; 4]);
    println!("level: {}", names[0]);
}

#[test]
fn every_level_of_the_processor_can_be_forced() {
    for level in Level::all() {
        let (out, err) = with(level.name());
        assert!(out.contains(&format!("level: {}\n", level.name())), "{out}");
        assert_eq!(err, "");
    }
}

#[test]
fn what_is_no_level_is_reported_once() {
    let best = Level::all().next().unwrap().name();
    let lacking = Level::NAMES.iter().find(|name| Level::all().all(|level| level.name() != **name));
    for setting in ["avx3", "AVX2", ""].iter().chain(lacking) {
        let (out, err) = with(setting);
        assert!(out.contains(&format!("level: {best}\n")), "{out}");
        assert_eq!(err.lines().count(), 1, "{err}");
        let report = format!("NN_ISA is {setting:?}, but this processor has {best}");
        assert!(err.starts_with(&report) && err.ends_with(&format!("; running on {best}\n")), "{err}");
    }
}

#[test]
fn levels_are_in_order() {
    let found: Vec<_> = Level::all().map(Level::name).collect();
    assert_eq!(found.last(), Some(&"portable"));
    assert_eq!(found, Level::NAMES.iter().copied().filter(|name| found.contains(name)).collect::<Vec<_>>());
    if var_os("NN_ISA").is_none() {
        assert_eq!(Level::current().name(), found[0]);
    }
}

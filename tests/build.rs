//! Lets the tests compile what `network!` writes for editors, so that every name of a layer leads somewhere.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(rust_analyzer)");
    println!("cargo::rustc-cfg=rust_analyzer");
}

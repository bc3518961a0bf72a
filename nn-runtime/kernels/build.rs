//! Tells the crate whether it is optimised: without optimisation, kernels are compiled in fewer widths, and only where everything is
//! optimised are there some for single shapes.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(unoptimised)");
    println!("cargo::rustc-check-cfg=cfg(shaped)");
    let is = |variable, value| std::env::var(variable).is_ok_and(|found| found == value);
    if is("OPT_LEVEL", "0") {
        println!("cargo::rustc-cfg=unoptimised");
    }
    if is("OPT_LEVEL", "3") && is("PROFILE", "release") {
        println!("cargo::rustc-cfg=shaped");
    }
}

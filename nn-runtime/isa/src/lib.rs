//! The instruction set a pass runs on.
//!
//! Every kernel takes a token of [`Isa`]. A pass is one `#[inline(always)]` body generic over it, entered
//! through [`dispatch`], so that a whole step of a small network is compiled for an instruction set at once. Work that is
//! large enough to pay for a call is shared between networks instead, and entered a kernel at a time through
//! [`Level::run`].
//!
//! The vectors themselves, and the proofs that a processor has them, are those of `fearless_simd`. With `std` the level
//! is detected once; without it, it is what the compiler was told of the target (`-C target-feature`, `-C target-cpu`).
//!
//! With `std`, the environment variable `NN_ISA` forces a level, by the names in [`Isa::NAME`]. A name that this
//! processor does not know is reported once on standard error, and the best level is taken. `PERFORMANCE.md`, in the
//! repository, tells what is computed how, and how to measure it.
//!
//! This is a crate of its own for the sake of building: the vectors take long to compile, and cargo begins early with what
//! several others wait for.
#![no_std]
#![deny(missing_docs, unsafe_code)]
#[cfg(feature = "std")]
extern crate std;

use fearless_simd::Simd;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use fearless_simd::x86::{Avx2, Avx512};

/// A token that stands for an instruction set the processor is known to have.
pub trait Isa: Copy + Send + Sync + 'static {
    /// The name that `NN_ISA` takes and that tables print.
    const NAME: &'static str;
    /// Whether vectors are more than arrays of scalars.
    const VECTORS: bool = true;
    /// The number of its vector registers.
    const REGISTERS: usize;
    /// The token of the vectors.
    type Simd: Simd;

    /// The token of the vectors.
    fn simd(self) -> Self::Simd;

    /// The same as a value.
    fn level(self) -> Level;
}

/// What every target can do: the vectors that its baseline has, such as SSE2, NEON or the 128 bits of WebAssembly.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

/// The vectors of the baseline, and how to come by their token.
macro_rules! baseline {
    ($Simd:ty, $vectors:literal, $registers:literal, $token:expr) => {
        impl Isa for Portable {
            const NAME: &'static str = "portable";
            const VECTORS: bool = $vectors;
            const REGISTERS: usize = $registers;
            type Simd = $Simd;

            #[inline(always)]
            fn simd(self) -> $Simd {
                $token
            }
            #[inline(always)]
            fn level(self) -> Level {
                Level::Portable
            }
        }
    };
}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2", target_feature = "fxsr"))]
baseline!(
    fearless_simd::x86::Sse2,
    true,
    16,
    match fearless_simd::Level::baseline().as_sse2() {
        Some(token) => token,
        None => unreachable!("the baseline of x86-64 has SSE2"),
    }
);
#[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
baseline!(
    fearless_simd::aarch64::Neon,
    true,
    32,
    match fearless_simd::Level::baseline().as_neon() {
        Some(token) => token,
        None => unreachable!("this target was compiled for NEON"),
    }
);
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
baseline!(
    fearless_simd::wasm32::WasmSimd128,
    true,
    16,
    match fearless_simd::Level::baseline().as_wasm_simd128() {
        Some(token) => token,
        None => unreachable!("this target was compiled for 128-bit vectors"),
    }
);
#[cfg(not(any(
    all(target_arch = "x86_64", target_feature = "sse2", target_feature = "fxsr"),
    all(target_arch = "aarch64", target_feature = "neon"),
    all(target_arch = "wasm32", target_feature = "simd128"),
)))]
baseline!(fearless_simd::Fallback, false, 8, fearless_simd::Fallback::new());

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
macro_rules! x86 {
    ($Token:ident, $name:literal, $registers:literal) => {
        impl Isa for $Token {
            const NAME: &'static str = $name;
            const REGISTERS: usize = $registers;
            type Simd = Self;

            #[inline(always)]
            fn simd(self) -> Self {
                self
            }
            #[inline(always)]
            fn level(self) -> Level {
                Level::$Token(self)
            }
        }
    };
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
x86!(Avx2, "avx2", 16);
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
x86!(Avx512, "avx512", 32);

/// An instruction set that this processor has.
#[derive(Clone, Copy, Debug)]
pub enum Level {
    /// The baseline of the target.
    Portable,
    /// AVX2 with FMA.
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    Avx2(Avx2),
    /// AVX-512 as of Ice Lake and Zen 4.
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    Avx512(Avx512),
}

impl Level {
    /// The names of all levels of this architecture, the best one first; a processor need not have them all.
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    pub const NAMES: &[&str] = &[Avx512::NAME, Avx2::NAME, Portable::NAME];
    /// The names of all levels of this architecture.
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    pub const NAMES: &[&str] = &[Portable::NAME];

    /// All levels of this processor, the best one first.
    pub fn all() -> impl Iterator<Item = Self> {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        let better = {
            let found = fearless_simd::Level::try_detect().unwrap_or(fearless_simd::Level::baseline());
            [found.as_avx512().map(Self::Avx512), found.as_avx2().map(Self::Avx2)]
        };
        #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
        let better = [None; 0];
        better.into_iter().flatten().chain([Self::Portable])
    }

    /// The best level of this processor, or the one that `NN_ISA` forces.
    #[inline(always)]
    pub fn current() -> Self {
        #[cfg(feature = "std")]
        {
            static CURRENT: std::sync::OnceLock<Level> = std::sync::OnceLock::new();
            *CURRENT.get_or_init(forced)
        }
        #[cfg(not(feature = "std"))]
        Self::best()
    }

    fn best() -> Self {
        Self::all().next().unwrap_or(Self::Portable)
    }

    /// Its name, as `NN_ISA` takes it.
    pub fn name(self) -> &'static str {
        struct Name;
        impl Task for Name {
            type Output = &'static str;
            #[inline(always)]
            fn run<S: Isa>(self, _: S) -> &'static str {
                S::NAME
            }
        }
        self.run(Name)
    }

    /// The bytes of its vectors.
    pub const fn vector_bytes(self) -> usize {
        match self {
            Self::Portable => 16,
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::Avx2(_) => 32,
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::Avx512(_) => 64,
        }
    }

    /// Runs `task` on this level.
    #[inline(always)]
    pub fn run<K: Task>(self, task: K) -> K::Output {
        match self {
            // What every target can do needs no function of its own to be compiled in.
            Self::Portable => task.run(Portable),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::Avx2(isa) => isa.vectorize(
                #[inline(always)]
                || task.run(isa),
            ),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Self::Avx512(isa) => isa.vectorize(
                #[inline(always)]
                || task.run(isa),
            ),
        }
    }
}

/// The level that `NN_ISA` names.
#[cfg(feature = "std")]
#[cold]
fn forced() -> Level {
    let Some(name) = std::env::var_os("NN_ISA") else { return Level::best() };
    match Level::all().find(|level| name == level.name()) {
        Some(level) => level,
        None => {
            let known: std::vec::Vec<_> = Level::all().map(Level::name).collect();
            let (best, known) = (Level::best(), known.join(", "));
            std::eprintln!("NN_ISA is {name:?}, but this processor has {known}; running on {}", best.name());
            best
        }
    }
}

/// Work that is compiled once for each instruction set.
pub trait Task {
    /// What it gives back.
    type Output;
    /// Does the work with the instructions of `isa`. Implementations are `#[inline(always)]`, as is all they call.
    fn run<S: Isa>(self, isa: S) -> Self::Output;
}

/// Runs `task` on the best instruction set of this processor, or the one that `NN_ISA` forces.
///
/// Where this crate is not optimised, wider vectors gain nothing: then `task` is compiled once, with those of the baseline, and
/// only what it calls by [`Isa::level`] runs on that instruction set.
#[inline(always)]
pub fn dispatch<K: Task>(task: K) -> K::Output {
    #[cfg(not(unoptimised))]
    return Level::current().run(task);
    #[cfg(unoptimised)]
    task.run(Caller(Level::current()))
}

/// The vectors of the baseline, within work that calls kernels on any level.
#[cfg(unoptimised)]
#[derive(Clone, Copy, Debug)]
struct Caller(Level);

#[cfg(unoptimised)]
impl Isa for Caller {
    const NAME: &'static str = Portable::NAME;
    const VECTORS: bool = Portable::VECTORS;
    const REGISTERS: usize = Portable::REGISTERS;
    type Simd = <Portable as Isa>::Simd;

    #[inline(always)]
    fn simd(self) -> Self::Simd {
        Portable.simd()
    }
    #[inline(always)]
    fn level(self) -> Level {
        self.0
    }
}

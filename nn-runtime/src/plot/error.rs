//! What can go wrong with a picture.

use std::io;
use std::path::PathBuf;
use std::string::String;

use thiserror::Error;

use crate::quoted::{file, quoted};

/// Why a picture was not drawn, or not written. A file that was there before is still there.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PlotError {
    /// The ending of a file's name says nothing of a format that pictures are written in.
    #[error("cannot write a picture to `{}`: its name must end in `.svg` or `.png`", file(path))]
    Ending {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be written.
    #[error("cannot write the picture to `{}`: {source}", file(path))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// There is nothing to draw.
    #[error("picture `{}` has nothing to draw: {what}", quoted(title))]
    Empty {
        /// The title of the picture.
        title: String,
        /// What there is none of.
        what: String,
    },
    /// The number of names is not that of the classes.
    #[error(
        "picture `{}` has {names} name{} for {classes} class{}",
        quoted(title),
        if *names == 1 { "" } else { "s" },
        if *classes == 1 { "" } else { "es" }
    )]
    Names {
        /// The title of the picture.
        title: String,
        /// How many names there are.
        names: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// An image has more or fewer values than pixels, or none.
    #[error("image {image} of picture `{}` has {values} values, but is {width} × {height} pixels large", quoted(title))]
    Image {
        /// The title of the picture.
        title: String,
        /// Which image, counted from 0.
        image: usize,
        /// Its width in pixels.
        width: usize,
        /// Its height in pixels.
        height: usize,
        /// The number of its values.
        values: usize,
    },
    /// The picture would take too much memory.
    #[error(
        "picture `{}` would be {width} × {height} points, but at most {} square points are drawn",
        quoted(title),
        super::picture::LARGEST
    )]
    TooLarge {
        /// The title of the picture.
        title: String,
        /// Its width in points.
        width: u64,
        /// Its height in points.
        height: u64,
    },
}

impl PlotError {
    pub(super) fn empty(title: &str, what: impl Into<String>) -> Self {
        Self::Empty { title: title.into(), what: what.into() }
    }
}

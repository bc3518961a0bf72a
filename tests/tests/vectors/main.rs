//! Against PyTorch: what it computed lies in `vectors/`, written by `vectors.py`.

mod dense;
mod file;
mod losses;
mod optimizers;

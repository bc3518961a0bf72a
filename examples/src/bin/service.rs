//! A model behind HTTP: it answers many at once, and is exchanged without one of them being turned away.
//!
//! ```text
//! cargo run --release --features service --bin service
//! curl localhost:3000/model
//! curl localhost:3000/predict --data '[[17.99, 10.38, …]]'
//! curl -X POST localhost:3000/reload      # after another model was saved to the file, which is noticed within a second otherwise
//! ```

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use nn_examples::service::{Service, serve, train, watch};
use nn_examples::{finish, println};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::ctrl_c;

/// Answers whether tumours are malignant.
#[derive(Parser)]
struct Args {
    /// The model; trained and saved first, if it is not there
    #[arg(long, default_value = "target/diagnosis.safetensors")]
    model: PathBuf,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:3000")]
    address: String,
    /// How often to look whether another model was saved, in milliseconds
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=86_400_000))]
    watch: u64,
}

fn main() -> ExitCode {
    finish(run(Args::parse()))
}

fn run(args: Args) -> Result<(), Box<dyn Error>> {
    if !args.model.exists() {
        let (model, accuracy) = train(1)?;
        if let Some(folder) = args.model.parent() {
            std::fs::create_dir_all(folder)?;
        }
        model.save(&args.model)?;
        println!("trained {model:?}, right in {:.1} % of new cases", 100.0 * accuracy);
    }
    let service = Arc::new(Service::new(args.model)?);
    Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(&args.address).await?;
        println!("listening on http://{}", listener.local_addr()?);
        tokio::spawn(watch(Arc::clone(&service), Duration::from_millis(args.watch)));
        serve(listener, service, async { _ = ctrl_c().await }).await?;
        println!("every request is answered");
        Ok(())
    })
}

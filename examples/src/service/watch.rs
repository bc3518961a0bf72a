//! Noticing that another model was saved.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use super::Service;

/// Looks at the file again and again, and puts the model in it in the place of the current one whenever it has changed. Ends with the
/// runtime alone; what is wrong with a file is said on standard error, and the model that is there goes on.
///
/// The file is expected to be replaced as a whole, as [`Model::save`](nn_runtime::Model::save) does it: what is half written is refused, and
/// looked at again when it is done.
pub async fn watch(service: Arc<Service>, every: Duration) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let service = Arc::clone(&service);
        // Files are slow: whoever waits for one must not keep others from their answers.
        match spawn_blocking(move || service.reload_if_changed()).await {
            Ok(Ok(Some(number))) => println!("version {number} of the model answers now"),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => eprintln!("the model stays as it is: {error}"),
            Err(error) => eprintln!("the model stays as it is: {error}"),
        }
    }
}

//! A small HTTP service around a model that is exchanged while others ask it.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET /health` | `{"status":"ok"}` |
//! | `GET /model` | network, version, names, summary |
//! | `POST /predict` with rows of numbers, `[[17.9,10.4,…],…]` | class, name and probabilities of each |
//! | `POST /reload` | the version of the model that has been read anew from its file |
//!
//! A model that is saved to the file is noticed by itself as well ([`watch`]).
//!
//! What is wrong with a request is told in words: `{"error":"…"}`, with the column where it is one that is wrong.

mod diagnosis;
mod watch;

use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use nn_runtime::model::PredictionOf;
use nn_runtime::prelude::*;
use nn_runtime::weights::LoadError;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;

pub use self::diagnosis::{Diagnosis, read, train};
pub use self::watch::watch;

/// The model that answers, and the file that it comes from.
#[derive(Debug)]
pub struct Service {
    path: PathBuf,
    current: RwLock<Arc<Version>>,
    /// What the file looked like when it was last read. Who holds it reads the file, one after the other.
    seen: Mutex<Option<Stamp>>,
}

/// What tells a file from the one that was there before it: when it was changed, and how long it is.
type Stamp = (SystemTime, u64);

/// A model that does not change, and which of those it is that the service has had.
#[derive(Debug)]
struct Version {
    number: u64,
    model: Model<Diagnosis>,
}

impl Service {
    /// A service that begins with the model in a file.
    ///
    /// # Errors
    ///
    /// If there is no such model.
    pub fn new(path: PathBuf) -> Result<Self, LoadError> {
        let seen = stamp(&path);
        let current = Arc::new(Version { number: 1, model: Model::load(&path)? });
        Ok(Self { path, current: RwLock::new(current), seen: Mutex::new(seen) })
    }

    /// The model at this moment. Who has it keeps it, whatever takes its place: the lock is held for as long as it takes to count one
    /// reader more.
    fn current(&self) -> Arc<Version> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts the model that is in the file now in the place of the current one, which answers until the new one is ready, and goes on if
    /// the file is refused. Returns the number of the new version.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is of another network.
    pub fn reload(&self) -> Result<u64, LoadError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = stamp(&self.path); // looked at before it is read: what is written meanwhile is noticed next time
        self.replace()
    }

    /// As [`reload`](Self::reload), if the file is another than when it was last read; `None` if it is the same, or is not there now.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is of another network. That is said once for each file.
    pub fn reload_if_changed(&self) -> Result<Option<u64>, LoadError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match stamp(&self.path) {
            Some(stamp) if *seen != Some(stamp) => {
                *seen = Some(stamp);
                self.replace().map(Some)
            }
            _ => Ok(None),
        }
    }

    fn replace(&self) -> Result<u64, LoadError> {
        let model = Model::load(&self.path)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let number = current.number + 1;
        *current = Arc::new(Version { number, model });
        Ok(number)
    }
}

/// What a file looks like from outside; nothing where there is none.
fn stamp(path: &Path) -> Option<Stamp> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

/// Answers until `stop` ends; requests that are under way by then are answered before this returns.
///
/// # Errors
///
/// Those of the operating system.
pub async fn serve(
    listener: TcpListener,
    service: Arc<Service>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let routes = Router::new()
        .route("/health", get(async || Json(json!({ "status": "ok" }))))
        .route("/model", get(model))
        .route("/predict", post(predict))
        .route("/reload", post(reload))
        .with_state(service);
    axum::serve(listener, routes).with_graceful_shutdown(stop).await
}

async fn model(State(service): State<Arc<Service>>) -> Json<Value> {
    let version = service.current();
    let names = version.model.names();
    Json(json!({
        "network": Diagnosis::<f32>::NAME,
        "version": version.number,
        "inputs": names.inputs,
        "classes": names.classes,
        "summary": Diagnosis::SUMMARY.to_string(),
    }))
}

async fn predict(State(service): State<Arc<Service>>, body: Bytes) -> Result<Json<Value>, Refused> {
    let version = service.current(); // one for all rows, whatever happens meanwhile
    let rows = rows(&body, &version.model)?;
    let predictions = version.model.predict_rows(&rows).map_err(Refused::request)?;
    let answers: Vec<_> = predictions.iter().map(|prediction| answer(&version.model, prediction)).collect();
    Ok(Json(json!({ "version": version.number, "predictions": answers })))
}

async fn reload(State(service): State<Arc<Service>>) -> Result<Json<Value>, Refused> {
    // Files are slow: whoever waits for one must not keep others from their answers.
    let number = spawn_blocking(move || service.reload()).await.map_err(Refused::fault)?.map_err(Refused::fault)?;
    Ok(Json(json!({ "version": number })))
}

/// A prediction as the service tells it.
pub fn answer(model: &Model<Diagnosis>, prediction: &PredictionOf<Diagnosis>) -> Value {
    let class = prediction.argmax();
    json!({ "class": class, "name": model.class_name(class), "probabilities": prediction.probabilities() })
}

/// The numbers of a request.
fn rows(body: &[u8], model: &Model<Diagnosis>) -> Result<Vec<Vec<f32>>, Refused> {
    let rows: Vec<Vec<Value>> = serde_json::from_slice(body)
        .map_err(|error| Refused::request(format!("the body should be a JSON array of rows of numbers: {error}")))?;
    let number = |sample: usize, column: usize, cell: &Value| {
        cell.as_f64().map(|number| number as f32).ok_or_else(|| {
            let name = model.names().inputs.get(column).map(|name| format!(" (`{name}`)")).unwrap_or_default();
            Refused::request(format!("input {column}{name} of sample {sample} is `{cell}`, but must be a number"))
        })
    };
    let row = |(sample, cells): (usize, Vec<Value>)| {
        cells.iter().enumerate().map(|(column, cell)| number(sample, column, cell)).collect()
    };
    rows.into_iter().enumerate().map(row).collect()
}

/// Why there is no answer.
struct Refused(StatusCode, String);

impl Refused {
    /// Something is wrong with the request.
    fn request(error: impl ToString) -> Self {
        Self(StatusCode::BAD_REQUEST, error.to_string())
    }

    /// Something is wrong on this side.
    fn fault(error: impl ToString) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

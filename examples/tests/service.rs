//! The service under load: while its model is exchanged again and again, every request is answered, by one model or the other.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nn_examples::service::{Diagnosis, Service, answer, read, serve, train, watch};
use nn_runtime::prelude::*;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

const CLIENTS: usize = 4;
const REQUESTS: usize = 250;
const RELOADS: u64 = 20;
/// A client asks no more often, even if the models are never all exchanged.
const MOST: usize = 1000 * REQUESTS;
/// No answer takes so long: what fails ends by itself.
const LONGEST: Duration = Duration::from_secs(30);

/// A service in a thread of its own, on a port that is free.
struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Running {
    fn start(path: &Path) -> Self {
        Self::start_watching(path, None)
    }

    /// As [`start`](Self::start), looking at the file so often.
    fn start_watching(path: &Path, every: Option<Duration>) -> Self {
        let service = Arc::new(Service::new(path.into()).unwrap());
        let (stop, stopped) = oneshot::channel();
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        if let Some(every) = every {
            runtime.spawn(watch(Arc::clone(&service), every));
        }
        let thread = thread::spawn(move || {
            runtime.block_on(serve(listener, service, async { _ = stopped.await })).unwrap();
        });
        Self { address, stop, thread }
    }

    fn client(&self) -> Client {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(LONGEST)).unwrap();
        stream.set_nodelay(true).unwrap();
        Client(BufReader::new(stream))
    }

    /// Ends the service, which answers what it has been asked before.
    fn end(self) {
        self.stop.send(()).unwrap();
        self.thread.join().unwrap();
    }
}

/// A connection that is kept from one request to the next.
struct Client(BufReader<TcpStream>);

impl Client {
    /// Status and body of the answer to a request.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let request = format!("{method} {path} HTTP/1.1\r\nhost: test\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
        let status = self.line().split(' ').nth(1).unwrap().parse().unwrap();
        let mut length = 0;
        loop {
            let line = self.line().to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().into()
    }
}

/// What a model answers to a row, but for its version.
fn expected(model: &Model<Diagnosis>, row: &[f32; 30]) -> Value {
    let answers = json!([answer(model, &model.predict(row).unwrap())]);
    // By way of text, as the answer comes: numbers may change in their last digit.
    serde_json::from_str(&answers.to_string()).unwrap()
}

#[test]
fn every_request_is_answered_while_models_come_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("diagnosis.safetensors");
    let models = [train(1).unwrap().0, train(2).unwrap().0];
    models[0].save(&path).unwrap();
    let running = Running::start(&path);

    let row = read().unwrap().inputs()[0];
    let answers = models.each_ref().map(|model| expected(model, &row));
    assert_ne!(answers[0], answers[1]);
    let body = json!([row]).to_string();
    let reloaded = AtomicBool::new(false);
    thread::scope(|scope| {
        let clients: [_; CLIENTS] = std::array::from_fn(|_| {
            let mut client = running.client();
            let (body, answers, reloaded) = (&body, &answers, &reloaded);
            scope.spawn(move || {
                let (mut last, mut seen, mut count) = (0, BTreeSet::new(), 0);
                while count < REQUESTS || (count < MOST && !reloaded.load(Ordering::Relaxed)) {
                    let (status, answer) = client.ask("POST", "/predict", body);
                    assert_eq!(status, 200, "{answer}");
                    let version = answer["version"].as_u64().unwrap();
                    assert!(version >= last, "a model that was replaced does not come back");
                    // Odd versions are of the first model, even ones of the second.
                    assert_eq!(answer["predictions"], answers[usize::from(version % 2 == 0)]);
                    seen.insert(version);
                    (last, count) = (version, count + 1);
                }
                seen.len()
            })
        });
        let mut client = running.client();
        for reload in 0..RELOADS {
            thread::sleep(Duration::from_millis(2));
            models[usize::from(reload % 2 == 0)].save(&path).unwrap();
            assert_eq!(client.ask("POST", "/reload", ""), (200, json!({ "version": reload + 2 })));
        }
        reloaded.store(true, Ordering::Relaxed);
        let seen = clients.map(|client| client.join().unwrap());
        assert!(seen.iter().any(|&versions| versions > 1), "no client saw two models: {seen:?}");
    });
    running.end();
}

/// Asks until the service has this version, or for as long as an answer may take at most.
fn await_version(client: &mut Client, version: u64) {
    let start = Instant::now();
    while client.ask("GET", "/model", "").1["version"] != version {
        assert!(start.elapsed() < LONGEST, "version {version} does not come");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_model_that_is_saved_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("diagnosis.safetensors");
    let models = [1, 2, 3].map(Diagnosis::init);
    models[0].save(&path).unwrap();
    let running = Running::start_watching(&path, Some(Duration::from_millis(5)));
    let mut client = running.client();
    let row = read().unwrap().inputs()[0];
    let ask = |client: &mut Client| client.ask("POST", "/predict", &json!([row]).to_string()).1;
    assert_eq!(ask(&mut client)["predictions"], expected(&models[0], &row));

    thread::sleep(Duration::from_millis(20)); // some file systems tell times no finer
    models[1].save(&path).unwrap();
    await_version(&mut client, 2);
    assert_eq!(ask(&mut client)["predictions"], expected(&models[1], &row));

    // What is no model changes nothing, and neither does a file that is gone.
    std::fs::write(&path, "no model").unwrap();
    thread::sleep(Duration::from_millis(100));
    std::fs::remove_file(&path).unwrap();
    thread::sleep(Duration::from_millis(100));
    let answer = ask(&mut client);
    assert_eq!((&answer["version"], &answer["predictions"]), (&json!(2), &expected(&models[1], &row)));

    models[2].save(&path).unwrap();
    await_version(&mut client, 3);
    assert_eq!(ask(&mut client)["predictions"], expected(&models[2], &row));
    // A file that is as it was is not read again; who asks for it has it read.
    thread::sleep(Duration::from_millis(100));
    assert_eq!(client.ask("POST", "/reload", ""), (200, json!({ "version": 4 })));
    running.end();
}

#[test]
fn what_is_wrong_is_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("diagnosis.safetensors");
    let data = read().unwrap();
    let model = Diagnosis::init(1).named(data.names().clone()).unwrap();
    model.save(&path).unwrap();
    let running = Running::start(&path);
    let mut client = running.client();

    assert_eq!(client.ask("GET", "/health", ""), (200, json!({ "status": "ok" })));
    let (status, about) = client.ask("GET", "/model", "");
    assert_eq!((status, &about["network"], &about["version"]), (200, &json!("Diagnosis"), &json!(1)));
    assert_eq!((&about["inputs"][0], &about["classes"][1]), (&json!("mean radius"), &json!("benign")));

    let row = json!(data.inputs()[0]);
    let with = |column: usize, cell: Value| {
        let mut row = row.clone();
        row[column] = cell;
        json!([data.inputs()[0], row])
    };
    let cases = [
        (
            json!([[1.0]]),
            "sample 0 has 1 numbers, but `Diagnosis` takes 30: there is no `mean texture`, `mean perimeter`",
        ),
        (with(3, json!(null)), "input 3 (`mean area`) of sample 1 is `null`, but must be a number"),
        (with(21, json!("25")), "input 21 (`worst texture`) of sample 1 is `\"25\"`, but must be a number"),
        (with(0, json!(1e300)), "input 0 (`mean radius`) of sample 1 is inf, but must be finite"),
        (json!({ "rows": [] }), "the body should be a JSON array of rows of numbers: "),
    ];
    for (body, problem) in cases {
        let (status, answer) = client.ask("POST", "/predict", &body.to_string());
        let error = answer["error"].as_str().unwrap();
        assert!(status == 400 && error.starts_with(problem), "{status} {error}");
    }
    assert_eq!(client.ask("POST", "/predict", "[]"), (200, json!({ "version": 1, "predictions": [] })));

    std::fs::write(&path, "no model").unwrap();
    let (status, answer) = client.ask("POST", "/reload", "");
    assert!(status == 500 && answer["error"].as_str().unwrap().contains("safetensors"), "{status} {answer}");
    let (status, answer) = client.ask("POST", "/predict", &json!([data.inputs()[0]]).to_string());
    assert_eq!(
        (status, answer["predictions"].clone()),
        (200, expected(&model, &data.inputs()[0])),
        "the old model goes on"
    );
    running.end();
}

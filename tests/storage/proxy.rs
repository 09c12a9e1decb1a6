//! A proxy before a real server, which does to uploads what networks and overloaded servers do.

use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::{Head, answer, drain};

/// What happens to a PUT with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    Pass,
    /// The connection ends in the middle of the body.
    Cut,
    /// The server never sees it; the answer is this status.
    Status(u16),
    /// The server gets all, but its answer is lost. This happens to a POST with a body, as ends uploads in parts.
    LoseAnswer,
    /// One bit in the middle of the body is another one.
    Flip,
}

/// What happens to the PUTs to come: this often this, then nothing.
#[derive(Clone, Copy, Debug)]
struct Plan {
    fault: Fault,
    times: usize,
    bytes_per_second: Option<u64>,
}

/// The proxy.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    plan: Arc<Mutex<Plan>>,
    uploads: Arc<AtomicUsize>,
}

impl Proxy {
    /// A proxy before the server at this port.
    pub(crate) fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let plan = Arc::new(Mutex::new(Plan { fault: Fault::Pass, times: 0, bytes_per_second: None }));
        let uploads = Arc::new(AtomicUsize::new(0));
        let shared = (Arc::clone(&plan), Arc::clone(&uploads));
        thread::spawn(move || {
            for client in listener.incoming() {
                let (plan, uploads) = shared.clone();
                thread::spawn(move || {
                    let _the_connection_ends =
                        client.and_then(|client| serve(client, server, &plan, &uploads));
                });
            }
        });
        Self { port, plan, uploads }
    }

    /// Does this to the next PUTs, so many times.
    pub(crate) fn does(&self, fault: Fault, times: usize) {
        let mut plan = self.plan.lock().unwrap();
        (plan.fault, plan.times) = (fault, times);
        self.uploads.store(0, Ordering::SeqCst);
    }

    /// Lets bodies through at this rate.
    pub(crate) fn slows_down_to(&self, bytes_per_second: u64) {
        self.plan.lock().unwrap().bytes_per_second = Some(bytes_per_second);
    }

    /// How many PUTs with a body came since the plan was made.
    pub(crate) fn uploads(&self) -> usize {
        self.uploads.load(Ordering::SeqCst)
    }
}

/// What is to be done with a request.
fn next(plan: &Mutex<Plan>, uploads: &AtomicUsize, head: &Head) -> (Fault, Option<u64>) {
    let mut plan = plan.lock().unwrap();
    let method = if plan.fault == Fault::LoseAnswer { "POST" } else { "PUT" };
    if head.method != method || head.length() == 0 {
        return (Fault::Pass, plan.bytes_per_second.filter(|_| head.method == "PUT"));
    }
    uploads.fetch_add(1, Ordering::SeqCst);
    if plan.times == 0 {
        return (Fault::Pass, plan.bytes_per_second);
    }
    plan.times -= 1;
    (plan.fault, plan.bytes_per_second)
}

fn serve(client: TcpStream, server: u16, plan: &Mutex<Plan>, uploads: &AtomicUsize) -> io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", server))?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
    let is_mute = Arc::new(AtomicBool::new(false));
    let hears = Arc::clone(&is_mute);
    thread::spawn(move || {
        let mut buffer = vec![0; 16 << 10];
        while let Ok(read @ 1..) = from_server.read(&mut buffer) {
            if hears.load(Ordering::SeqCst) || to_client.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _already_gone = to_client.shutdown(Shutdown::Both);
    });
    let result = requests(&client, &server, plan, uploads, &is_mute);
    let _already_gone = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
    result
}

fn requests(
    client: &TcpStream,
    server: &TcpStream,
    plan: &Mutex<Plan>,
    uploads: &AtomicUsize,
    is_mute: &AtomicBool,
) -> io::Result<()> {
    let mut input = BufReader::new(client);
    let (mut server, mut client) = (server, client);
    while let Some(head) = Head::read(&mut input)? {
        let (fault, rate) = next(plan, uploads, &head);
        let length = head.length();
        match fault {
            Fault::Pass => {
                server.write_all(&head.bytes)?;
                copy(&mut input, &mut server, length, rate)?;
            }
            Fault::LoseAnswer => {
                is_mute.store(true, Ordering::SeqCst);
                server.write_all(&head.bytes)?;
                copy(&mut input, &mut server, length, rate)?;
            }
            Fault::Cut => {
                server.write_all(&head.bytes)?;
                return copy(&mut input, &mut server, length / 2, rate);
            }
            Fault::Status(status) => {
                drain(&mut input, length)?;
                return answer(&mut client, status, "", b"<secret>not shown</secret>");
            }
            Fault::Flip => {
                server.write_all(&head.bytes)?;
                copy(&mut input, &mut server, length / 2, rate)?;
                let mut byte = [0];
                input.read_exact(&mut byte)?;
                server.write_all(&[byte[0] ^ 1])?;
                copy(&mut input, &mut server, length - length / 2 - 1, rate)?;
            }
        }
    }
    Ok(())
}

/// Copies so many bytes, not faster than the rate.
fn copy(input: &mut impl Read, output: &mut impl Write, length: usize, rate: Option<u64>) -> io::Result<()> {
    let (start, mut done, mut buffer) = (Instant::now(), 0, vec![0; 16 << 10]);
    while done < length {
        let wanted = buffer.len().min(length - done);
        let read = input.read(&mut buffer[..wanted])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        output.write_all(&buffer[..read])?;
        done += read;
        if let Some(rate) = rate {
            let due = Duration::from_secs_f64(done as f64 / rate as f64);
            thread::sleep(due.saturating_sub(start.elapsed()));
        }
    }
    output.flush()
}

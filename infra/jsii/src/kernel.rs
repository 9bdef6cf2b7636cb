//! The kernel: one process of Node.js, and everything that lives in it.

use crate::{
    Call, Error, Kind, ObjectBuilder, Options, Ref, Result, Value,
    callback::{self, Handler},
    error::Explain as _,
    packages::{Package, Packages},
    process::{Answer, Asked, Callback, Process},
    request,
    value::Wire,
};
use serde::Serialize;
use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    fmt,
    rc::Rc,
};

/// A kernel of jsii: a process of Node.js in which libraries are loaded and objects live. A copy is the same kernel.
///
/// There may be several; an object of one cannot be given to another. The process ends with the last copy and the last
/// object, with [`Kernel::close`], or with this process, whichever is first.
#[derive(Clone)]
pub struct Kernel(Rc<Inner>);

struct Inner {
    process: Process,
    packages: Packages,
    loaded: RefCell<HashSet<String>>,
    handlers: RefCell<HashMap<String, Handler>>,
    next_cookie: Cell<u64>,
    /// What an override failed with last, until the call ends within which it did.
    failed: RefCell<Option<Error>>,
}

impl Kernel {
    /// Starts a kernel, which has nothing loaded.
    #[track_caller]
    pub fn start(options: Options) -> Result<Kernel> {
        let Options { node, packages, cache, console } = options;
        let packages = Packages::find(packages, cache)?;
        let process = Process::start(node, console, &packages)?;
        Ok(Kernel(Rc::new(Inner {
            process,
            packages,
            loaded: RefCell::default(),
            handlers: RefCell::default(),
            next_cookie: Cell::new(1),
            failed: RefCell::default(),
        })))
    }

    /// Loads a package, and those before it that it needs. What is loaded stays loaded.
    #[track_caller]
    pub fn load(&self, package: &str) -> Result<()> {
        if self.0.loaded.borrow().contains(package) {
            return Ok(());
        }
        let mut loaded = Vec::new();
        self.load_with_needed(package, &mut loaded)?;
        self.0.packages.warm(&loaded);
        Ok(())
    }

    /// Loads a package, which must be of this version.
    #[track_caller]
    pub fn load_version(&self, package: &str, version: &str) -> Result<()> {
        self.0.packages.expect(package, version)?;
        self.load(package)
    }

    #[track_caller]
    fn load_with_needed(&self, name: &str, loaded: &mut Vec<Package>) -> Result<()> {
        if self.0.loaded.borrow().contains(name) {
            return Ok(());
        }
        let package = self.0.packages.read(name)?;
        for needed in &package.needs {
            self.load_with_needed(needed, loaded)?;
        }
        let tarball = self.0.packages.stub(&package)?;
        request::load(self, &package, &tarball)?;
        self.0.loaded.borrow_mut().insert(name.to_owned());
        loaded.push(package);
        Ok(())
    }

    /// The version of an installed package.
    #[track_caller]
    pub fn version(&self, package: &str) -> Result<String> {
        Ok(self.0.packages.read(package)?.version)
    }

    /// Makes an object of a class.
    #[track_caller]
    pub fn create(&self, fqn: &str, args: Vec<Value>) -> Result<Ref> {
        self.object(fqn).args(args).create()
    }

    /// An object of a class (or of `Object`, which is none), with members that are Rust.
    pub fn object(&self, fqn: &str) -> ObjectBuilder<'_> {
        ObjectBuilder::new(self, fqn)
    }

    /// Calls a static method.
    #[track_caller]
    pub fn call_static(&self, fqn: &str, method: &str, args: Vec<Value>) -> Result<Value> {
        request::static_invoke(self, fqn, method, args)
    }

    /// Reads a static property.
    #[track_caller]
    pub fn get_static(&self, fqn: &str, property: &str) -> Result<Value> {
        request::static_get(self, fqn, property)
    }

    /// Writes a static property.
    #[track_caller]
    pub fn set_static(&self, fqn: &str, property: &str, value: Value) -> Result<()> {
        request::static_set(self, fqn, property, value)
    }

    /// How many objects the kernel knows by reference.
    #[track_caller]
    pub fn objects(&self) -> Result<usize> {
        request::stats(self)
    }

    /// Lets the kernel forget an object; whoever still refers to it gets an error.
    #[track_caller]
    pub fn forget(&self, object: &Ref) -> Result<()> {
        request::delete(object)
    }

    /// The process of Node.js.
    pub fn process_id(&self) -> u32 {
        self.0.process.id()
    }

    /// Ends the process, and lets go of everything that overrides hold. Calls after that fail.
    #[track_caller]
    pub fn close(&self) -> Result<()> {
        // Dropped after the borrow has ended, for they may hold objects of this kernel.
        let handlers = self.0.handlers.take();
        drop(handlers);
        self.0.process.close()
    }

    pub(crate) fn is(&self, other: &Kernel) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// An object of another kernel has a name that may be anything's here.
    #[track_caller]
    pub(crate) fn own(&self, value: &Value) -> Result<()> {
        let mut foreign = None;
        value.each_object(&mut |object| {
            if !self.is(crate::Lives::kernel(object)) {
                foreign = Some(object.id().to_owned());
            }
        });
        match foreign {
            None => Ok(()),
            Some(id) => Err(Error::of(Kind::Usage, format!("`{id}` lives in another kernel"))),
        }
    }

    #[track_caller]
    pub(crate) fn own_all(&self, values: &[Value]) -> Result<()> {
        for value in values {
            self.own(value)?;
        }
        Ok(())
    }

    /// Keeps what overrides a member, and gives the cookie by which the kernel names it.
    pub(crate) fn keep(&self, handler: Handler) -> String {
        let cookie = self.0.next_cookie.replace(self.0.next_cookie.get() + 1).to_string();
        self.0.handlers.borrow_mut().insert(cookie.clone(), handler);
        cookie
    }

    pub(crate) fn let_go(&self, cookies: &[String]) {
        let mut gone = Vec::new();
        for cookie in cookies {
            gone.extend(self.0.handlers.borrow_mut().remove(cookie));
        }
    }

    /// Asks, answering what the kernel asks back meanwhile.
    #[track_caller]
    pub(crate) fn ask(&self, request: &impl Serialize) -> Result<Answer> {
        let mut asked = self.0.process.ask(request);
        loop {
            let callback = match asked {
                Ok(Asked::Answered(answer)) => return Ok(answer),
                Ok(Asked::Callback(callback)) => callback,
                Err(error) => return Err(self.blame(error)),
            };
            let id = callback.cbid.clone();
            let done = self.run(callback);
            asked = self.0.process.ask(&request::complete_sync(&id, &done));
            self.note(done);
        }
    }

    /// Keeps the error of an override: JavaScript gets its message only.
    pub(crate) fn note(&self, done: Result<Value>) {
        if let Err(error) = done {
            self.0.failed.replace(Some(error));
        }
    }

    /// Says which override's error an error is.
    fn blame(&self, error: Error) -> Error {
        let failed = self.0.failed.take().filter(|failed| error.message().contains(failed.message()));
        error.because(failed)
    }

    /// Runs what the kernel calls. Nothing is borrowed meanwhile: it may ask the kernel in turn.
    pub(crate) fn run(&self, callback: Callback) -> Result<Value> {
        let cookie = callback.cookie.clone().unwrap_or_default();
        let handler = self.0.handlers.borrow().get(&cookie).cloned();
        let handler = handler
            .explain(Kind::Protocol, |()| format!("the kernel calls back `{cookie}`, which is unknown"))?;
        let result = callback::run(&handler, self.call_of(callback)?)?;
        self.own(&result)?;
        Ok(result)
    }

    fn call_of(&self, callback: Callback) -> Result<Call> {
        let (object, member, args) = callback.into_parts()?;
        let this = match object.into_value(self)? {
            Value::Object(this) => this,
            other => {
                return Err(Error::of(Kind::Protocol, format!("the kernel calls back {}", other.what())));
            }
        };
        let args = args.into_iter().map(|arg| Wire::into_value(arg, self)).collect::<Result<_>>()?;
        Ok(Call::new(this, member, args))
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Kernel(process {})", self.process_id())
    }
}

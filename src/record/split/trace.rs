//! Stack traces: which line goes on with one, by its head alone and by the trace that it is in.

/// A trace that a record is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trace {
    /// Go: a panic, a fatal error, goroutines.
    Go,
    /// Python, from `Traceback` on.
    Python,
    /// Python, behind the line that names the exception: only a chained one goes on.
    PythonOver,
    /// Java and its kin.
    Java,
    /// Envoy's backtrace.
    Envoy,
}

/// Whether a line is a part of a trace beyond doubt, its first line included.
pub(crate) fn is_part(line: &str) -> bool {
    begins(line).is_some()
        || goes_on(line).is_some()
        || is_java_frame(line)
        || is_go_frame(line)
        || is_place(line)
}

/// The trace of which a line is the first one: a record of its own.
pub(crate) fn begins(line: &str) -> Option<Trace> {
    const GO: [&str; 5] = [
        "panic: ",
        "fatal error: ",
        "SIGQUIT: quit",
        "SIGABRT: abort",
        "unexpected fault address ",
    ];
    if GO.iter().any(|head| line.starts_with(head)) {
        return Some(Trace::Go);
    }
    if line.starts_with("Exception in thread \"") {
        return Some(Trace::Java);
    }
    let is_envoy = line.starts_with("Caught ") && line.contains(", suspect faulting address ");
    is_envoy.then_some(Trace::Envoy)
}

/// The trace that a line takes the record before into, or keeps it in, wherever it is met.
pub(crate) fn goes_on(line: &str) -> Option<Trace> {
    const HEADS: [(&str, Trace); 11] = [
        ("created by ", Trace::Go),
        ("[signal SIG", Trace::Go),
        ("[recovered]", Trace::Go),
        ("runtime stack:", Trace::Go),
        ("Traceback (most recent call last):", Trace::Python),
        ("Caused by: ", Trace::Java),
        // Go's kits for clouds, which have further lines indented as Java has.
        ("caused by: ", Trace::Java),
        ("Suppressed: ", Trace::Java),
        ("Backtrace (use tools/stack_decode.py", Trace::Envoy),
        ("Address mapping: ", Trace::Envoy),
        ("Envoy version: ", Trace::Envoy),
    ];
    if let Some((_, trace)) = HEADS.iter().find(|(head, _)| line.starts_with(head)) {
        return Some(*trace);
    }
    if is_goroutine(line) {
        return Some(Trace::Go);
    }
    if is_frame_number(line) {
        return Some(Trace::Envoy);
    }
    is_java_exception(line).then_some(Trace::Java)
}

impl Trace {
    /// Whether a line that is not indented goes on with this trace; and in which trace the record
    /// is then.
    pub(super) fn next(self, line: &str) -> Option<Self> {
        match self {
            Self::Go => is_go_line(line).then_some(self),
            Self::Python => is_python_exception(line).then_some(Self::PythonOver),
            Self::PythonOver => {
                let is_link = line.starts_with("During handling of the above exception")
                    || line.starts_with("The above exception was the direct cause");
                is_link.then_some(self)
            }
            Self::Java => is_java_frame(line).then_some(self),
            Self::Envoy => None,
        }
    }

    /// Whether blank lines are a part of it.
    pub(super) const fn has_blanks(self) -> bool {
        matches!(self, Self::Go | Self::PythonOver)
    }
}

/// `goroutine 1 [running]:`, `goroutine 0 gp=0x… m=0 mp=0x… [idle]:`.
fn is_goroutine(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("goroutine ") else { return false };
    rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(" [") && rest.ends_with("]:")
}

/// What Go prints between the indented lines of a dump.
fn is_go_line(line: &str) -> bool {
    let is_register = || {
        let mut words = line.split_ascii_whitespace();
        let has_two = words.next().is_some_and(|name| (2..=6).contains(&name.len()))
            && words.next().is_some_and(|value| value.starts_with("0x"));
        has_two && words.next().is_none()
    };
    line.starts_with("exit status ")
        || line.starts_with("...additional frames elided")
        || line.starts_with("-----")
        || line.starts_with("PC=0x")
        || is_go_frame(line)
        || is_register()
}

/// The function of a frame: `main.main()`, `net/http.(*conn).serve(0xc0001, {0x1, 0x2})`,
/// `panic({0x1?, 0x2?})`.
fn is_go_frame(line: &str) -> bool {
    let Some(open) = line.find('(') else { return false };
    let Some(path) = line.get(..open) else { return false };
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._/-%~@[]".contains(&byte);
    let is_path = !path.is_empty() && path.bytes().all(is_part);
    is_path && (path.contains('.') || path == "panic") && line.ends_with(')')
}

/// `#0: Envoy::Foo::bar() [0x55f1]`, `#12: [0x7f21]`.
fn is_frame_number(line: &str) -> bool {
    let Some((number, rest)) = line.strip_prefix('#').and_then(|rest| rest.split_once(": ")) else {
        return false;
    };
    let is_number = (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    is_number && rest.contains("[0x") && rest.ends_with(']')
}

/// An indented line that names a place in a source file.
fn is_place(line: &str) -> bool {
    let place = line.trim_start();
    let is_file = place.contains(".go:") && place.starts_with(['/', '_']);
    place.len() < line.len() && (is_file || is_java_frame(place) || place.starts_with("File \""))
}

/// `at com.example.Foo.bar(Foo.java:12)`, `... 12 more`: as they are when the tabs were lost.
fn is_java_frame(line: &str) -> bool {
    let is_count = line.starts_with("... ") && line.ends_with(" more");
    let Some(place) = line.strip_prefix("at ") else { return is_count };
    let Some((method, _)) = place.split_once('(') else { return false };
    method.contains('.') && !method.contains(' ') && place.ends_with(')')
}

/// `java.lang.IllegalStateException: message`: a class in a package, named as exceptions are.
fn is_java_exception(line: &str) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"._$".contains(byte);
    let length = line.bytes().take_while(is_part).count();
    let (class, rest) = line.split_at_checked(length).unwrap_or_default();
    let is_exception = ["Exception", "Error", "Throwable"].iter().any(|end| class.ends_with(end));
    let is_class = class.starts_with(|c: char| c.is_ascii_lowercase()) && class.contains('.');
    is_exception && is_class && (rest.is_empty() || rest.starts_with(": "))
}

/// The line that ends a traceback: `ValueError: message`, `requests.exceptions.SSLError: …`.
fn is_python_exception(line: &str) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"._".contains(byte);
    let length = line.bytes().take_while(is_part).count();
    let (class, rest) = line.split_at_checked(length).unwrap_or_default();
    let is_class = class.starts_with(|c: char| c.is_ascii_alphabetic());
    is_class && (rest.is_empty() || rest.starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_on_with_traces() {
        let rows = [
            ("goroutine 1 [running]:", Some(Trace::Go)),
            ("goroutine 0 gp=0x1 m=0 mp=0x2 [idle]:", Some(Trace::Go)),
            ("goroutine leak found", None),
            ("created by main.main in goroutine 1", Some(Trace::Go)),
            ("Caused by: java.io.IOException: x", Some(Trace::Java)),
            ("caused by: SerializationError: failed to unmarshal error message", Some(Trace::Java)),
            ("java.lang.NullPointerException", Some(Trace::Java)),
            ("Error: check existing secret", None),
            ("#0: [0x7f211f2c1050]", Some(Trace::Envoy)),
            ("#0: Envoy::Server::main() [0x55]", Some(Trace::Envoy)),
            ("#1: the first point", None),
            ("Traceback (most recent call last):", Some(Trace::Python)),
            ("2024/05/02 10:11:12 hello", None),
        ];
        for (line, trace) in rows {
            assert_eq!(goes_on(line), trace, "{line}");
        }
    }

    #[test]
    fn lines_of_a_trace_are_known_within_it() {
        let rows = [
            (Trace::Go, "main.main()", true),
            (Trace::Go, "net/http.(*conn).serve(0xc0001a2000, {0x1, 0x2})", true),
            (Trace::Go, "panic({0x12?, 0x34?})", true),
            (Trace::Go, "github.com/a/b-c.F[...](0x1)", true),
            (Trace::Go, "rax    0x0", true),
            (Trace::Go, "exit status 2", true),
            (Trace::Go, "10:37PM INF cmd/pomerium (x)", false),
            (Trace::Go, "all is well (mostly)", false),
            (Trace::Python, "ValueError: x", true),
            (Trace::Python, "requests.exceptions.SSLError: y", true),
            (Trace::Python, "{\"level\":\"info\"}", false),
            (Trace::PythonOver, "ValueError: x", false),
            (Trace::Java, "at io.foo.Bar.baz(Bar.java:12)", true),
            (Trace::Java, "at the end (so to say)", false),
        ];
        for (trace, line, expected) in rows {
            assert_eq!(trace.next(line).is_some(), expected, "{line}");
        }
    }
}

"""A service that misbehaves on request. Only built-in modules are loaded at start, so that it answers within milliseconds.

HOST, PORT                where it listens
MISBEHAVE_BEFORE_BIND     seconds to wait before it listens
MISBEHAVE_EXIT_AFTER      seconds after which it ends by itself, whether it listens or not
MISBEHAVE_EXIT_CODE       its exit code then
MISBEHAVE_DIE_BY          the signal that it ends itself with then
MISBEHAVE_ONLY_ONCE       a file: where it exists it does not end by itself; else it is created
MISBEHAVE_IGNORE          names of signals to ignore, separated by commas
MISBEHAVE_ON_TERM         seconds to tidy up after TERM; exits with 0 then
MISBEHAVE_CHILDREN        what to spawn at start: child, grandchild, session, daemon, bare (no environment), ignoring
MISBEHAVE_PRINT           written to standard output at start
MISBEHAVE_COMPLAIN        written to standard error at start
MISBEHAVE_FLOOD           how many lines of 100 bytes to write to standard output at start
MISBEHAVE_BIND_TWICE      fails as a second bind of its port does

GET /health   GET /echo   GET /exit?<code>   GET /die?<signal number>   GET /spawn?<kind>   POST /print   POST /complain
"""
import _signal as signal
import _socket as socket
import os
import sys
import time

wish = os.environ.get


def sleeper(seconds=300.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(end - time.monotonic())
    os._exit(0)


def spawn(kind):
    """Starts a process and returns its number, told through a pipe because it may not be our child.

    It keeps the port open, as the workers of real servers do.
    """
    back, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN if kind == "ignoring" else signal.SIG_DFL)
        keep = (tell, server.fileno() if server else -1)
        for number in range(3, 256):
            if number not in keep:
                try:
                    os.close(number)
                except OSError:
                    pass
        if kind == "session":
            os.setsid()
        if kind in ("grandchild", "daemon"):
            if kind == "daemon":
                os.setsid()
            if os.fork() > 0:
                if kind == "grandchild":
                    os.close(tell)
                    sleeper()
                os._exit(0)
        os.write(tell, b"%d" % os.getpid())
        os.close(tell)
        if kind == "bare":
            os.execve("/bin/sleep", ["sleep", "300"], {})
        sleeper()
    os.close(tell)
    number = int(os.read(back, 20))
    os.close(back)
    if kind == "daemon":
        os.waitpid(pid, 0)
    return number


def raw(name):
    with open("/proc/self/" + name, "rb") as file:
        return file.read().split(b"\0")[:-1]


def echo():
    import json

    umask = os.umask(0)
    os.umask(umask)
    with open("/proc/self/status") as status:
        lines = dict(line.rstrip("\n").split(":\t", 1) for line in status if ":\t" in line)
    descriptors = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            descriptors[name] = os.readlink("/proc/self/fd/" + name)
        except OSError:
            pass
    return json.dumps(
        {
            "arguments": [value.hex() for value in raw("cmdline")],
            "environment": [value.hex() for value in raw("environ")],
            "directory": os.getcwd(),
            "pid": os.getpid(),
            "session": os.getsid(0),
            "uid": os.getuid(),
            "gid": os.getgid(),
            "groups": os.getgroups(),
            "umask": umask,
            "descriptors": descriptors,
            "stdin": os.read(0, 1).hex(),
            "children": children,
            "blocked": lines["SigBlk"],
            "ignored": lines["SigIgn"],
        }
    ).encode()


def finish():
    once = wish("MISBEHAVE_ONLY_ONCE")
    if once:
        if os.path.exists(once):
            return
        open(once, "w").close()
    if wish("MISBEHAVE_DIE_BY"):
        os.kill(os.getpid(), int(wish("MISBEHAVE_DIE_BY")))
        sleeper()
    os._exit(int(wish("MISBEHAVE_EXIT_CODE", "0")))


def write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data) :]


def answer(method, path, body):
    path, _, query = path.partition("?")
    if path == "/health":
        return b'{"status": "healthy"}'
    if path == "/echo":
        return echo()
    if path == "/spawn":
        children.append(spawn(query))
        return b"%d" % children[-1]
    if path == "/exit":
        os._exit(int(query))
    if path == "/die":
        os.kill(os.getpid(), int(query))
        time.sleep(5)
    if path == "/print":
        write_all(1, body)
        return b"%d" % len(body)
    if path == "/complain":
        write_all(2, body)
        return b"%d" % len(body)
    return None


def serve(connection):
    """One request and its answer."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    length = 0
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
    while len(body) < length:
        part = connection.recv(65536)
        if not part:
            return
        body += part
    method, path, _ = lines[0].split(" ", 2)
    content = answer(method, path, body)
    status = b"404 Not Found" if content is None else b"200 OK"
    content = content or b""
    connection.sendall(
        b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        % (status, len(content), content)
    )


def on_term(number, frame):
    time.sleep(float(wish("MISBEHAVE_ON_TERM")))
    write_all(1, b"tidied up\n")
    os._exit(0)


def listen():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((wish("HOST", "127.0.0.1"), int(wish("PORT"))))
    except OSError as error:
        write_all(2, b"cannot bind: %s\n" % str(error).encode())
        os._exit(98)
    listener.listen(64)
    return listener


children = []
server = None
for name in filter(None, wish("MISBEHAVE_IGNORE", "").split(",")):
    signal.signal(getattr(signal, "SIG" + name), signal.SIG_IGN)
if wish("MISBEHAVE_ON_TERM"):
    signal.signal(signal.SIGTERM, on_term)
if wish("MISBEHAVE_PRINT"):
    write_all(1, os.fsencode(wish("MISBEHAVE_PRINT")))
if wish("MISBEHAVE_COMPLAIN"):
    write_all(2, os.fsencode(wish("MISBEHAVE_COMPLAIN")))
for row in range(int(wish("MISBEHAVE_FLOOD", "0"))):
    write_all(1, b"%098d\n" % row)
children.extend(spawn(kind) for kind in filter(None, wish("MISBEHAVE_CHILDREN", "").split(",")))
if wish("MISBEHAVE_EXIT_AFTER"):
    delay = float(wish("MISBEHAVE_EXIT_AFTER"))
    if delay > 0 and not wish("MISBEHAVE_BEFORE_BIND"):
        import _thread

        def later():
            time.sleep(delay)
            finish()

        _thread.start_new_thread(later, ())
    else:
        time.sleep(delay)
        finish()
if wish("MISBEHAVE_BEFORE_BIND"):
    time.sleep(float(wish("MISBEHAVE_BEFORE_BIND")))
server = listen()
if wish("MISBEHAVE_BIND_TWICE"):
    listen()
import _thread


def guarded(connection):
    try:
        serve(connection)
    except OSError:
        pass
    finally:
        connection.close()


while True:
    descriptor, _ = server._accept()
    _thread.start_new_thread(guarded, (socket.socket(fileno=descriptor),))

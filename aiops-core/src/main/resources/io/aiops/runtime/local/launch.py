"""Becomes the command that the launch file describes; the process id stays the same.

    python3 -ISE launch.py <launch file> <attempt> <sweep>

Does exactly what launch.pl does, for hosts without Perl; see there for the file's format.
"""
import errno
import os
import signal
import sys


def refuse(reason, status):
    os.umask(0o077)
    line = reason + b"\n"
    try:
        note = os.open("noexec", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.write(note, line)
        os.close(note)
    except OSError:
        pass
    os.write(2, b"aiops: " + line)
    os._exit(status)


def because(what, error):
    return what + b": " + os.strerror(error.errno or errno.EIO).encode()


def opened(name, flags, mode, descriptor):
    try:
        handle = os.open(name, flags, mode)
    except OSError as error:
        refuse(because(b"cannot write to " + name, error), 126)
    os.dup2(handle, descriptor)
    os.set_inheritable(descriptor, True)
    if handle > 2:
        os.close(handle)


def sweep(mark):
    for other in os.listdir("/proc"):
        if not other.isdigit() or int(other) <= 1 or int(other) == os.getpid():
            continue
        try:
            with open("/proc/" + other + "/environ", "rb") as environ:
                if mark in b"\0" + environ.read():
                    os.kill(int(other), signal.SIGKILL)
        except OSError:
            pass


def program(command, path):
    if b"/" in command:
        return command
    for folder in path.split(b":"):
        candidate = (folder or b".") + b"/" + command
        if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return candidate
    return b"./" + command


def main():
    name, attempt, sweeping = sys.argv[1:4]
    os.setsid()
    try:
        with open(name, "rb") as launch:
            parts = iter(launch.read().split(b"\0")[:-1])
    except OSError as error:
        refuse(because(b"cannot read the launch file", error), 126)
    try:
        if next(parts) != b"aiops-launch-1":
            refuse(b"the launch file is of another version", 126)
        token, directory, out, err = (next(parts) for _ in range(4))
        command = [next(parts) for _ in range(int(next(parts)))]
        entries = [next(parts) for _ in range(int(next(parts)))]
    except (StopIteration, RuntimeError, ValueError):
        refuse(b"the launch file is damaged", 126)

    os.umask(0o027)  # logs are for the owner and the group
    append = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    opened(b"/dev/null", os.O_RDONLY, 0, 0)
    opened(out, append, 0o666, 1)
    opened(err, append, 0o666, 2)
    os.umask(0o022)

    if sweeping == "1":
        sweep(b"\0AIOPS_TOKEN=" + token + b".")

    with open("/proc/self/stat", "rb") as stat:
        born = stat.read().rsplit(b")", 1)[1].split()[19]
    try:
        journal = os.open("journal", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(journal, b"\nstarted %s %d %s ;\n" % (attempt.encode(), os.getpid(), born))
        os.close(journal)
    except OSError:
        pass
    if os.path.exists("stop"):
        os._exit(0)

    environment = dict(entry.split(b"=", 1) for entry in entries)
    environment[b"AIOPS_TOKEN"] = token + b"." + attempt.encode()
    state = os.readlink("/proc/self/cwd")
    try:
        os.chdir(directory)
    except OSError as error:
        refuse(because(b"cannot enter " + directory, error), 126)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE, signal.SIGXFSZ, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    path = program(command[0], environment.get(b"PATH", b""))
    try:
        try:
            os.execve(path, command, environment)
        except OSError as error:
            if error.errno != errno.ENOEXEC:
                raise
            os.execve(b"/bin/sh", [b"/bin/sh", path] + command[1:], environment)
    except OSError as error:
        os.chdir(state)
        refuse(because(b"cannot run " + command[0], error), 127 if error.errno == errno.ENOENT else 126)


main()

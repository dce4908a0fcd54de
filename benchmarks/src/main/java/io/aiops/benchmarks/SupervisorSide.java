package io.aiops.benchmarks;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Supervisor with a configuration of its own, reached by XML-RPC over its Unix socket. Services are started in the way
 * that was the fastest of four that were tried: their programs written to one included file, {@code reloadConfig}, then one
 * {@code system.multicall} that adds every program and starts it without waiting.
 */
final class SupervisorSide implements Side {

    static final String NAME = "Supervisor";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern RUNNING = Pattern.compile("<string>RUNNING</string>");
    private static final Pattern FAULT = Pattern.compile("faultString");

    private final String daemon;
    private final String version;
    private final Path home;
    private final List<Slot> started = new ArrayList<>();
    private @Nullable Process process;
    private @Nullable HttpConnection connection;

    SupervisorSide(String daemon, String version, Path home) {
        this.daemon = daemon;
        this.version = version;
        this.home = home;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return version + ", XML-RPC over the Unix socket";
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public void open() throws IOException {
        Files.createDirectories(home.resolve("conf.d"));
        Path configuration = home.resolve("supervisord.conf");
        Files.writeString(configuration, """
                [unix_http_server]
                file=%1$s/supervisor.sock
                chmod=0700
                [supervisord]
                nodaemon=true
                logfile=%1$s/supervisord.log
                pidfile=%1$s/supervisord.pid
                childlogdir=%1$s
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                [include]
                files=%1$s/conf.d/*.conf
                """.formatted(home));
        writePrograms(List.of(), List.of());
        ProcessBuilder builder = new ProcessBuilder(daemon, "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("console.log").toFile());
        builder.environment().keySet().retainAll(Set.of("PATH"));
        process = builder.start();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                connection = new HttpConnection(UnixDomainSocketAddress.of(home.resolve("supervisor.sock")));
                call("supervisor.getState", "");
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > end) {
                    throw notYet;
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    @Override
    public void start(List<Slot> slots, Program program) throws IOException {
        started.addAll(slots);
        writePrograms(started, program.command());
        call("supervisor.reloadConfig", "");
        List<String> calls = new ArrayList<>();
        slots.forEach(slot -> {
            calls.add(struct("supervisor.addProcessGroup", string(slot.name())));
            calls.add(struct("supervisor.startProcess", string(slot.name()) + "<value><boolean>0</boolean></value>"));
        });
        multicall(calls);
    }

    private void writePrograms(List<Slot> slots, List<String> command) throws IOException {
        String programs = slots.stream()
                .map(slot -> """
                        [program:%1$s]
                        command=%2$s
                        directory=%3$s
                        environment=HOST="127.0.0.1",PORT="%4$d"
                        autostart=false
                        autorestart=true
                        stdout_logfile=%3$s/%1$s.log
                        stderr_logfile=%3$s/%1$s_error.log
                        """.formatted(slot.name(), String.join(" ", command), home, slot.port()))
                .collect(Collectors.joining());
        Files.writeString(home.resolve("conf.d").resolve("services.conf"), programs);
    }

    @Override
    public List<Duration> timeStatus(int calls, int expectedRunning) throws IOException {
        List<Duration> durations = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            long begin = System.nanoTime();
            String answer = call("supervisor.getAllProcessInfo", "");
            durations.add(Duration.ofNanos(System.nanoTime() - begin));
            long running = RUNNING.matcher(answer).results().count();
            if (running != expectedRunning) {
                throw new IllegalStateException(running + " services run, not " + expectedRunning);
            }
        }
        return durations;
    }

    @Override
    public void removeAll() throws IOException {
        call("supervisor.stopAllProcesses", "");
        multicall(started.stream()
                .map(slot -> struct("supervisor.removeProcessGroup", string(slot.name())))
                .toList());
        started.clear();
        writePrograms(List.of(), List.of());
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
        }
        if (process != null) {
            process.destroy();
            try {
                process.waitFor(30, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        started.clear();
    }

    private void multicall(List<String> calls) throws IOException {
        call("system.multicall", "<value><array><data>" + String.join("", calls) + "</data></array></value>");
    }

    private String call(String method, String values) throws IOException {
        if (connection == null) {
            throw new IllegalStateException("not open");
        }
        String parameters = values.isEmpty() ? "" : "<param>" + values + "</param>";
        String answer = connection.send(
                "POST",
                "/RPC2",
                Map.of("Content-Type", "text/xml"),
                "<?xml version='1.0'?><methodCall><methodName>" + method + "</methodName><params>" + parameters
                        + "</params></methodCall>");
        Matcher fault = FAULT.matcher(answer);
        if (fault.find()) {
            throw new IOException(
                    method + ": " + answer.substring(fault.start(), Math.min(answer.length(), fault.start() + 200)));
        }
        return answer;
    }

    private static String struct(String method, String values) {
        return "<value><struct><member><name>methodName</name>" + string(method)
                + "</member><member><name>params</name><value><array><data>" + values
                + "</data></array></value></member></struct></value>";
    }

    private static String string(String text) {
        return "<value><string>" + text + "</string></value>";
    }
}

package io.aiops.testkit.runtime;

import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.Workload;
import io.aiops.service.Endpoint;
import io.aiops.service.WorkloadId;
import io.aiops.testkit.service.Misbehaviour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A platform in a JVM of its own, which starts test services and can be killed without a chance to tidy up. */
final class PlatformProcess implements AutoCloseable {

    private static final String ID = "platform-one";
    private static final int SECONDS = 20;

    private final Process process;
    private final Path answer;

    private PlatformProcess(Process process, Path answer) {
        this.process = process;
        this.answer = answer;
    }

    /**
     * Starts a platform on a home with these workloads of the suite.
     *
     * @param fixture the class of the backend's fixture
     */
    static PlatformProcess start(Class<?> fixture, Path home, List<Workload> workloads) throws IOException {
        Path answer = home.resolve("handles");
        Files.deleteIfExists(answer);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                PlatformProcess.class.getName(),
                fixture.getName(),
                home.toString()));
        for (Workload workload : workloads) {
            command.add(workload.id() + "=" + workload.endpoints().get(0).port());
        }
        Path output = home.resolve("platform.out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        return new PlatformProcess(process, answer);
    }

    /** The handles of its workloads, once all were started; empty before. */
    List<RuntimeHandle> handles() {
        if (!Files.exists(answer)) {
            return List.of();
        }
        try {
            return Files.readAllLines(answer).stream()
                    .map(PlatformProcess::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static RuntimeHandle read(String line) {
        String[] parts = line.split("\t", -1);
        return new RuntimeHandle(parts[0], WorkloadId.parse(parts[1]), Integer.parseInt(parts[2]), parts[3]);
    }

    private static String written(RuntimeHandle handle) {
        return String.join(
                "\t",
                handle.runtime(),
                handle.workload().toString(),
                Integer.toString(handle.version()),
                handle.state());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}, and waits for its end. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the platform's process does not die");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The platform: a fixture's class, the home, and {@code <workload>=<port>} for each workload. */
    public static void main(String... arguments) throws Exception {
        Path home = Path.of(arguments[1]);
        RuntimeFixture fixture = Class.forName(arguments[0])
                .asSubclass(RuntimeFixture.class)
                .getDeclaredConstructor()
                .newInstance();
        RuntimeContext context = RuntimeContract.contextOf(home, ID);
        ServiceRuntime runtime = fixture.open(context);
        ContractWorkloads workloads = new ContractWorkloads(home);
        List<String> handles = new ArrayList<>();
        for (String wish : List.of(arguments).subList(2, arguments.length)) {
            int equals = wish.indexOf('=');
            Workload workload = fixture.fit(workloads
                    .service(
                            WorkloadId.parse(wish.substring(0, equals)),
                            new Endpoint("127.0.0.1", Integer.parseInt(wish.substring(equals + 1))),
                            Misbehaviour.none())
                    .build());
            RuntimeHandle handle = runtime.apply(workload);
            runtime.start(handle);
            handles.add(written(handle));
        }
        Path draft = home.resolve("handles.new");
        Files.write(draft, handles);
        Files.move(draft, home.resolve("handles"));
        Thread.currentThread().join();
    }
}

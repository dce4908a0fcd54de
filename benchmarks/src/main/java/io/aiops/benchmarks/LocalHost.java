package io.aiops.benchmarks;

import static io.aiops.benchmarks.Dialogue.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiops.runtime.LogSettings;
import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.ServiceRuntimeProvider;
import io.aiops.runtime.Workload;
import io.aiops.service.Endpoint;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceState;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** An application that embeds the SDK: holds the local runtime in a JVM of its own and does what the harness asks. */
final class LocalHost {

    private final Path home;
    private final ServiceRuntime runtime;
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final List<RuntimeHandle> handles = new ArrayList<>();

    private LocalHost(Path home) {
        this.home = home;
        ServiceRuntimeProvider provider = ServiceLoader.load(ServiceRuntimeProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals("local"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no local runtime on the class path"));
        runtime = provider.create(new RuntimeContext("benchmark", home, Clock.systemUTC(), key -> Optional.empty()));
    }

    /** Serves requests until standard input ends. The only argument is the platform's home. */
    public static void main(String[] arguments) throws IOException {
        LocalHost host = new LocalHost(Path.of(arguments[0]));
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            ObjectNode reply = JSON.createObjectNode();
            try {
                host.serve(JSON.readTree(line), reply);
                reply.put("ok", true);
            } catch (IOException | RuntimeException | InterruptedException | ExecutionException failure) {
                failure.printStackTrace();
                reply.put("ok", false).put("error", failure.toString());
            }
            System.out.println(JSON.writeValueAsString(reply));
        }
        host.workers.shutdown();
        host.runtime.close();
    }

    private void serve(JsonNode request, ObjectNode reply)
            throws IOException, InterruptedException, ExecutionException {
        switch (request.path("op").asText()) {
            case "open" -> reply.put("version", runtime.info().version());
            case "start" -> start(request);
            case "status" -> status(request.path("calls").asInt(), reply);
            case "remove" -> remove();
            default -> throw new IOException("unknown request " + request);
        }
    }

    private void start(JsonNode request) throws IOException, InterruptedException, ExecutionException {
        List<String> command = new ArrayList<>();
        request.path("command").forEach(part -> command.add(part.asText()));
        Path logs = Files.createDirectories(home.resolve("logs"));
        List<Future<RuntimeHandle>> starts = new ArrayList<>();
        for (JsonNode slot : request.path("slots")) {
            String name = slot.path("name").asText();
            Workload workload = Workload.builder(
                            new WorkloadId(ServiceId.of(name), 1),
                            home,
                            LogSettings.of(logs.resolve(name + ".log"), logs.resolve(name + "_error.log")))
                    .command(command)
                    .endpoints(
                            List.of(new Endpoint("127.0.0.1", slot.path("port").asInt())))
                    .build();
            starts.add(workers.submit(() -> {
                RuntimeHandle handle = runtime.apply(workload);
                runtime.start(handle);
                return handle;
            }));
        }
        for (Future<RuntimeHandle> start : starts) {
            handles.add(start.get());
        }
    }

    private void status(int calls, ObjectNode reply) {
        var nanos = reply.putArray("nanos");
        long running = 0;
        for (int i = 0; i < calls; i++) {
            long begin = System.nanoTime();
            var statuses = runtime.statuses();
            nanos.add(System.nanoTime() - begin);
            running = statuses.values().stream()
                    .flatMap(status -> status.replicas().stream())
                    .filter(replica -> replica.state() == ServiceState.RUNNING)
                    .count();
        }
        reply.put("running", running);
    }

    private void remove() throws InterruptedException, ExecutionException {
        List<Future<?>> removals = new ArrayList<>();
        for (RuntimeHandle handle : handles) {
            removals.add(workers.submit(() -> {
                runtime.stop(handle, StopSpec.DEFAULT);
                runtime.remove(handle);
            }));
        }
        for (Future<?> removal : removals) {
            removal.get();
        }
        handles.clear();
    }
}

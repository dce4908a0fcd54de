package io.aiops.app.services;

import io.aiops.app.http.EventStream;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.DeploymentEvent;
import io.aiops.orchestration.ServiceOrchestrator;
import io.aiops.runtime.LogSlice;
import io.aiops.runtime.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Follows one deployment for one client: every change, and its output from any byte on. The output itself never waits in
 * memory; a client that is too slow misses changes in between, never the last one.
 */
final class DeploymentStream {

    private static final int CHUNK = 64 * 1024;
    private static final int WAITING_CHANGES = 128;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final ServiceOrchestrator services;
    private final String id;
    private final BlockingQueue<DeploymentEvent> events = new ArrayBlockingQueue<>(WAITING_CHANGES);
    private long offset;
    private boolean begun;
    private boolean ended;

    DeploymentStream(ServiceOrchestrator services, String id, long offset) {
        this.services = services;
        this.id = id;
        this.offset = offset;
    }

    void writeTo(EventStream stream) throws IOException, InterruptedException {
        Subscription subscription = services.watch(id, this::remember);
        try {
            long lastSent = System.nanoTime();
            while (!ended && !stream.isClosed()) {
                DeploymentEvent event = events.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                boolean sent = false;
                if (event instanceof DeploymentEvent.Changed changed) {
                    sendChange(stream, changed.deployment());
                    sent = true;
                }
                // Output may grow before the first change is told; the change comes first all the same.
                sent |= begun && !ended && sendLog(stream, false);
                if (sent) {
                    lastSent = System.nanoTime();
                } else if (System.nanoTime() - lastSent > EventStream.HEARTBEAT.toNanos()) {
                    stream.heartbeat();
                    lookAgain();
                    lastSent = System.nanoTime();
                }
            }
        } finally {
            subscription.close();
        }
    }

    /** Called on the deployment's own thread: must not wait. The newest change replaces the oldest when all places are full. */
    private void remember(DeploymentEvent event) {
        while (!events.offer(event)) {
            events.poll();
        }
    }

    private void sendChange(EventStream stream, Deployment deployment) throws IOException {
        DeploymentDocument document = DeploymentDocument.of(deployment);
        begun = true;
        if (!deployment.state().isFinal()) {
            stream.send("deployment", null, document);
            return;
        }
        sendLog(stream, true);
        stream.send("deployment", null, document);
        stream.send("end", null, document);
        ended = true;
    }

    /** Another platform on the same database may work on it; its changes are not told here. */
    private void lookAgain() {
        Optional<Deployment> now = services.deployment(id);
        now.filter(deployment -> deployment.state().isFinal())
                .ifPresent(deployment -> remember(new DeploymentEvent.Changed(deployment)));
    }

    private boolean sendLog(EventStream stream, boolean last) throws IOException {
        boolean sent = false;
        while (true) {
            LogSlice slice = services.deploymentLog(id, offset, CHUNK);
            byte[] bytes = slice.bytes();
            int whole = last && bytes.length < CHUNK ? bytes.length : TextTail.wholeCharacters(bytes);
            if (whole == 0) {
                return sent;
            }
            offset += whole;
            stream.send(
                    "log",
                    Long.toString(offset),
                    Map.of("text", new String(Arrays.copyOf(bytes, whole), StandardCharsets.UTF_8)));
            sent = true;
        }
    }
}

package io.aiops.gitea.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deliveries on their way. Each is a file from the moment it is made until it has arrived or was given up, so it is sent at
 * least once, whatever happens to the process. Thread-safe.
 */
final class Outbox implements AutoCloseable {

    /** Says where a delivery goes now; empty if its webhook is gone. */
    interface Directory {
        Optional<WebhookRequest> find(OutboxEntry entry) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_REMEMBERED = 500;
    private static final int THREADS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ObjectMapper json = JsonText.mapper();
    private final Path folder;
    private final Directory directory;
    private final WebhookRetries retries;
    private final WebhookSender sender;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor executor;
    private final Map<String, WebhookDelivery> waiting = new ConcurrentHashMap<>();
    private final Deque<WebhookDelivery> ended = new ArrayDeque<>();

    Outbox(Path folder, Directory directory, WebhookRetries retries, Clock clock) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.directory = directory;
        this.retries = retries;
        this.sender = new WebhookSender(retries.timeout());
        this.clock = clock;
        AtomicInteger count = new AtomicInteger();
        this.executor = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "gitea-webhooks-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        load();
    }

    /** Takes a delivery; once this returns, it outlives the process. */
    void add(OutboxEntry entry) throws IOException {
        if (waiting.size() >= MOST_WAITING) {
            LOG.warn(
                    "{} deliveries wait; the {} of {} is not delivered",
                    MOST_WAITING,
                    entry.event(),
                    entry.repository());
            remember(entry.as(DeliveryState.GIVEN_UP, 0, "too many deliveries wait"));
            return;
        }
        save(entry);
        schedule(entry, "");
    }

    /** All that wait and the last ones that ended, in the order in which they were made. */
    List<WebhookDelivery> deliveries() {
        List<WebhookDelivery> all = new ArrayList<>(waiting.values());
        synchronized (ended) {
            all.addAll(ended);
        }
        all.sort(Comparator.comparing(WebhookDelivery::createdAt));
        return all;
    }

    @Override
    public void close() {
        // No interrupt: it would close the file that is being written.
        executor.shutdown();
        sender.close();
        try {
            if (!executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a webhook did not end within {}", PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void load() throws IOException {
        List<OutboxEntry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                entries.add(json.readValue(file.toFile(), OutboxEntry.class));
            }
        }
        entries.sort(Comparator.comparing(OutboxEntry::createdAt));
        entries.forEach(entry -> schedule(entry, ""));
    }

    private void schedule(OutboxEntry entry, String outcome) {
        waiting.put(entry.id(), entry.as(DeliveryState.WAITING, entry.attempts(), outcome));
        long pause = Math.max(
                0, Duration.between(clock.instant(), entry.nextAttempt()).toMillis());
        try {
            executor.schedule(() -> attempt(entry), pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("delivery {} waits for the next start", entry.id());
        }
    }

    private void attempt(OutboxEntry entry) {
        try {
            Optional<WebhookRequest> request = directory.find(entry);
            if (request.isEmpty()) {
                end(entry, DeliveryState.GIVEN_UP, entry.attempts(), "the webhook is gone");
                return;
            }
            String outcome = trySending(entry, request.get());
            if (outcome.startsWith("2")) {
                end(entry, DeliveryState.DELIVERED, entry.attempts() + 1, outcome);
            } else if (!executor.isShutdown()) {
                failed(entry, outcome);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("delivery {} to a webhook of {} is stuck until the next start", entry.id(), entry.repository(), e);
        }
    }

    private String trySending(OutboxEntry entry, WebhookRequest request) {
        try {
            return Integer.toString(sender.send(entry, request));
        } catch (IOException e) {
            return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        }
    }

    private void failed(OutboxEntry entry, String outcome) throws IOException {
        int attempts = entry.attempts() + 1;
        if (attempts >= retries.attempts()) {
            LOG.warn(
                    "webhook {} of {} failed {} times, last with {}; the {} is not delivered",
                    entry.hookId(),
                    entry.repository(),
                    attempts,
                    outcome,
                    entry.event());
            end(entry, DeliveryState.GIVEN_UP, attempts, outcome);
            return;
        }
        OutboxEntry next = entry.failedOnce(clock.instant().plus(retries.pauseAfter(attempts)));
        save(next);
        schedule(next, outcome);
    }

    private void end(OutboxEntry entry, DeliveryState state, int attempts, String outcome) throws IOException {
        Files.deleteIfExists(fileOf(entry));
        remember(entry.as(state, attempts, outcome));
        waiting.remove(entry.id());
    }

    private void remember(WebhookDelivery delivery) {
        synchronized (ended) {
            ended.addLast(delivery);
            if (ended.size() > MOST_REMEMBERED) {
                ended.removeFirst();
            }
        }
    }

    private void save(OutboxEntry entry) throws IOException {
        DurableFile.write(fileOf(entry), json.writeValueAsBytes(entry));
    }

    private Path fileOf(OutboxEntry entry) {
        return folder.resolve(entry.id() + ".json");
    }
}

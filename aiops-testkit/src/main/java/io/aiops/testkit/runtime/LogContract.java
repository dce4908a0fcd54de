package io.aiops.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aiops.error.ErrorCode;
import io.aiops.runtime.LogRequest;
import io.aiops.runtime.LogSettings;
import io.aiops.runtime.LogSlice;
import io.aiops.runtime.LogStream;
import io.aiops.runtime.RuntimeEvent;
import io.aiops.runtime.RuntimeHandle;
import io.aiops.runtime.Subscription;
import io.aiops.runtime.Workload;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.ServiceState;
import io.aiops.service.WorkloadId;
import io.aiops.testkit.service.Misbehaviour;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests 48, 49, 51 and 52: what can be seen of a workload, and its logs. */
public abstract class LogContract extends RuntimeContract {

    /** The topic on the backend of these fixtures. */
    protected LogContract(Supplier<RuntimeFixture> fixtures) {
        super(fixtures);
    }

    @Test
    @DisplayName("48 one look shows every workload as it is")
    void oneLookShowsAll() {
        Workload running = echo("running");
        Workload stopped = echo("stopped");
        Workload ended = service("ended", Misbehaviour.none().exitsAfter(java.time.Duration.ofMillis(1), 0));
        serving(running);
        runtime.apply(stopped);
        runtime.start(runtime.apply(ended));
        awaitState(ended.id(), ServiceState.EXITED);

        Map<WorkloadId, WorkloadStatus> all = runtime.statuses();

        assertThat(all).containsOnlyKeys(running.id(), stopped.id(), ended.id());
        assertThat(all.values())
                .extracting(WorkloadStatus::id, WorkloadStatus::state, WorkloadStatus::specHash)
                .containsExactlyInAnyOrder(
                        tuple(running.id(), ServiceState.RUNNING, running.specHash()),
                        tuple(stopped.id(), ServiceState.STOPPED, stopped.specHash()),
                        tuple(ended.id(), ServiceState.EXITED, ended.specHash()));
        assertThat(pid(running.id())).isEqualTo(client(running).echo().pid());
    }

    @Test
    @DisplayName("49 a listener is told the present state, then every change in a legal order, and the end")
    void eventsComeInOrder() {
        Workload echo = echo("echo");
        RuntimeHandle handle = runtime.apply(echo);
        List<RuntimeEvent> events = new CopyOnWriteArrayList<>();
        try (Subscription subscription = runtime.watch(events::add)) {
            patiently().until(() -> !events.isEmpty());
            assertThat(events.get(0).snapshot()).isTrue();
            assertThat(events.get(0).status().orElseThrow().state()).isEqualTo(ServiceState.STOPPED);

            runtime.start(handle);
            patiently().until(() -> last(events) == ServiceState.RUNNING);
            awaitHealthy(echo);
            client(echo).die(9);
            patiently()
                    .until(() -> last(events) == ServiceState.RUNNING
                            && events.get(events.size() - 1)
                                            .status()
                                            .orElseThrow()
                                            .restarts()
                                    == 1);
            runtime.stop(handle, echo.stop());
            patiently().until(() -> last(events) == ServiceState.STOPPED);
            runtime.remove(handle);
            patiently().until(() -> events.get(events.size() - 1).status().isEmpty());
        }

        List<ServiceState> states = new ArrayList<>();
        events.forEach(event -> event.status().ifPresent(status -> states.add(status.state())));
        for (int index = 1; index < states.size(); index++) {
            assertThat(states.get(index - 1).mayBecome(states.get(index)))
                    .as("%s", states)
                    .isTrue();
        }
        assertThat(events.stream().skip(1)).noneMatch(RuntimeEvent::snapshot);
    }

    private static ServiceState last(List<RuntimeEvent> events) {
        return events.get(events.size() - 1).status().map(WorkloadStatus::state).orElse(ServiceState.UNKNOWN);
    }

    @Test
    @DisplayName("49 who was away for a while sees in the first event what became of it")
    void reconnectBeginsWithThePresent() {
        Workload echo = echo("echo");
        serving(echo);
        List<RuntimeEvent> before = new CopyOnWriteArrayList<>();
        Subscription first = runtime.watch(before::add);
        patiently().until(() -> !before.isEmpty());
        first.close();
        client(echo).die(9);
        eventually(() -> assertThat(status(echo.id()).restarts()).isEqualTo(1));
        awaitState(echo.id(), ServiceState.RUNNING);
        List<RuntimeEvent> after = new CopyOnWriteArrayList<>();

        try (Subscription second = runtime.watch(after::add)) {
            patiently().until(() -> !after.isEmpty());
        }

        assertThat(after.get(0).snapshot()).isTrue();
        assertThat(after.get(0).status().orElseThrow().restarts()).isEqualTo(1);
        assertThat(before).hasSize(1);
    }

    @Test
    @DisplayName("49 a listener that fails or is slow harms nobody, and hears the last state")
    void badListenersHarmNobody() throws Exception {
        Workload echo = echo("echo");
        RuntimeHandle handle = runtime.apply(echo);
        List<RuntimeEvent> good = new CopyOnWriteArrayList<>();
        List<RuntimeEvent> slow = new CopyOnWriteArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        Subscription failing = runtime.watch(event -> {
            throw new IllegalStateException("a listener that fails");
        });
        Subscription waiting = runtime.watch(event -> {
            try {
                go.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            slow.add(event);
        });
        Subscription fine = runtime.watch(good::add);

        runtime.start(handle);
        patiently().until(() -> !good.isEmpty() && last(good) == ServiceState.RUNNING);
        runtime.stop(handle, echo.stop());
        patiently().until(() -> last(good) == ServiceState.STOPPED);
        go.countDown();

        patiently().until(() -> slow.size() > 1 && last(slow) == ServiceState.STOPPED);
        List.of(failing, waiting, fine).forEach(Subscription::close);
    }

    @Test
    @DisplayName("51 the log holds the bytes as they were written: escapes, NUL, invalid and cut UTF-8, a line of 1 MB")
    void bytesAreExact() throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.write("\u001b[31mred\u001b[0m\r\n\0\0\7 中文 😀\n".getBytes(StandardCharsets.UTF_8));
        expected.write(new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xc3, '\n', (byte) 0xf0, (byte) 0x9f});
        expected.write("x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        expected.write(noise);
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);

        client(echo).print(expected.toByteArray());
        client(echo).complain(noise);

        assertThat(all(handle, LogStream.STDOUT, begin(handle, LogStream.STDOUT), 65_536))
                .isEqualTo(expected.toByteArray());
        assertThat(runtime.readLog(handle, LogRequest.tail(LogStream.STDERR, 200_000))
                        .bytes())
                .isEqualTo(noise);
        assertThat(runtime.readLog(handle, LogRequest.tail(LogStream.STDOUT, 1000))
                        .bytes())
                .isEqualTo(java.util.Arrays.copyOfRange(noise, noise.length - 1000, noise.length));
    }

    /** The cursor of the first byte that is kept; the log is smaller than the most that one call returns. */
    private String begin(RuntimeHandle handle, LogStream stream) {
        LogSlice all = runtime.readLog(handle, LogRequest.tail(stream, LogRequest.MAX_BYTES));
        String[] parts = all.next().split(":", -1);
        return parts[0] + ":" + (Long.parseLong(parts[1]) - all.size());
    }

    private byte[] all(RuntimeHandle handle, LogStream stream, String from, int step) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String cursor = from;
        while (true) {
            LogSlice slice = runtime.readLog(handle, LogRequest.after(stream, cursor, step));
            assertThat(slice.size()).isLessThanOrEqualTo(step);
            out.writeBytes(slice.bytes());
            cursor = slice.next();
            if (slice.size() == 0) {
                return out.toByteArray();
            }
        }
    }

    @Test
    @DisplayName("51 a log that does not exist yet is empty, and its cursor finds what comes")
    void logBeforeFirstByte() {
        Workload echo = echo("echo");
        RuntimeHandle handle = runtime.apply(echo);
        LogSlice nothing = runtime.readLog(handle, LogRequest.tail(LogStream.STDOUT, 100));
        assertThat(nothing.size()).isZero();
        runtime.start(handle);
        awaitHealthy(echo);

        client(echo).print("hello\n".getBytes(StandardCharsets.UTF_8));

        LogSlice next = runtime.readLog(handle, LogRequest.after(LogStream.STDOUT, nothing.next(), 100));
        assertThat(next.text()).isEqualTo("hello\n");
        assertThat(next.skipped()).isZero();
    }

    @Test
    @DisplayName("51 a cursor that the log never gave is refused")
    void strangeCursorIsRefused() {
        Workload echo = echo("echo");
        RuntimeHandle handle = serving(echo);
        LogSlice other = runtime.readLog(handle, LogRequest.tail(LogStream.STDERR, 10));
        for (String cursor : List.of("", "0", "12345", "x:y", "-1", "a:99999999999999999999", other.next())) {
            SpecContract.assertRefused(
                    ErrorCode.INVALID_REQUEST,
                    () -> runtime.readLog(handle, LogRequest.after(LogStream.STDOUT, cursor, 100)));
        }
    }

    @Test
    @DisplayName("52 a cursor reads on through rotations, and tells what is lost")
    void cursorSurvivesRotation() {
        WorkloadId id = WorkloadId.of("chatty", 1);
        LogSettings plain = workloads.logs(id);
        LogSettings small = new LogSettings(plain.stdout(), plain.stderr(), 4096, 2);
        Workload echo = echo("chatty");
        Workload chatty = fixture.fit(Workload.builder(id, home, small)
                .command(echo.command())
                .environment(echo.environment())
                .endpoints(echo.endpoints())
                .restart(echo.restart())
                .build());
        RuntimeHandle handle = serving(chatty);
        String start =
                runtime.readLog(handle, LogRequest.tail(LogStream.STDOUT, 1)).next();

        fillAndRotate(chatty, 'a', 1);
        client(chatty).print("tail of the second\n".getBytes(StandardCharsets.UTF_8));
        byte[] read = all(handle, LogStream.STDOUT, start, 1000);
        assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo("a".repeat(5000) + "tail of the second\n");
        LogSlice end = runtime.readLog(handle, LogRequest.tail(LogStream.STDOUT, 100_000));
        assertThat(end.size()).isEqualTo(read.length);

        fillAndRotate(chatty, 'b', 2);
        assertThat(new String(all(handle, LogStream.STDOUT, end.next(), 1000), StandardCharsets.UTF_8))
                .isEqualTo("b".repeat(5000));

        fillAndRotate(chatty, 'c', 2);
        LogSlice old = runtime.readLog(handle, LogRequest.after(LogStream.STDOUT, start, 10));
        assertThat(old.skipped()).isEqualTo(5000);
        assertThat(old.text()).isEqualTo("tail of th");
        assertThat(small.stdout().resolveSibling("chatty.log.3")).doesNotExist();
    }

    private void fillAndRotate(Workload chatty, char letter, int files) {
        client(chatty).print(Character.toString(letter).repeat(5000).getBytes(StandardCharsets.UTF_8));
        eventually(() -> {
            assertThat(chatty.logs().stdout()).isEmptyFile();
            assertThat(chatty.logs().stdout().resolveSibling("chatty.log." + files))
                    .exists();
        });
    }

    @Test
    @DisplayName("52 a flood is read in bounded pieces while it is written")
    void floodIsReadInPieces() {
        Workload flood = service("flood", Misbehaviour.none().floods(20_000));
        RuntimeHandle handle = serving(flood);

        byte[] read = all(handle, LogStream.STDOUT, begin(handle, LogStream.STDOUT), 100_000);

        assertThat(read).hasSize(20_000 * 99);
        assertThat(new String(read, read.length - 6, 6, StandardCharsets.US_ASCII))
                .isEqualTo("19999\n");
    }
}

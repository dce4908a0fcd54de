package io.aiops.testkit.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Runs the same work in many threads that begin together. */
final class AtOnce {

    private AtOnce() {}

    static List<Object> run(int threads, IntFunction<Object> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<Object>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int turn = thread;
                running.add(executor.submit(() -> {
                    start.await();
                    return work.apply(turn);
                }));
            }
            List<Object> results = new ArrayList<>();
            for (Future<Object> each : running) {
                results.add(each.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}

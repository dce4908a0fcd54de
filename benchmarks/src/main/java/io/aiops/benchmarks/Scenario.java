package io.aiops.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One kind of measurement over all sides. */
interface Scenario {

    /** Measures, and leaves no service running. */
    void measure(List<Side> sides, Results results) throws IOException;

    /** The sides in another order each round, so that none always comes after the same other one. */
    static List<Side> inTurn(List<Side> sides, int round) {
        List<Side> turned = new ArrayList<>(sides);
        Collections.rotate(turned, -round);
        return turned;
    }

    /** Opens all sides; whatever happens then, closes those that were opened. */
    static void withOpen(List<Side> sides, Body body) throws IOException {
        List<Side> opened = new ArrayList<>();
        try {
            for (Side side : sides) {
                opened.add(side);
                side.open();
            }
            body.run();
        } finally {
            for (Side side : opened) {
                side.close();
            }
        }
    }

    /** What is done while the sides are open. */
    @FunctionalInterface
    interface Body {
        void run() throws IOException;
    }
}

/** Reads, writes and propagation of configuration beside peers, reads with JMH. */
@NullMarked
package io.aiops.benchmarks.config;

import org.jspecify.annotations.NullMarked;

/** Reads, writes and propagation of configuration beside peers, with JMH. */
@NullMarked
package io.aiops.benchmarks.config;

import org.jspecify.annotations.NullMarked;

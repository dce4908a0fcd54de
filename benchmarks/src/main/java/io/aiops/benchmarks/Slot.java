package io.aiops.benchmarks;

/**
 * One service to be run.
 *
 * @param name its name
 * @param port where it shall listen
 */
record Slot(String name, int port) {}

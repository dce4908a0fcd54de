package io.aiops.runtime;

/**
 * One thing that is wrong with a workload for a backend.
 *
 * @param field the part of the workload, such as {@code command} or {@code resources.gpus}
 * @param message what is wrong and what would be right
 */
public record SpecProblem(String field, String message) {}

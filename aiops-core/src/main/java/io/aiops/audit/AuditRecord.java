package io.aiops.audit;

import java.time.Instant;

/**
 * An event as it was recorded.
 *
 * @param id its number; later ones are higher
 * @param at when
 * @param event what happened
 */
public record AuditRecord(long id, Instant at, AuditEvent event) {}

package io.aiops.runtime.local;

/**
 * One process of this host since its boot, told apart from a later one with the same number by its start time.
 *
 * @param pid its number
 * @param born its start time in the kernel's ticks since boot
 */
record ProcessIdentity(long pid, long born) {}

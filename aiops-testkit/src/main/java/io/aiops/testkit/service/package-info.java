/** A service for tests that is slow, crashes, ignores signals, leaves children behind and floods its log on request. */
@NullMarked
package io.aiops.testkit.service;

import org.jspecify.annotations.NullMarked;

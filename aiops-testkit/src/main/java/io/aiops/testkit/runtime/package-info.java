/**
 * The contract of {@link io.aiops.runtime.ServiceRuntime} as tests. A backend writes a {@link
 * io.aiops.testkit.runtime.RuntimeFixture} and one class with a nested subclass of each topic; what it cannot do is then
 * reported by every run, with the reason.
 */
@NullMarked
package io.aiops.testkit.runtime;

import org.jspecify.annotations.NullMarked;

/** What tests of the SDK and of its users share. */
@NullMarked
package io.aiops.testkit;

import org.jspecify.annotations.NullMarked;

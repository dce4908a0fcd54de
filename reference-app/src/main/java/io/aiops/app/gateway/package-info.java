/** The built-in gateway: calls of services by their path. */
@NullMarked
package io.aiops.app.gateway;

import org.jspecify.annotations.NullMarked;

/** The calls of configuration and of the audit trail. */
@NullMarked
package io.aiops.app.config;

import org.jspecify.annotations.NullMarked;

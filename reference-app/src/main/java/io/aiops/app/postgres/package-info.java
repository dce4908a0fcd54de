/** The SQL of the application's own tables. */
@NullMarked
package io.aiops.app.postgres;

import org.jspecify.annotations.NullMarked;

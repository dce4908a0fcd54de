/** The connection to a server: its settings, its test step by step, and the limit of its bodies. */
@NullMarked
package io.aiops.gitea.connection;

import org.jspecify.annotations.NullMarked;

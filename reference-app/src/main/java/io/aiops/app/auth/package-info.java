/** Who may come in: accounts, passwords, tokens. */
@NullMarked
package io.aiops.app.auth;

import org.jspecify.annotations.NullMarked;

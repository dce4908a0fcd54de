/** Who did what: the words of the audit log. */
@NullMarked
package io.aiops.audit;

import org.jspecify.annotations.NullMarked;

/** The code that the documents show. */
@NullMarked
package io.aiops.testkit.docs;

import org.jspecify.annotations.NullMarked;

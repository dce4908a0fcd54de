/** What can go wrong, by stable code and by whose fault it is; depends on nothing. */
@NullMarked
package io.aiops.error;

import org.jspecify.annotations.NullMarked;

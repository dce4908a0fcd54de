/** The database of the platform: an own PostgreSQL under the home folder, or the one that a setting names. */
@NullMarked
package io.aiops.app.database;

import org.jspecify.annotations.NullMarked;

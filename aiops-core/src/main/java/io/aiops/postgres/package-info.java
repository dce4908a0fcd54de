/** The database: migrations and every class that speaks SQL; the only room that sees jdbi or java.sql. */
@NullMarked
package io.aiops.postgres;

import org.jspecify.annotations.NullMarked;

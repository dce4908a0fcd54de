/** The words of the product: services, releases, states; records and enums without I/O. */
@NullMarked
package io.aiops.service;

import org.jspecify.annotations.NullMarked;

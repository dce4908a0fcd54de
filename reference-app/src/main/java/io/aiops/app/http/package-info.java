/** How HTTP is spoken: the route table and its OpenAPI document, requests and replies, problems, event streams, pages. */
@NullMarked
package io.aiops.app.http;

import org.jspecify.annotations.NullMarked;

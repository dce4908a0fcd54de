/** The calls of services and deployments: what the orchestrator does, as REST. */
@NullMarked
package io.aiops.app.services;

import org.jspecify.annotations.NullMarked;

package io.aiops.project;

import io.aiops.service.Endpoint;
import io.aiops.service.ServiceSpec;
import java.nio.file.Path;

/**
 * What a release is told about itself.
 *
 * @param spec what was wanted of it
 * @param release its number
 * @param endpoint where its first replica listens
 * @param dataDirectory where it keeps things
 * @param logDirectory where it may write logs
 */
public record ReleaseFacts(ServiceSpec spec, int release, Endpoint endpoint, Path dataDirectory, Path logDirectory) {}

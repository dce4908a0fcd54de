package io.aiops.gitea.embedded;

import io.aiops.service.Secret;
import java.net.URI;
import java.util.Optional;

/** Where a delivery goes, and what proves and opens it. */
record WebhookRequest(URI target, Optional<Secret> secret, Optional<Secret> authorization) {}

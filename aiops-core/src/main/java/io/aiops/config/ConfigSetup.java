package io.aiops.config;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that a resolver is opened with. */
record ConfigSetup(
        ConfigRegistry registry,
        List<String> arguments,
        Map<String, String> environment,
        Optional<Path> file,
        Optional<Path> envFile,
        Optional<ConfigStore> store,
        Optional<ConfigSecrets> secrets,
        List<ChangeHints> hints,
        Optional<Path> lastKnownGood,
        StartPolicy whenStoreIsDown,
        Duration pollInterval,
        Clock clock,
        boolean strictVariables) {}

package io.aiops.testkit.config;

import io.aiops.config.ConfigContext;
import io.aiops.config.ConfigId;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigRegistry;
import io.aiops.config.ConfigScope;
import io.aiops.config.JsonValue;
import io.aiops.config.ScopeType;
import io.aiops.config.ValueType;
import io.aiops.service.Secret;
import io.aiops.service.ServiceId;

/** The keys and scopes of the tests of this room. */
final class Keys {

    static final ConfigKey<Integer> PORT = ConfigKey.integer("service.port")
            .range(1, 65535)
            .orElse(8000)
            .scopes(ScopeType.SYSTEM, ScopeType.SERVICE, ScopeType.USER)
            .build();
    static final ConfigKey<Integer> LEFT =
            ConfigKey.integer("pair.left").orElse(0).build();
    static final ConfigKey<Integer> RIGHT =
            ConfigKey.integer("pair.right").orElse(0).build();
    static final ConfigKey<String> TITLE = ConfigKey.text("title").build();
    static final ConfigKey<JsonValue> ANYTHING =
            ConfigKey.json("anything", ValueType.ANY).orElse("default").build();
    static final ConfigKey<Secret> TOKEN = ConfigKey.secret("gitea.access-token")
            .orElse("default-token")
            .scopes(ScopeType.SYSTEM, ScopeType.SERVICE)
            .build();
    static final ConfigKey<Secret> OTHER_TOKEN = ConfigKey.secret("redis.token").build();
    static final ConfigKey<String> EARLY =
            ConfigKey.text("database.name").orElse("aiops").beforeDatabase().build();

    static final ConfigRegistry ALL = ConfigRegistry.builder()
            .add(PORT, LEFT, RIGHT, TITLE, ANYTHING, TOKEN, OTHER_TOKEN, EARLY)
            .build();

    static final ServiceId TEXT = ServiceId.of("text-classify");
    static final ConfigContext OF_TEXT = ConfigContext.of(TEXT);
    static final ConfigId SYSTEM_PORT = ConfigId.system("service.port");
    static final ConfigId TEXT_PORT = new ConfigId(ConfigScope.of(TEXT), "service.port");
    static final ConfigId USER_PORT = new ConfigId(ConfigScope.ofUser("anna"), "service.port");

    private Keys() {}
}

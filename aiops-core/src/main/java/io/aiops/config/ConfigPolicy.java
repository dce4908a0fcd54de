package io.aiops.config;

/** Who may do what. The one place that decides; a host puts its own roles behind it. Thread-safe, fast, without I/O. */
@FunctionalInterface
public interface ConfigPolicy {

    /** The role {@code admin} may do everything; anybody else reads what is no secret, and owns a {@code user} scope. */
    ConfigPolicy STANDARD = (who, action, scope, secret) -> {
        if (who.roles().contains("admin")) {
            return true;
        }
        boolean own = scope.equals(ConfigScope.ofUser(who.name()));
        return switch (action) {
            case READ -> !secret && (own || scope.type() != ScopeType.USER);
            case WRITE -> own && !secret;
            case ADMINISTER -> false;
        };
    };

    /**
     * Whether somebody may do something.
     *
     * @param scope whose value it is
     * @param secret whether the value is a secret
     */
    boolean allows(ConfigCaller who, ConfigAction action, ConfigScope scope, boolean secret);
}

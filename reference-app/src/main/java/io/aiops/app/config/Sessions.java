package io.aiops.app.config;

import io.aiops.app.http.Caller;
import io.aiops.app.http.Request;
import io.aiops.audit.AuditEvent;
import io.aiops.audit.AuditLog;
import io.aiops.audit.AuditOutcome;
import io.aiops.config.ConfigAction;
import io.aiops.config.ConfigCaller;
import io.aiops.config.ConfigEditor;
import io.aiops.config.ConfigPolicy;
import io.aiops.config.ConfigResolver;
import io.aiops.config.ConfigSession;
import io.aiops.config.Denials;
import java.util.Set;

/** What each caller may do with the configuration. */
public final class Sessions {

    private final ConfigResolver resolver;
    private final ConfigEditor editor;
    private final AuditLog audit;

    /**
     * Sessions on one configuration.
     *
     * @param audit hears of reads that were refused; refused changes are recorded with their calls
     */
    public Sessions(ConfigResolver resolver, ConfigEditor editor, AuditLog audit) {
        this.resolver = resolver;
        this.editor = editor;
        this.audit = audit;
    }

    ConfigSession of(Request request) {
        Caller caller = request.caller();
        Denials reads = (who, action, what) -> {
            if (action == ConfigAction.READ) {
                audit.record(AuditEvent.of(who.name(), "read config", "config", what)
                        .with(AuditOutcome.DENIED)
                        .from(request.address()));
            }
        };
        return new ConfigSession(
                resolver,
                editor,
                ConfigPolicy.STANDARD,
                reads,
                new ConfigCaller(caller.username(), Set.of(caller.admin() ? "admin" : "user")));
    }
}

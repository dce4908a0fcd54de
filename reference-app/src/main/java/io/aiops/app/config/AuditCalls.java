package io.aiops.app.config;

import static io.javalin.http.HandlerType.GET;

import io.aiops.app.http.Access;
import io.aiops.app.http.Page;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.audit.AuditLog;
import io.aiops.audit.AuditQuery;
import io.aiops.audit.AuditRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Who did what. */
public final class AuditCalls {

    private final AuditLog audit;

    /** Calls that read an audit log. */
    public AuditCalls(AuditLog audit) {
        this.audit = audit;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(Route.of(
                        GET,
                        "/api/v1/audit",
                        Access.ADMIN,
                        "Who did what and how it went, the newest first",
                        Shape.list(AuditLine.class),
                        this::list)
                .with("actor", "string", "only of this user")
                .with("target_type", "string", "only about this kind of thing")
                .with("target_id", "string", "only about this one")
                .with("limit", "integer", "how many, 1 to 500")
                .with("cursor", "string", "next_cursor of the page before"));
    }

    private Reply list(Request request) {
        int limit = request.queryNumber("limit", 100, 1, 500);
        int before = request.queryNumber("cursor", 0, 0, Integer.MAX_VALUE);
        List<AuditLine> lines = audit
                .list(new AuditQuery(
                        request.query("actor"),
                        request.query("target_type"),
                        request.query("target_id"),
                        before == 0 ? OptionalLong.empty() : OptionalLong.of(before),
                        limit + 1))
                .stream()
                .map(AuditLine::of)
                .toList();
        return Reply.ok(Page.cut(lines, limit, line -> Long.toString(line.id())));
    }

    record AuditLine(
            long id,
            Instant at,
            String actor,
            String action,
            String targetType,
            String targetId,
            String outcome,
            Map<String, @Nullable Object> details,
            String remoteAddress) {

        static AuditLine of(AuditRecord record) {
            return new AuditLine(
                    record.id(),
                    record.at(),
                    record.event().actor(),
                    record.event().action(),
                    record.event().targetType(),
                    record.event().targetId(),
                    record.event().outcome().word(),
                    record.event().details(),
                    record.event().remoteAddress());
        }
    }
}

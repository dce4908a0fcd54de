package io.aiops.app.gateway;

import static io.javalin.http.HandlerType.POST;

import io.aiops.app.http.Access;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The call of a service's prediction by a person, which is recorded. */
public final class PredictCalls {

    private final ServiceProxy proxy;
    private final CallRecorder recorder;
    private final Clock clock;

    /** Calls through this proxy. */
    public PredictCalls(ServiceProxy proxy, CallRecorder recorder, Clock clock) {
        this.proxy = proxy;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** The one. */
    public List<Route> routes() {
        return List.of(Route.of(
                POST,
                "/api/v1/services/{service_id}/predict",
                Access.USER,
                "Calls a service; takes and answers what the service takes and answers",
                Shape.ANYTHING,
                this::predict));
    }

    private Reply predict(Request request) throws IOException {
        ServiceId id = ServiceId.of(request.path("service_id"));
        Instant begun = clock.instant();
        int status = proxy.forward(request.context(), id, "/predict");
        recorder.record(new CallRecorder.Call(
                id,
                request.caller().userId(),
                begun,
                Duration.between(begun, clock.instant()),
                status,
                Math.max(0, request.context().req().getContentLengthLong())));
        return Reply.streamed();
    }
}

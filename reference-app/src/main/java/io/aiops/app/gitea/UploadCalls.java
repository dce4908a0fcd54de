package io.aiops.app.gitea;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import io.aiops.app.http.Access;
import io.aiops.app.http.EventStream;
import io.aiops.app.http.EventStreams;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The calls of uploads. */
final class UploadCalls {

    private static final String UPLOADS = "/api/v1/gitea/uploads";
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);
    private static final Duration CANCELLING = Duration.ofSeconds(10);
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(200);

    private final CodeUploads uploads;
    private final UploadForms forms;
    private final EventStreams streams;

    UploadCalls(CodeUploads uploads, UploadForms forms, EventStreams streams) {
        this.uploads = uploads;
        this.forms = forms;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                                POST,
                                RepositoryCalls.REPOS + "/upload",
                                Access.USER,
                                "Uploads a form as one commit: algorithm_id, message, branch, mode, allow, and files with"
                                        + " their paths as names, or one archive",
                                Shape.one(UploadResultDocument.class),
                                this::upload)
                        .with("preflight", "boolean", "true to be told what it would do; nothing is uploaded")
                        .with("wait", "boolean", "false to be answered 202 with the upload, which goes on"),
                Route.of(
                        GET,
                        UPLOADS + "/{upload_id}",
                        Access.USER,
                        "One upload with its progress",
                        Shape.one(UploadDocument.class),
                        request -> Reply.ok(find(request).document())),
                Route.of(
                        GET,
                        UPLOADS + "/{upload_id}/events",
                        Access.USER,
                        "Follows an upload: bytes, rate and time left, until its end",
                        Shape.EVENTS,
                        this::follow),
                Route.of(
                        DELETE,
                        UPLOADS + "/{upload_id}",
                        Access.USER,
                        "Cancels an upload; the branch stays as it was",
                        Shape.one(UploadDocument.class),
                        this::cancel));
    }

    private Reply upload(Request request) throws Exception {
        boolean wait = request.queryFlag("wait", true);
        String author = request.caller().username();
        if (request.queryFlag("preflight")) {
            return Reply.ok(uploads.preflight(() -> forms.read(request), author));
        }
        CodeUpload upload = uploads.begin(() -> forms.read(request), author);
        if (wait && upload.await(LONGEST_WAIT)) {
            return Reply.ok(upload.result());
        }
        return Reply.of(202, upload.document()).header("Location", UPLOADS + "/" + upload.id());
    }

    private Reply cancel(Request request) throws InterruptedException {
        CodeUpload upload = find(request);
        upload.cancel();
        upload.await(CANCELLING);
        return Reply.ok(upload.document());
    }

    private Reply follow(Request request) throws IOException {
        CodeUpload upload = find(request);
        return streams.serve(request, stream -> writeTo(stream, upload));
    }

    private static void writeTo(EventStream stream, CodeUpload upload) throws IOException, InterruptedException {
        UploadDocument last = upload.document();
        stream.send("progress", null, last);
        long sent = System.nanoTime();
        while (!stream.isClosed()) {
            if (upload.await(BETWEEN_EVENTS)) {
                stream.send("end", null, upload.document());
                return;
            }
            UploadDocument now = upload.document();
            if (!now.equals(last)) {
                stream.send("progress", null, now);
                last = now;
                sent = System.nanoTime();
            } else if (System.nanoTime() - sent > EventStream.HEARTBEAT.toNanos()) {
                stream.heartbeat();
                sent = System.nanoTime();
            }
        }
    }

    private CodeUpload find(Request request) {
        return uploads.find(request.path("upload_id"))
                .orElseThrow(() -> new ProblemException(
                        404, "UPLOAD_NOT_FOUND", "there is no such upload; a restart forgets those before"));
    }
}

package io.aiops.app.http;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.error.ErrorKind;
import io.aiops.gitea.GiteaException;
import io.aiops.gitea.git.GitException;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where an exception becomes the answer of a request. No stack trace ever leaves the process. */
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_AFTER = "5";

    private Problems() {}

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param headers its headers
     * @param body the members of the problem document
     */
    record Answer(int status, Map<String, String> headers, Map<String, Object> body) {}

    /** The problem document of what was thrown, for answers that tell of work that ended before. */
    public static Map<String, Object> document(Throwable thrown) {
        return of(thrown).body();
    }

    /** The answer to whatever was thrown. */
    static Answer of(Throwable thrown) {
        if (thrown instanceof ProblemException problem) {
            return answer(
                    problem.status(),
                    problem.code(),
                    problem.getMessage(),
                    problem.headers(),
                    problem.errors().isEmpty() ? Map.of() : Map.of("errors", problem.errors()));
        }
        if (thrown instanceof AiOpsException failure) {
            return of(failure);
        }
        if (thrown instanceof GitException refused) {
            return of(refused.asError());
        }
        if (thrown instanceof GiteaException refused) {
            return of(refused.asError());
        }
        if (thrown instanceof HttpResponseException refused) {
            return answer(refused.getStatus(), codeOf(refused.getStatus()), messageOf(refused), Map.of(), Map.of());
        }
        if (thrown instanceof HttpException refused) {
            return answer(
                    refused.getCode(),
                    codeOf(refused.getCode()),
                    String.valueOf(refused.getReason()),
                    Map.of(),
                    Map.of());
        }
        if (thrown.getCause() instanceof HttpException) {
            return of(thrown.getCause());
        }
        String incident = UUID.randomUUID().toString();
        LOG.error("a request failed unexpectedly, incident {}", incident, thrown);
        return answer(
                500,
                ErrorCode.INTERNAL.name(),
                "a fault of the platform; its log has the reason under incident " + incident,
                Map.of(),
                Map.of("incident", incident));
    }

    /** The HTTP status of the answer to whatever was thrown. */
    static int statusOf(Throwable thrown) {
        if (thrown instanceof ProblemException problem) {
            return problem.status();
        }
        if (thrown instanceof AiOpsException failure) {
            return statusOf(failure.code());
        }
        if (thrown instanceof GitException refused) {
            return statusOf(refused.fault().code());
        }
        if (thrown instanceof GiteaException refused) {
            return statusOf(refused.asError().code());
        }
        if (thrown instanceof HttpResponseException refused) {
            return refused.getStatus();
        }
        return thrown instanceof HttpException refused ? refused.getCode() : 500;
    }

    private static Answer of(AiOpsException failure) {
        if (failure.kind() == ErrorKind.INTERNAL) {
            LOG.error("a request failed", failure);
        }
        int status = statusOf(failure.code());
        Map<String, String> headers = status == 503 ? Map.of("Retry-After", RETRY_AFTER) : Map.of();
        return answer(status, failure.code().name(), failure.message(), headers, failure.details());
    }

    private static int statusOf(ErrorCode code) {
        if (code == ErrorCode.DEADLINE_EXCEEDED) {
            return 504;
        }
        if (code == ErrorCode.FORBIDDEN) {
            return 403;
        }
        if (code == ErrorCode.SECRET_UNREADABLE) {
            return 500; // trying again later will not help
        }
        return switch (code.kind()) {
            case CALLER -> 400;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case BACKEND -> isTheServicesOwn(code) ? 502 : 503;
            case INTERNAL -> 500;
        };
    }

    private static boolean isTheServicesOwn(ErrorCode code) {
        return List.of(
                        ErrorCode.BUILD_FAILED,
                        ErrorCode.START_FAILED,
                        ErrorCode.NEVER_HEALTHY,
                        ErrorCode.STOP_TIMEOUT,
                        ErrorCode.CODE_REFUSED,
                        ErrorCode.BACKEND_REJECTED)
                .contains(code);
    }

    static Answer answer(
            int status, String code, String detail, Map<String, String> headers, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:aiops:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-'));
        body.put("title", HttpStatus.forStatus(status).getMessage());
        body.put("status", status);
        body.put("detail", detail);
        body.put("code", code);
        more.forEach(body::putIfAbsent);
        return new Answer(status, headers, body);
    }

    private static String messageOf(Exception refused) {
        String message = refused.getMessage();
        return message == null ? "" : message;
    }

    private static String codeOf(int status) {
        return switch (status) {
            case 400 -> "BAD_REQUEST";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "FORBIDDEN";
            case 404 -> "NOT_FOUND";
            case 405 -> "METHOD_NOT_ALLOWED";
            case 413 -> "TOO_LARGE";
            case 414 -> "URI_TOO_LONG";
            case 415 -> "UNSUPPORTED_MEDIA_TYPE";
            case 431 -> "HEADERS_TOO_LARGE";
            default -> status < 500 ? "BAD_REQUEST" : "UNAVAILABLE";
        };
    }
}

package io.aiops.gitea;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** The calls of the facets: sent, and their answers read. */
final class Calls {

    private static final int PAGE = 50;

    private final Sender sender;

    Calls(Sender sender) {
        this.sender = sender;
    }

    <T> T read(HttpCall call, TypeReference<T> type) {
        return Json.read(call, sender.send(call), type);
    }

    /** Carries it out; a body of the answer is not read, but must not be a web page. */
    void run(HttpCall call) {
        Json.requireNoPage(call, sender.send(call));
    }

    Download download(HttpCall call) {
        return new Download(call, sender.send(call.asDownload()), sender::release);
    }

    /** A list of which the server sends an array a page. */
    <T> Paged<T> list(HttpCall call, TypeReference<List<T>> type, Function<T, Object> id) {
        return wrapped(call, type, Function.identity(), id);
    }

    /** A list that the server wraps in an object. */
    <W, T> Paged<T> wrapped(HttpCall call, TypeReference<W> type, Function<W, List<T>> inner, Function<T, Object> id) {
        return new Paged<>(
                number -> {
                    HttpCall asked = call.answeredWithin(HttpCall.LARGE)
                            .with("page", Integer.toString(number))
                            .with("limit", Integer.toString(PAGE));
                    Answer answer = sender.send(asked);
                    return pageOf(answer, inner.apply(Json.read(asked, answer, type)));
                },
                id);
    }

    /** A list that is paged by fields of its body. */
    <W, T> Paged<T> bodyPaged(
            HttpCall call, TypeReference<W> type, Function<W, PageOf<T>> inner, Function<T, Object> id) {
        return new Paged<>(
                number -> {
                    HttpCall asked = call.answeredWithin(HttpCall.LARGE).with("page", Integer.toString(number));
                    return inner.apply(Json.read(asked, sender.send(asked), type));
                },
                id);
    }

    private static <T> PageOf<T> pageOf(Answer answer, List<T> items) {
        OptionalLong total = answer.header("X-Total-Count")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
        return new PageOf<>(items, total, PageLinks.of(answer));
    }
}

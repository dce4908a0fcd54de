package io.aiops.gitea;

import io.aiops.gitea.Answer.Bytes;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Collects a body up to a limit; what is longer is cut off (pages of errors) or refused (answers). */
final class BoundedBytes implements BodySubscriber<Bytes> {

    private final int limit;
    private final boolean cutOff;
    private final CompletableFuture<Bytes> result = new CompletableFuture<>();
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private @Nullable Subscription subscription;

    private BoundedBytes(int limit, boolean cutOff) {
        this.limit = limit;
        this.cutOff = cutOff;
    }

    static BoundedBytes refusing(int limit) {
        return new BoundedBytes(limit, false);
    }

    static BoundedBytes cutting(int limit) {
        return new BoundedBytes(limit, true);
    }

    @Override
    public CompletionStage<Bytes> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        if (result.isDone()) {
            return;
        }
        for (ByteBuffer part : parts) {
            byte[] bytes = new byte[Math.min(part.remaining(), limit - collected.size() + 1)];
            part.get(bytes);
            collected.writeBytes(bytes);
        }
        if (collected.size() > limit) {
            finishEarly();
        }
    }

    @Override
    public void onError(Throwable failed) {
        result.completeExceptionally(failed);
    }

    @Override
    public void onComplete() {
        result.complete(new Bytes(collected.toByteArray()));
    }

    private void finishEarly() {
        if (subscription != null) {
            subscription.cancel();
        }
        if (cutOff) {
            result.complete(new Bytes(collected.toByteArray()));
        } else {
            result.completeExceptionally(new AnswerTooLong(limit));
        }
    }
}

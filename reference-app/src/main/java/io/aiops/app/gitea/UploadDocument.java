package io.aiops.app.gitea;

import io.aiops.gitea.upload.UploadProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upload as it is now.
 *
 * @param state {@code running}, {@code done}, {@code failed} or {@code cancelled}
 * @param progress how far it is; null until it is prepared
 * @param result what it made
 * @param problem why it made nothing, as a problem document
 */
record UploadDocument(
        String uploadId,
        String algorithmId,
        String state,
        String author,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable ProgressDocument progress,
        @Nullable UploadResultDocument result,
        @Nullable Map<String, Object> problem) {

    /**
     * How far it is.
     *
     * @param bytesDone bytes that the server has, or is being sent
     * @param secondsLeft how long the rest is likely to take; null where that is not known
     */
    record ProgressDocument(
            String phase,
            long bytesPrepared,
            long bytesDone,
            long bytesTotal,
            int filesDone,
            int filesTotal,
            int stages,
            long bytesPerSecond,
            @Nullable Long secondsLeft) {

        static ProgressDocument of(UploadProgress progress) {
            return new ProgressDocument(
                    progress.phase().name().toLowerCase(Locale.ROOT),
                    progress.bytesPrepared(),
                    progress.bytesDone(),
                    progress.bytesTotal(),
                    progress.filesDone(),
                    progress.filesTotal(),
                    progress.stages(),
                    progress.bytesPerSecond(),
                    progress.left().map(Duration::toSeconds).orElse(null));
        }
    }
}

package io.aiops.gitea;

import java.io.IOException;

/** An answer went on beyond what is read of it. */
final class AnswerTooLong extends IOException {

    AnswerTooLong(int limit) {
        super("the answer is longer than " + limit + " bytes");
    }
}

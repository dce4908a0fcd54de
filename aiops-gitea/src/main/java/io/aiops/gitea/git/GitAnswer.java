package io.aiops.gitea.git;

import java.io.InputStream;
import java.net.http.HttpHeaders;

/** The head of an answer, and its body as it comes. */
record GitAnswer(int status, HttpHeaders headers, InputStream body) {

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }
}

package io.aiops.app.http;

/** What a call does. Who may make it was looked at before. */
@FunctionalInterface
public interface Operation {

    /** Does it; whatever it throws becomes a problem document. */
    Reply run(Request request) throws Exception;
}
